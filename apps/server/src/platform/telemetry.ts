// Metrics for Prometheus, and traces when a collector is configured. One id (the request id, which is
// the trace id when the browser sends one) runs from the browser to SQL and into the audit log.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { tracedRequest } from "./tracing.ts";

export interface Telemetry {
  observeRequest(method: string, route: string, status: number, durationMs: number): void;
  count(name: keyof typeof counters, amount?: number): void;
  /** Value read at scrape time. */
  gauge(name: string, help: string, read: () => number): void;
  /** The span of a request; `traceparent` is the header as it came. */
  span<T>(
    name: string,
    requestId: string,
    traceparent: unknown,
    work: () => Promise<T>,
  ): Promise<T>;
  metricsText(): Promise<{ contentType: string; body: string }>;
}

const counters = {
  records_changed: "Records changed, of any kind.",
  audit_sealed: "Audit entries sealed.",
  imports_rows: "Rows that imports have handled.",
  webhooks_sent: "Webhooks that were taken by their receivers.",
  webhooks_failed: "Calls of webhooks that failed.",
  ai_answers: "Answers that AI models gave.",
  ai_failures: "Calls of AI models that failed.",
  outbound_refused: "Outgoing calls refused by the outbound client.",
} as const;

/** Memory, event loop and the like are a process's. Once, since its watch over the garbage collector never ends. */
const ofProcess = new Registry();
collectDefaultMetrics({ register: ofProcess, prefix: "rapport_" });

export function createTelemetry(): Telemetry {
  const registry = new Registry();
  const requests = new Histogram({
    name: "rapport_http_request_seconds",
    help: "Time to answer, by route and status.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const made = new Map<string, Counter>();
  for (const [name, help] of Object.entries(counters)) {
    made.set(name, new Counter({ name: `rapport_${name}_total`, help, registers: [registry] }));
  }
  return {
    observeRequest: (method, route, status, durationMs) =>
      requests.observe({ method, route, status: String(status) }, durationMs / 1000),
    count: (name, amount = 1) => made.get(name)?.inc(amount),
    gauge: (name, help, read) => {
      new Gauge({
        name: `rapport_${name}`,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    span: tracedRequest,
    metricsText: async () => ({
      contentType: registry.contentType,
      body: `${await ofProcess.metrics()}\n${await registry.metrics()}`,
    }),
  };
}
