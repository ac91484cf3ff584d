// Traces in the OpenTelemetry protocol (OTLP over HTTP, JSON): a span for each request, act and SQL
// statement, under the trace id that the browser sent (W3C traceparent) or that the request id gives.
// Without a collector nothing is recorded and `traced` is a plain call. Spans carry names, ids and SQL
// texts with placeholders; never values, bodies or personal data. A collector that is slow or away
// costs spans, never requests: the queue is bounded and nobody waits for it.
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomBytes } from "node:crypto";
import type { Logger } from "./logger.ts";

export type SpanKind = "server" | "client" | "internal";
export type SpanAttributes = Record<string, string | number | boolean>;

interface SpanContext {
  traceId: string;
  spanId: string;
  isSampled: boolean;
}

interface Span extends SpanContext {
  parentSpanId: string | undefined;
  name: string;
  kind: SpanKind;
  startMs: number;
  endMs: number;
  attributes: SpanAttributes;
  error: string | undefined;
}

const flushEveryMs = 2000;
const maxQueued = 5000;
const maxBatch = 500;
const exportTimeoutMs = 5000;
const kindNumbers: Record<SpanKind, number> = { internal: 1, server: 2, client: 3 };

const active = new AsyncLocalStorage<SpanContext>();
let recorder: ((span: Span) => void) | null = null;

const nowMs = () => performance.timeOrigin + performance.now();
const newSpanId = () => randomBytes(8).toString("hex");

/** `00-<trace>-<parent>-<flags>`; null for anything else. */
export function parseTraceparent(header: unknown): (SpanContext & { spanId: string }) | null {
  const found =
    typeof header === "string"
      ? /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header)
      : null;
  const [, traceId = "", spanId = "", flags = "0"] = found ?? [];
  const isNil = /^0*$/.test(traceId) || /^0*$/.test(spanId);
  if (!found || isNil) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function traceIdOf(requestId: string): string {
  if (/^[0-9a-f]{32}$/.test(requestId)) return requestId;
  return createHash("sha256").update(requestId).digest("hex").slice(0, 32);
}

async function record<T>(
  span: Omit<Span, "startMs" | "endMs" | "error">,
  work: () => Promise<T>,
): Promise<T> {
  const startMs = nowMs();
  let error: string | undefined;
  try {
    return await active.run(span, work);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.name : "error";
    throw thrown;
  } finally {
    recorder?.({ ...span, startMs, endMs: nowMs(), error });
  }
}

/** A span inside the current request's trace; outside of one, a plain call. */
export function traced<T>(
  name: string,
  kind: SpanKind,
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> {
  if (recorder === null) return work();
  const parent = active.getStore();
  if (!parent?.isSampled) return work();
  const { traceId, spanId: parentSpanId } = parent;
  return record(
    { traceId, spanId: newSpanId(), parentSpanId, isSampled: true, name, kind, attributes },
    work,
  );
}

/** The span of a whole request, continuing the caller's trace where there is one. */
export function tracedRequest<T>(
  name: string,
  requestId: string,
  traceparent: unknown,
  work: () => Promise<T>,
): Promise<T> {
  if (recorder === null) return work();
  const remote = parseTraceparent(traceparent);
  if (remote && !remote.isSampled) return active.run(remote, work);
  const traceId = remote?.traceId ?? traceIdOf(requestId);
  const attributes = { "rapport.request_id": requestId };
  const span = { traceId, spanId: newSpanId(), parentSpanId: remote?.spanId, isSampled: true };
  return record({ ...span, name, kind: "server", attributes }, work);
}

const nanoseconds = (ms: number) => `${BigInt(Math.round(ms * 1000)) * 1000n}`;

function typedValue(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const toAttributes = (attributes: SpanAttributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: typedValue(value) }));

function toOtlp(span: Span): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
    name: span.name,
    kind: kindNumbers[span.kind],
    startTimeUnixNano: nanoseconds(span.startMs),
    endTimeUnixNano: nanoseconds(span.endMs),
    attributes: toAttributes(span.attributes),
    status: span.error === undefined ? {} : { code: 2, message: span.error },
  };
}

function documentOf(spans: readonly Span[]): string {
  const resource = {
    attributes: toAttributes({ "service.name": "rapport", "process.pid": process.pid }),
  };
  const scopeSpans = [{ scope: { name: "rapport" }, spans: spans.map(toOtlp) }];
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] });
}

export interface Tracing {
  /** Sends what is queued, then records no more. */
  stop(): Promise<void>;
}

/** `collectorUrl`: an OTLP/HTTP endpoint, with or without `/v1/traces`; empty: no tracing. */
export function startTracing(collectorUrl: string, logger: Logger): Tracing {
  if (!collectorUrl) return { stop: async () => undefined };
  const url = /\/v1\/traces$/.test(collectorUrl)
    ? collectorUrl
    : `${collectorUrl.replace(/\/$/, "")}/v1/traces`;
  let queue: Span[] = [];
  let lost = 0;
  let isAway = false;

  async function send(spans: readonly Span[]): Promise<void> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: documentOf(spans),
      signal: AbortSignal.timeout(exportTimeoutMs),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`The collector answered ${response.status}.`);
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxBatch);
      try {
        await send(batch);
        if (isAway) logger.info({ lost }, "Traces are delivered again");
        isAway = false;
        lost = 0;
      } catch (error) {
        lost += batch.length;
        if (!isAway)
          logger.warn(
            { error },
            "The trace collector does not take spans; they are dropped until it does",
          );
        isAway = true;
        return;
      }
    }
  }

  recorder = (span) => {
    if (queue.length >= maxQueued) lost += 1;
    else queue.push(span);
  };
  let flushing = Promise.resolve();
  const timer = setInterval(() => {
    flushing = flushing.then(flush);
  }, flushEveryMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await flushing;
      await flush();
      recorder = null;
      queue = [];
    },
  };
}
