// Closed-loop load over HTTP: `concurrency` clients, each sending its next request when the last is
// answered. Latencies in milliseconds, as the client sees them.
import { Pool } from "undici";

export interface LoadRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: string;
}

export interface LoadResult {
  requests: number;
  failed: number;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export interface LoadOptions {
  origin: string;
  apiKey: string;
  concurrency: number;
  seconds: number;
  next: (index: number) => LoadRequest;
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export async function load(options: LoadOptions): Promise<LoadResult> {
  const pool = new Pool(options.origin, { connections: options.concurrency, pipelining: 1 });
  const headers = { authorization: `Bearer ${options.apiKey}`, "content-type": "application/json" };
  const latencies: number[] = [];
  let failed = 0;
  let index = 0;
  const startMs = performance.now();
  const endMs = startMs + options.seconds * 1000;

  async function client(): Promise<void> {
    while (performance.now() < endMs) {
      const request = options.next(index++);
      const sentMs = performance.now();
      const { statusCode, body } = await pool.request({ ...request, headers });
      await body.dump();
      latencies.push(performance.now() - sentMs);
      if (statusCode >= 400) failed += 1;
    }
  }

  await Promise.all(Array.from({ length: options.concurrency }, client));
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  await pool.close();
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: sorted.length,
    failed,
    requestsPerSecond: sorted.length / elapsedSeconds,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
  };
}
