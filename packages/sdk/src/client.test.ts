import { describe, expect, it } from "vitest";
import { createClient, RapportError } from "./index.ts";

interface Call {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
}

/** A server that answers from a list, and remembers what it was asked. */
const scriptedServer = (...answers: (Response | Error)[]) => {
  const calls: Call[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    calls.push({
      url: String(url),
      method: init.method ?? "GET",
      headers: new Headers(init.headers),
      body: init.body,
    });
    const answer = answers.shift();
    if (!answer) throw new Error("The script has no further answer.");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { calls, client: createClient({ baseUrl: "http://crm.test/", apiKey: "rk_1", fetch }) };
};

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });

const failed = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json({ status, code, title: "No", detail: "Do this instead." }, status, headers);

describe("client", () => {
  it("sends filters as JSON, standard and custom objects to their paths, and the key", async () => {
    const page = { data: [], nextCursor: null };
    const { calls, client } = scriptedServer(json(page), json(page));
    await client.records("people").list({ filter: { city: "Paris" }, sort: "-lastName", limit: 5 });
    await client.records("vehicles").list();
    const first = new URL(calls[0]!.url);
    expect(first.pathname).toBe("/api/v1/people");
    expect(first.searchParams.get("filter")).toBe('{"city":"Paris"}');
    expect(first.searchParams.get("sort")).toBe("-lastName");
    expect(calls[0]!.headers.get("authorization")).toBe("Bearer rk_1");
    expect(calls[1]!.url).toBe("http://crm.test/api/v1/records/vehicles");
  });

  it("follows cursors to the end", async () => {
    const { calls, client } = scriptedServer(
      json({ data: [{ id: "a" }, { id: "b" }], nextCursor: "next" }),
      json({ data: [{ id: "c" }], nextCursor: null }),
    );
    const ids: string[] = [];
    for await (const record of client.records("people").iterate()) ids.push(record.id);
    expect(ids).toEqual(["a", "b", "c"]);
    expect(new URL(calls[1]!.url).searchParams.get("cursor")).toBe("next");
  });

  it("answers the act of a write and sends If-Match with the version", async () => {
    const { calls, client } = scriptedServer(json({ id: "a" }, 200, { "rapport-act": "act-1" }));
    const written = await client.records("people").update("a", { city: "Rome" }, { version: 4 });
    expect(written.actId).toBe("act-1");
    expect(calls[0]!.headers.get("if-match")).toBe('"4"');
    expect(calls[0]!.body).toBe('{"city":"Rome"}');
  });

  it("turns problem details into a RapportError", async () => {
    const { client } = scriptedServer(failed(412, "records.version_conflict"));
    const error = await client
      .records("people")
      .update("a", {})
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RapportError);
    expect(error).toMatchObject({
      status: 412,
      code: "records.version_conflict",
      isConflict: true,
    });
    expect((error as RapportError).message).toBe("Do this instead.");
  });

  it("repeats a write under one idempotency key, and never a refused one", async () => {
    const { calls, client } = scriptedServer(
      failed(503, "platform.busy", { "retry-after": "0" }),
      json({ id: "a" }, 201),
      failed(422, "records.invalid"),
    );
    await client.records("people").create({ lastName: "Ito" });
    expect(calls).toHaveLength(2);
    expect(calls[0]!.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
    expect(calls[1]!.headers.get("idempotency-key")).toBe(calls[0]!.headers.get("idempotency-key"));
    await expect(client.records("people").create({})).rejects.toMatchObject({ status: 422 });
    expect(calls).toHaveLength(3);
  });

  it("says that the server is unreachable after its attempts", async () => {
    const down = new TypeError("fetch failed");
    const { calls, client } = scriptedServer(down, down, down);
    const error = await client.schema().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 0, code: "sdk.unreachable", isUnreachable: true });
    expect(calls).toHaveLength(3);
  });

  it("never repeats an upload", async () => {
    const { calls, client } = scriptedServer(failed(503, "platform.busy"));
    await expect(client.imports.upload({ object: "people", body: "a,b" })).rejects.toMatchObject({
      status: 503,
    });
    expect(calls).toHaveLength(1);
  });

  it("copes with an answer that is no JSON", async () => {
    const { client } = scriptedServer(new Response("<h1>Bad gateway</h1>", { status: 404 }));
    await expect(client.schema()).rejects.toMatchObject({ status: 404, code: "http.404" });
  });
});
