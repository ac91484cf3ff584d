// Whether the process lives, whether it can serve, and its metrics; for load balancers and monitors.
// Neither says anything of the data. Ready means: the database answers, and was brought up to this version.
import type { FastifyInstance, FastifyReply } from "fastify";
import { sleep } from "../clock.ts";
import type { Database } from "../db/index.ts";
import { AppError } from "../errors.ts";
import type { Telemetry } from "../telemetry.ts";
import { toProblem } from "./problem.ts";

const patienceMs = 3000;

async function databaseAnswers(db: Database): Promise<boolean> {
  const answered = db
    .system((tx) => tx.query("SELECT 1"))
    .then(
      () => true,
      () => false,
    );
  return Promise.race([answered, sleep(patienceMs).then(() => false)]);
}

function notReady(reply: FastifyReply, requestId: string): FastifyReply {
  const error = new AppError(
    "unavailable",
    "platform.not_ready",
    "The database does not answer just now. Requests will be served again once it does.",
    { retryAfterSeconds: 5 },
  );
  return reply
    .status(503)
    .header("retry-after", "5")
    .header("content-type", "application/problem+json")
    .send(JSON.stringify(toProblem(error, requestId)));
}

export function serveHealth(
  http: FastifyInstance,
  deps: { db: Database; telemetry: Telemetry; version: string },
): void {
  http.get("/api/health", (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "ok", version: deps.version }),
  );
  http.get("/api/ready", async (request, reply) => {
    reply.header("cache-control", "no-store");
    if (!(await databaseAnswers(deps.db))) return notReady(reply, request.id);
    return reply.send({ status: "ready", database: "ok", migrations: "applied" });
  });
  http.get("/metrics", async (_request, reply) => {
    const { contentType, body } = await deps.telemetry.metricsText();
    return reply.header("content-type", contentType).send(body);
  });
}
