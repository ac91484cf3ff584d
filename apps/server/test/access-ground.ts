// The access room over a real database, behind the real HTTP server, with a clock that tests can move
// and mail that stays here. For this room's tests alone.

import type { Act, RecordChange } from "../src/platform/acts.ts";
import { createActs } from "../src/platform/acts.ts";
import { systemClock } from "../src/platform/clock.ts";
import { createHttpServer, serveRoutes } from "../src/platform/http/index.ts";
import { silentLogger } from "../src/platform/logger.ts";
import type { MailMessage } from "../src/platform/mail.ts";
import { createTelemetry } from "../src/platform/telemetry.ts";
import { type Access, createAccess } from "../src/rooms/access/index.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export interface MovableClock {
  nowMs(): number;
  advance(ms: number): void;
}

export interface TestAccess {
  access: Access;
  clock: MovableClock;
  database: TestDatabase;
  /** Every change that the room announced, with the act that made it. */
  changes: { act: Act; change: RecordChange }[];
  /** One HTTP request, from an address of its own unless told. */
  call(request: TestRequest): Promise<TestAnswer>;
  /** Signs in and answers the cookie. */
  signIn(email: string, password?: string): Promise<string>;
  /** A workspace with an admin who can sign in; answers the admin's cookie. */
  workspaceWithAdmin(email: string): Promise<{
    workspaceId: string;
    memberId: string;
    cookie: string;
    roleIds: Record<string, string>;
  }>;
  /** Every mail that the room sent. */
  letters: MailMessage[];
  close(): Promise<void>;
}

export interface TestRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  key?: string;
  cookie?: string;
  headers?: Record<string, string>;
  address?: string;
}

export interface TestAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Record<string, unknown>;
  /** Name and value of the cookie that was set. */
  cookie: string | undefined;
}

export const testPassword = "correct horse battery";
export const testAdminKey = "rk_test-admin-key-0123456789";

/** No objects are made in this ground: each that a role names is there, with each field. */
class EveryName extends Map<string, { has(key: string): boolean }> {
  override has = () => true;
  override get = () => ({ has: () => true });
  override values = () => [this.get()].values() as MapIterator<{ has(key: string): boolean }>;
}

export async function openTestAccess(
  more: Pick<Parameters<typeof createAccess>[0], "knownNames"> = {
    knownNames: async () => new EveryName(),
  },
): Promise<TestAccess> {
  const database = await openTestDatabase();
  // It stands still unless moved, so that a slow machine changes no outcome.
  let nowMs = systemClock.nowMs();
  const clock: MovableClock = {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
  const changes: TestAccess["changes"] = [];
  const letters: MailMessage[] = [];
  const acts = createActs({
    db: database.db,
    clock,
    listeners: [
      async (_tx, act, made) => void changes.push(...made.map((change) => ({ act, change }))),
    ],
  });
  const access = createAccess({
    db: database.db,
    clock,
    logger: silentLogger,
    acts,
    mail: {
      isConfigured: true,
      send: async (message) => {
        letters.push(message);
        return true;
      },
    },
    ...more,
    settings: {
      publicUrl: "http://localhost:4100",
      adminKey: testAdminKey,
      secret: "a-secret-for-tests-that-is-long-enough",
      rateLimitPerMinute: 1000,
    },
  });
  const httpDeps = {
    clock,
    logger: silentLogger,
    telemetry: createTelemetry(),
    publicUrl: "http://localhost:4100",
    maxBodyBytes: 1_000_000,
    maxUploadBytes: 1_000_000,
    authenticate: access.authenticate,
  };
  const http = createHttpServer(httpDeps);
  serveRoutes(http, httpDeps, access.routes);
  await http.ready();

  let addresses = 0;
  async function call(request: TestRequest): Promise<TestAnswer> {
    addresses += 1;
    const answer = await http.inject({
      method: request.method,
      url: `/api/v1${request.path}`,
      remoteAddress: request.address ?? `10.0.${addresses >> 8}.${addresses & 255}`,
      headers: {
        host: "localhost:4100",
        ...(request.key ? { authorization: `Bearer ${request.key}` } : {}),
        ...(request.cookie ? { cookie: request.cookie, "sec-fetch-site": "same-origin" } : {}),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { payload: request.body as object }),
    });
    const set = answer.headers["set-cookie"];
    return {
      status: answer.statusCode,
      body: answer.body ? answer.json() : null,
      headers: answer.headers,
      cookie: typeof set === "string" ? set.split(";")[0] : undefined,
    };
  }

  async function signIn(email: string, password = testPassword): Promise<string> {
    const answer = await call({ method: "POST", path: "/auth/sign-in", body: { email, password } });
    if (!answer.cookie) throw new Error(`Sign-in failed: ${JSON.stringify(answer.body)}`);
    return answer.cookie;
  }

  return {
    call,
    signIn,
    workspaceWithAdmin: async (email) => {
      const admin = { name: "Ada Admin", email, password: testPassword };
      const made = await access.createWorkspace({ name: `Workspace of ${email}`, admin });
      return { ...made, memberId: made.memberId ?? "", cookie: await signIn(email) };
    },
    access,
    clock,
    database,
    changes,
    letters,
    close: async () => {
      await http.close();
      await access.stop();
      await database.close();
    },
  };
}
