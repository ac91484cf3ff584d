// Each kind of change, told apart as breaking or not.
import { describe, expect, it } from "vitest";
import { brokenLines } from "./api-lines.ts";
import { documentChanges } from "./document-changes.ts";

const body = (schema: object) => ({ content: { "application/json": { schema } } });

const person = (more: object = {}) => ({
  type: "object",
  properties: { name: { type: "string" }, kind: { type: "string", enum: ["lead", "customer"] } },
  required: ["name"],
  ...more,
});

function documentWith(parts: { asked?: object; answered?: object; parameters?: object[] }) {
  return {
    paths: {
      "/people": {
        post: {
          parameters: parts.parameters ?? [
            { name: "limit", in: "query", required: false, schema: {} },
          ],
          requestBody: body({ $ref: "#/components/schemas/Asked" }),
          responses: { 201: body({ $ref: "#/components/schemas/Answered" }) },
        },
      },
    },
    components: {
      schemas: { Asked: parts.asked ?? person(), Answered: parts.answered ?? person() },
    },
  };
}

const old = documentWith({});

describe("changes of the document", () => {
  it("are none between a document and itself", () => {
    expect(documentChanges(old, structuredClone(old))).toEqual({ breaking: [], other: [] });
  });

  it.each([
    ["a removed operation", { ...old, paths: {} }, "POST /people was removed"],
    [
      "a removed parameter",
      documentWith({ parameters: [] }),
      "POST /people: query limit was removed",
    ],
    [
      "a parameter that is required now",
      documentWith({ parameters: [{ name: "limit", in: "query", required: true, schema: {} }] }),
      "POST /people: query limit is required now",
    ],
    [
      "a member that must be sent now",
      documentWith({ asked: person({ required: ["name", "kind"] }) }),
      "POST /people: body.kind is required now",
    ],
    [
      "a member that is no longer answered",
      documentWith({ answered: person({ properties: { name: { type: "string" } } }) }),
      "POST /people: answer.kind was removed",
    ],
    [
      "a member that may be absent now",
      documentWith({ answered: person({ required: [] }) }),
      "POST /people: answer.name may be absent now",
    ],
    [
      "another type",
      documentWith({
        answered: person({ properties: { ...person().properties, name: { type: "integer" } } }),
      }),
      'POST /people: answer.name was ["string"] and is ["integer"]',
    ],
    [
      "a choice that may no longer be sent",
      documentWith({
        asked: person({
          properties: { ...person().properties, kind: { type: "string", enum: ["lead"] } },
        }),
      }),
      'POST /people: body.kind no longer knows "customer"',
    ],
  ])("name %s as breaking", (_what, now, expected) => {
    expect(documentChanges(old, now).breaking).toEqual([expected]);
  });

  it("name what only adds as harmless", () => {
    const more = person({ properties: { ...person().properties, city: { type: "string" } } });
    const parameters = [
      { name: "limit", in: "query", required: false, schema: {} },
      { name: "sort", in: "query", required: false, schema: {} },
    ];
    const now = documentWith({ asked: more, answered: more, parameters });
    expect(documentChanges(old, now)).toEqual({
      breaking: [],
      other: [
        "POST /people: query sort is new or no longer required",
        "POST /people: body.city is new",
        "POST /people: answer.city is new",
      ],
    });
  });
});

describe("changes of the client", () => {
  it("are lines that are gone or read differently", () => {
    const before = [
      "Client.search: (q: string) => void",
      "Client.undo: () => void",
      "Page.data: T[]",
    ];
    const now = [
      "Client.search: (q: string, more?: object) => void",
      "Client.news: string",
      "Page.data: T[]",
    ];
    expect(brokenLines(before, now)).toEqual([
      "changed Client.search: (q: string) => void",
      "removed Client.undo: () => void",
    ]);
  });
});
