// Spans as a collector receives them: one trace from the browser's header over request and act to SQL.
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { newId } from "./ids.ts";
import { silentLogger } from "./logger.ts";
import { parseTraceparent, startTracing, type Tracing, traced, tracedRequest } from "./tracing.ts";

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue?: string } }[];
  status: { code?: number };
}

interface SentDocument {
  resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
}

const received: SentSpan[] = [];
let answerStatus = 200;
let collector: Server;
let tracing: Tracing;
let test: TestDatabase;

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const document = JSON.parse(body) as SentDocument;
      if (answerStatus === 200 && request.url === "/v1/traces") {
        received.push(...(document.resourceSpans[0]?.scopeSpans[0]?.spans ?? []));
      }
      response.writeHead(answerStatus, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  test = await openTestDatabase();
});

afterAll(async () => {
  collector.close();
  await test.close();
});

function begin(): void {
  const address = collector.address();
  const port = typeof address === "object" && address ? address.port : 0;
  tracing = startTracing(`http://127.0.0.1:${port}`, silentLogger);
}

afterEach(async () => {
  await tracing.stop();
  received.length = 0;
  answerStatus = 200;
});

describe("a request's trace", () => {
  it("continues the browser's, down to each SQL statement, without its values", async () => {
    begin();
    const workspaceId = newId();
    await tracedRequest("GET /people", traceId, traceparent, () =>
      traced("act people.read", "internal", {}, () =>
        test.db.tenant({ workspaceId }, (tx) =>
          tx.query("SELECT $1::text AS secret", ["hidden value"]),
        ),
      ),
    );
    await tracing.stop();
    expect(received.map((span) => span.name)).toEqual(["SELECT", "act people.read", "GET /people"]);
    const [sql, act, request] = received;
    expect(new Set(received.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(request?.parentSpanId).toBe("b7ad6b7169203331");
    expect(act?.parentSpanId).toBe(request?.spanId);
    expect(sql?.parentSpanId).toBe(act?.spanId);
    expect([request?.kind, act?.kind, sql?.kind]).toEqual([2, 1, 3]);
    expect(BigInt(sql?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(
      BigInt(sql?.startTimeUnixNano ?? 1),
    );
    expect(JSON.stringify(received)).not.toContain("hidden value");
  });

  it("takes its id from the request id where no browser sent one", async () => {
    begin();
    await tracedRequest("GET /x", "c".repeat(32), undefined, async () => undefined);
    await tracedRequest("GET /y", "a-client's-own-id", undefined, async () => undefined);
    await tracing.stop();
    expect(received[0]?.traceId).toBe("c".repeat(32));
    expect(received[1]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(received[1]?.attributes[0]?.value.stringValue).toBe("a-client's-own-id");
  });

  it("marks what failed, and passes the failure on", async () => {
    begin();
    const failing = tracedRequest("GET /x", traceId, traceparent, () =>
      Promise.reject(new TypeError("no")),
    );
    await expect(failing).rejects.toThrow("no");
    await tracing.stop();
    expect(received[0]?.status).toMatchObject({ code: 2, message: "TypeError" });
  });

  it("is not recorded when the browser says so, nor outside of a request", async () => {
    begin();
    const unsampled = traceparent.replace(/01$/, "00");
    await tracedRequest("GET /x", traceId, unsampled, () =>
      traced("act", "internal", {}, async () => 1),
    );
    expect(await traced("job", "internal", {}, async () => 2)).toBe(2);
    await tracing.stop();
    expect(received).toEqual([]);
  });
});

describe("a collector that fails", () => {
  it("costs spans, never requests", async () => {
    begin();
    answerStatus = 500;
    expect(await tracedRequest("GET /x", traceId, traceparent, async () => "answer")).toBe(
      "answer",
    );
    await tracing.stop();
    expect(received).toEqual([]);
  });
});

describe("traceparent", () => {
  it.each([
    [traceparent, true],
    [`00-${"0".repeat(32)}-b7ad6b7169203331-01`, false],
    [`00-${traceId}-${"0".repeat(16)}-01`, false],
    ["00-xyz", false],
    [undefined, false],
  ])("%s is usable: %s", (header, isUsable) => {
    begin();
    expect(parseTraceparent(header) !== null).toBe(isUsable);
  });
});
