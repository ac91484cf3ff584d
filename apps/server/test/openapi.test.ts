// The OpenAPI document as those who make clients from it need it: valid, every thing with a name and a description,
// every record with its fields, and what it shows as an example accepted by its own schema.
import { standardObjects, writeSchema } from "@rapport/contracts";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { beforeAll, describe, expect, it } from "vitest";
import { currentDocument } from "../../../tools/openapi-document.ts";

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters: { $ref?: string; name?: string; description?: string }[];
  requestBody?: { content: Record<string, { schema: { $ref?: string; type?: string } }> };
  responses: Record<string, { $ref?: string; headers?: object; content?: Record<string, Media> }>;
}
interface Media {
  schema: { $ref?: string; type?: string };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string; description: string }[];
  components: {
    schemas: Record<string, { properties?: Record<string, object>; required?: string[] }>;
    responses: Record<string, { content: Record<string, Media> }>;
  };
}

let document: Document;
let operations: (Operation & { at: string })[];

beforeAll(async () => {
  document = (await currentDocument()) as unknown as Document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      at: `${method.toUpperCase()} ${path}`,
    })),
  );
});

describe("the OpenAPI document", () => {
  it("has nothing that a strict validator finds fault with", async () => {
    const config = await createConfig({
      extends: ["recommended-strict"],
      // The way back from an identity provider answers by sending the browser on.
      rules: { "operation-2xx-response": "off" },
    });
    const source = JSON.stringify(document);
    const faults = await lintFromString({ source, config, absoluteRef: "/openapi.json" });
    expect(faults.map(({ message, location }) => `${message} ${location[0]?.pointer}`)).toEqual([]);
  });

  it("names every operation once, and says what each and all of its parameters are for", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const silent = operations.flatMap(({ at, summary, description, parameters }) => [
      ...(summary && description ? [] : [at]),
      ...parameters
        .filter(({ $ref, description: words }) => !$ref && !words)
        .map(({ name }) => `${at}: ${name}`),
    ]);
    expect(silent).toEqual([]);
    expect(document.tags.filter(({ description }) => !description)).toEqual([]);
  });

  it("names what JSON requests and answers consist of, so that generated types have names", () => {
    const unnamed = operations.flatMap(({ at, requestBody, responses }) => {
      const asked = requestBody?.content["application/json"];
      const answered = Object.values(responses).map(({ content }) => content?.["application/json"]);
      const all = [asked, ...answered].filter((media) => media !== undefined);
      return all.some(({ schema }) => !schema.$ref) ? [at] : [];
    });
    expect(unnamed).toEqual([]);
  });

  it("answers every refusal as one Problem", () => {
    const media = "application/problem+json";
    const problem = { schema: { $ref: "#/components/schemas/Problem" } };
    for (const { content } of Object.values(document.components.responses)) {
      expect(content[media]).toEqual(problem);
    }
    for (const { responses } of operations) {
      const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      for (const [, { $ref, content }] of refusals) {
        expect($ref ?? content?.[media]).toEqual(
          $ref ? expect.stringContaining("#/components/responses/") : problem,
        );
      }
    }
  });

  it("describes limits and paging on every good answer that has a body", () => {
    const bare = operations.filter(({ responses }) => {
      const good = Object.entries(responses).filter(([status]) => Number(status) < 400);
      return good.some(([, { headers }]) => !("RateLimit-Remaining" in (headers ?? {})));
    });
    expect(bare.map(({ at }) => at)).toEqual([]);
  });

  it.each(standardObjects)("has $label as a schema with all of its fields", ({ label, fields }) => {
    const { schemas } = document.components;
    const keys = fields.map(({ key }) => key);
    expect(Object.keys(schemas[label]?.properties ?? {})).toEqual(expect.arrayContaining(keys));
    expect(schemas[`New${label}`]?.required ?? []).toEqual(
      fields.filter(({ required }) => required).map(({ key }) => key),
    );
    expect(schemas[`${label}Change`]?.required).toBeUndefined();
    expect(schemas[`${label}Page`]).toBeDefined();
  });

  it("shows examples that its own schemas take", () => {
    const shown = standardObjects.filter((object) => "example" in object);
    expect(shown.length).toBeGreaterThan(5);
    for (const object of shown) {
      const parsed = writeSchema(object, "create").safeParse("example" in object && object.example);
      expect(parsed.error?.issues ?? []).toEqual([]);
    }
  });

  it("stays small enough to be read by a browser and a model", () => {
    expect(JSON.stringify(document).length / operations.length).toBeLessThan(2_600);
  });
});
