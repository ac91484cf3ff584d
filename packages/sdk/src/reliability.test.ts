// What the client does when things go wrong: deadlines, waits that the server asks for, errors by kind, and helpers
// that make several calls. The fetch is a script; the same against a real server is in packages/sdk/test.
import { describe, expect, it } from "vitest";
import {
  type ClientOptions,
  ConflictError,
  createClient,
  NotFoundError,
  PermissionError,
  RateLimitError,
  type Retry,
  ServerError,
  TimeoutError,
  ValidationError,
  VersionConflictError,
} from "./index.ts";

type Answering = (url: URL, init: RequestInit) => Response | Promise<Response>;

const clientWith = (answer: Answering, options: Partial<ClientOptions> = {}) => {
  const asked: { url: URL; init: RequestInit }[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    const call = { url: new URL(String(url)), init };
    asked.push(call);
    return answer(call.url, init);
  };
  return { asked, client: createClient({ baseUrl: "http://crm.test", fetch, ...options }) };
};

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

const problem = (status: number, code: string, more: object = {}, headers = {}): Response =>
  json({ type: "x", title: "No", detail: "Do this.", status, code, ...more }, status, headers);

/** Never answers; only the signal ends it. */
const silence: Answering = (_url, init) =>
  new Promise((_resolve, reject) => {
    init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("It should have been refused."),
    (error: unknown) => error,
  );

const headersOf = (init: RequestInit): Headers => new Headers(init.headers);

describe("deadlines and signals", () => {
  it("gives up an attempt in time, repeats a read, and says so", async () => {
    const { asked, client } = clientWith(silence, { timeoutMs: 20, retries: 1 });
    const error = await caught(client.records("people").get("a"));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ status: 0, code: "sdk.timeout", isUnreachable: true });
    expect(asked).toHaveLength(2);
  });

  it("does not repeat after silence what the server could not know again", async () => {
    const { asked, client } = clientWith(silence, { timeoutMs: 20 });
    await caught(client.apiKeys.create({ name: "CI" }));
    expect(asked).toHaveLength(1);
  });

  it("rejects with the reason of the caller's signal, also while it waits for a repeat", async () => {
    const reason = new Error("The user left.");
    const stop = new AbortController();
    const { asked, client } = clientWith(() =>
      problem(503, "platform.busy", {}, { "retry-after": "30" }),
    );
    const call = caught(client.records("people").list({}, { signal: stop.signal }));
    setTimeout(() => stop.abort(reason), 20);
    expect(await call).toBe(reason);
    expect(asked).toHaveLength(1);
  });

  it("has no deadline for an upload", async () => {
    const slow: Answering = () =>
      new Promise((resolve) => setTimeout(() => resolve(json({ id: "i" }, 201)), 60));
    const { client } = clientWith(slow, { timeoutMs: 20 });
    expect((await client.imports.upload({ body: "name\nA" })).id).toBe("i");
  });
});

describe("repeats", () => {
  it("waits as long as the server asks, and tells", async () => {
    const retries: Retry[] = [];
    const answers = [
      problem(429, "platform.rate_limited", {}, { "retry-after": "0.05" }),
      json({ data: [], nextCursor: null }),
    ];
    const { client } = clientWith(() => answers.shift() ?? expect.fail("asked once too often"), {
      onRetry: (retry) => retries.push(retry),
    });
    await client.records("people").list();
    expect(retries).toEqual([
      { method: "GET", path: "/people", attempt: 1, waitMs: 50, status: 429 },
    ]);
  });

  it("fails at once when it would have to wait longer than it may", async () => {
    const answer = () =>
      problem(429, "platform.rate_limited", { retryAfterSeconds: 40 }, { "retry-after": "40" });
    const { asked, client } = clientWith(answer, { maxRetryWaitMs: 1_000 });
    const error = await caught(client.records("people").list());
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs: 40_000 });
    expect(asked).toHaveLength(1);
  });

  it("reads Retry-After as a date too", async () => {
    const retries: Retry[] = [];
    const headers = {
      date: "Thu, 01 Jan 2026 00:00:00 GMT",
      "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT",
    };
    const answers = [problem(503, "platform.busy", {}, headers), json({ objects: [] })];
    const { client } = clientWith(() => answers.shift() ?? expect.fail("asked once too often"), {
      onRetry: (retry) => retries.push(retry),
    });
    await client.schema();
    expect(retries[0]?.waitMs).toBe(0);
  });

  it.each([
    ["platform.busy", 3, 3, 3],
    ["platform.outcome_unknown", 1, 3, 3],
    ["platform.outbound_timeout", 1, 3, 3],
  ])("after a 503 with %s come where they do no harm", async (code, unkept, kept, changes) => {
    const { asked, client } = clientWith(() => problem(503, code, {}, { "retry-after": "0" }));
    const countOf = async (call: () => Promise<unknown>) => {
      asked.length = 0;
      expect(await caught(call())).toMatchObject({ status: 503, code });
      return asked.length;
    };
    const people = client.records("people");
    expect(await countOf(() => client.apiKeys.create({ name: "CI" }))).toBe(unkept);
    expect(await countOf(() => people.create({}))).toBe(kept);
    expect(await countOf(() => people.update("a", {}, { version: 1 }))).toBe(changes);
  });

  it("takes the caller's idempotency key, and one of its own for each call otherwise", async () => {
    const { asked, client } = clientWith(() => json({ id: "a" }, 201));
    await client.records("people").create({}, { idempotencyKey: "order-7" });
    await client.records("people").create({});
    await client.records("people").create({});
    const [given, first, second] = asked.map(({ init }) => headersOf(init).get("idempotency-key"));
    expect(given).toBe("order-7");
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });
});

describe("errors", () => {
  it.each([
    [403, "access.forbidden", PermissionError],
    [404, "platform.not_found", NotFoundError],
    [409, "records.key_ambiguous", ConflictError],
    [422, "records.invalid", ValidationError],
    [500, "platform.internal", ServerError],
  ])("of %i are told apart by class", async (status, code, Class) => {
    const { client } = clientWith(() => problem(status, code, { requestId: "r1" }));
    const error = await caught(client.records("people").get("a"));
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ name: Class.name, status, code, requestId: "r1" });
  });

  it("of a version carry the record as it is now", async () => {
    const current = { id: "a", version: 7, city: "Rome" };
    const { client } = clientWith(() => problem(412, "records.version_conflict", { current }));
    const error = await caught(client.records("people").update("a", {}, { version: 6 }));
    expect(error).toBeInstanceOf(VersionConflictError);
    expect(error).toMatchObject({ current, currentVersion: 7, isConflict: true });
  });

  it("name the fields that were refused", async () => {
    const errors = [{ path: "email", message: "Not an address", code: "bad" }];
    const { client } = clientWith(() => problem(422, "records.invalid", { errors }));
    const error = await caught(client.records("people").create({ email: "x" }));
    expect((error as ValidationError).fields).toEqual(errors);
  });

  it("say that a good answer which is no JSON comes from somewhere else", async () => {
    const { client } = clientWith(() => new Response("<h1>Welcome to nginx</h1>"));
    expect(await caught(client.schema())).toMatchObject({ status: 200, code: "sdk.not_json" });
  });
});

describe("helpers of several calls", () => {
  it("splits bulk operations, keeps their order, and names each call after the whole", async () => {
    const answer: Answering = (_url, init) => {
      const { operations } = JSON.parse(String(init.body)) as { operations: { data: object }[] };
      const results = operations.map(({ data }, index) =>
        index === 0
          ? { status: 422, error: { status: 422, code: "records.invalid", detail: "No" } }
          : { status: 201, data },
      );
      return json({ results }, 200, { "rapport-act": `act-${operations.length}` });
    };
    const { asked, client } = clientWith(answer);
    const progress: number[] = [];
    const operations = Array.from({ length: 5 }, (_, n) => ({
      op: "create" as const,
      data: { lastName: `P${n}` },
    }));
    const summary = await client.records("people").bulkAll(operations, {
      size: 2,
      idempotencyKey: "sync-1",
      onProgress: ({ done }) => progress.push(done),
    });
    expect(progress).toEqual([2, 4, 5]);
    expect(summary.actIds).toEqual(["act-2", "act-2", "act-1"]);
    expect(summary.failed.map(({ index }) => index)).toEqual([0, 2, 4]);
    expect(summary.failed[0]?.error).toBeInstanceOf(ValidationError);
    expect(summary.outcomes[3]?.result.data).toEqual({ lastName: "P3" });
    expect(asked.map(({ init }) => headersOf(init).get("idempotency-key"))).toEqual([
      "sync-1-0",
      "sync-1-1",
      "sync-1-2",
    ]);
  });

  it("hands out the records of an export as they arrive, across borders of chunks", async () => {
    const bytes = new TextEncoder().encode('{"id":"a","city":"Zürich"}\n{"id":"b"}\n{"id":"c"}');
    const parts = [bytes.slice(0, 20), bytes.slice(20, 21), bytes.slice(21)];
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const part = parts.shift();
        if (part) controller.enqueue(part);
        else controller.close();
      },
    });
    const { client } = clientWith(() => new Response(body));
    const found: unknown[] = [];
    for await (const person of client.records("people").exportRecords()) found.push(person);
    expect(found).toEqual([{ id: "a", city: "Zürich" }, { id: "b" }, { id: "c" }]);
  });

  it("says so when an export is cut off in the middle of a record", async () => {
    const { client } = clientWith(() => new Response('{"id":"a"}\n{"id":'));
    const read = async () => {
      for await (const _person of client.records("people").exportRecords());
    };
    expect(await caught(read())).toMatchObject({ code: "sdk.unreachable", status: 0 });
  });

  it("waits for an import to rest, and tells how it goes", async () => {
    const states = ["running", "running", "done"].map((status) => ({ id: "i", status }));
    const { client } = clientWith(() => json(states.shift()));
    const seen: string[] = [];
    const end = await client.imports.wait("i", {
      pollMs: 1,
      onProgress: ({ status }) => seen.push(status),
    });
    expect([end.status, seen]).toEqual(["done", ["running", "running", "done"]]);
  });

  it("upserts one record, and throws what became of it", async () => {
    const results = [
      { status: 201, id: "a", data: { id: "a" } },
      { status: 409, error: { status: 409, code: "records.key_ambiguous", detail: "Two." } },
    ];
    const { client } = clientWith(() => json({ results: [results.shift()] }));
    const people = client.records("people");
    expect(await people.upsert("email", { email: "a@b.example" })).toMatchObject({
      created: true,
      data: { id: "a" },
    });
    expect(await caught(people.upsert("email", {}))).toBeInstanceOf(ConflictError);
  });
});
