import { describe, expect, it } from "vitest";
import {
  type ApiDocument,
  groupsOf,
  limitsText,
  operationsOf,
  sampleOf,
  typeText,
} from "./document.rules.ts";
import { cliOf, curlOf, missingIn, pathOf, sdkOf } from "./request.rules.ts";

const document: ApiDocument = {
  info: { title: "Rapport", version: "1", description: "" },
  tags: [
    { name: "People", description: "People." },
    { name: "Search", description: "Search." },
  ],
  paths: {
    "/api/v1/people/{id}": {
      patch: {
        operationId: "updatePeople",
        summary: "Change fields of one person",
        description: "",
        tags: ["People"],
        parameters: [
          { name: "id", in: "path", required: true, schema: { $ref: "#/components/schemas/Id" } },
          { $ref: "#/components/parameters/IfMatch" } as never,
        ],
        requestBody: {
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/PersonChange" } },
          },
        },
        responses: {},
      },
    },
    "/api/v1/search": {
      get: {
        operationId: "search",
        summary: "Search all",
        description: "",
        tags: ["Search"],
        parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }],
        responses: {},
      },
    },
  },
  components: {
    schemas: {
      Id: { type: "string", format: "uuid" },
      PersonChange: {
        type: "object",
        properties: {
          companyId: { anyOf: [{ $ref: "#/components/schemas/Id" }, { type: "null" }] },
        },
        required: ["companyId"],
      },
    },
    parameters: { IfMatch: { name: "If-Match", in: "header", schema: { type: "string" } } },
  },
};

const [update, search] = operationsOf(document) as [
  ReturnType<typeof operationsOf>[0],
  ReturnType<typeof operationsOf>[0],
];

describe("the document", () => {
  it("is found by words of address, name and summary, and grouped by tag", () => {
    expect(groupsOf(document).map(({ tag }) => tag)).toEqual(["People", "Search"]);
    expect(groupsOf(document, "patch person")[0]?.operations[0]?.operationId).toBe("updatePeople");
    expect(groupsOf(document, "nothing")).toEqual([]);
  });

  it("has its parameters looked up", () => {
    expect(update.parameters.map(({ name }) => name)).toEqual(["id", "If-Match"]);
  });

  it("shows types and limits in words, and an example of what is required", () => {
    expect(typeText({ type: ["string", "null"] })).toBe("string or null");
    expect(typeText({ type: "array", items: { $ref: "#/components/schemas/Id" } })).toBe("Id[]");
    expect(limitsText({ type: "integer", minimum: 1, maximum: 200 })).toBe("≥ 1, ≤ 200");
    expect(sampleOf(document, { $ref: "#/components/schemas/PersonChange" })).toEqual({
      companyId: "01900000-0000-7000-8000-000000000001",
    });
  });
});

describe("a request", () => {
  const draft = {
    values: { "path id": "a b", "header If-Match": '"4"' },
    body: '{"city":"L\'Aquila"}',
  };

  it("fills the address, and says what is missing", () => {
    expect(pathOf(update, draft)).toBe("/people/a%20b");
    expect(missingIn(search, { values: {}, body: "" })).toEqual(["q"]);
  });

  it("is shown as curl, as a call of the client and as a command", () => {
    const curl = curlOf(update, draft, "https://crm.example");
    expect(curl).toContain("curl -X PATCH 'https://crm.example/api/v1/people/a%20b'");
    expect(curl).toContain(`-H 'if-match: "4"'`);
    expect(curl).toContain(`-d '{"city":"L'\\''Aquila"}'`);
    expect(sdkOf(search, { values: { "query q": "ada" }, body: "" }, "http://x")).toContain(
      'transport.call("GET", "/search", { query: {"q":"ada"} })',
    );
    expect(cliOf(search, { values: { "query q": "ada" }, body: "" })).toBe(
      "npm run -s rapport -- api GET '/search' --query 'q=ada'",
    );
  });
});
