// What a load balancer and a monitor see, while the database answers and when it does not.
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { systemClock } from "../clock.ts";
import { silentLogger } from "../logger.ts";
import { createTelemetry } from "../telemetry.ts";
import { serveHealth } from "./health.ts";
import { createHttpServer } from "./server.ts";

let test: TestDatabase;
let http: FastifyInstance;

beforeAll(async () => {
  test = await openTestDatabase();
  const telemetry = createTelemetry();
  http = createHttpServer({
    clock: systemClock,
    logger: silentLogger,
    telemetry,
    publicUrl: "http://localhost:4100",
    maxBodyBytes: 10_000,
    maxUploadBytes: 10_000,
    authenticate: async () => null,
  });
  serveHealth(http, { db: test.db, telemetry, version: "0.0.0-test" });
  await http.ready();
});

afterAll(async () => {
  await http.close();
  await test.server.stop();
});

describe("health", () => {
  it("says that the process lives, and is never cached", async () => {
    const answer = await http.inject({ url: "/api/health" });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: "ok", version: "0.0.0-test" });
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("shows the routes' times as Prometheus reads them", async () => {
    await http.inject({ url: "/api/health" });
    const answer = await http.inject({ url: "/metrics" });
    expect(answer.headers["content-type"]).toContain("text/plain");
    expect(answer.body).toMatch(
      /rapport_http_request_seconds_count\{.*route="\/api\/health".*\} \d+/,
    );
  });

  it("is ready while the database answers, and says 503 when it does not", async () => {
    const ready = await http.inject({ url: "/api/ready" });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({ status: "ready" });
    await test.db.close();
    const away = await http.inject({ url: "/api/ready" });
    expect(away.statusCode).toBe(503);
    expect(away.headers["content-type"]).toContain("application/problem+json");
    expect(away.headers["retry-after"]).toBe("5");
    expect(away.json()).toMatchObject({ code: "platform.not_ready", status: 503 });
  });
});
