// Automations over a real database with the real rooms beside them: access, records, the audit log. The clock can
// be moved, the mail server is a list, and background work runs when a test says so.

import type { Permissions } from "@rapport/contracts";
import { z } from "zod";
import { closableFields } from "../src/flows/closable-fields.ts";
import { lendRecords } from "../src/flows/lend-records.ts";
import { type Acts, createActs, defineAct } from "../src/platform/acts.ts";
import { systemClock } from "../src/platform/clock.ts";
import { type Ctx, systemContext } from "../src/platform/context.ts";
import { createHttpServer, serveRoutes } from "../src/platform/http/index.ts";
import { newId } from "../src/platform/ids.ts";
import { silentLogger } from "../src/platform/logger.ts";
import type { Mail, MailMessage, MailOutcome } from "../src/platform/mail.ts";
import { createTelemetry } from "../src/platform/telemetry.ts";
import { type Access, createAccess, knownMembers } from "../src/rooms/access/index.ts";
import { type Automations, createAutomations } from "../src/rooms/automations/index.ts";
import { onChange } from "../src/rooms/governance/index.ts";
import { createRecords, type Records } from "../src/rooms/records/index.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Record<string, unknown>;
  act: string;
}

export interface Person {
  memberId: string;
  roleId: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: object, headers?: Record<string, string>): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

export interface ServerProcess {
  acts: Acts;
  access: Access;
  records: Records;
  automations: Automations;
  /** Runs all that is due, until nothing is. */
  run(): Promise<void>;
}

export interface Notice {
  memberIds: string[];
  title: string;
  body: string;
  recordRef?: { object: string; id: string } | undefined;
}

export interface AutomationsGround {
  database: TestDatabase;
  first: ServerProcess;
  startProcess(): ServerProcess;
  letters: (MailMessage & { id: string })[];
  notices: Notice[];
  /** What the room published in the outbox. */
  published: { topic: string; payload: Record<string, unknown> }[];
  /** What the mail server says to the next letters; "sent" when there is nothing. */
  outcomes: MailOutcome[];
  advance(ms: number): void;
  now(): string;
  workspace(): Promise<{ id: string; ctx: Ctx; admin: Person }>;
  member(workspaceId: string, admin: Person, permissions: Permissions): Promise<Person>;
  /** The same member by an API key with these rights. */
  byKey(person: Person, scopes: Permissions): Promise<Person>;
  close(): Promise<void>;
}

const password = "correct horse battery";

export async function openAutomationsGround(): Promise<AutomationsGround> {
  const database = await openTestDatabase();
  const { db } = database;
  let offsetMs = 0;
  const clock = { nowMs: () => systemClock.nowMs() + offsetMs };
  const letters: AutomationsGround["letters"] = [];
  const notices: Notice[] = [];
  const published: AutomationsGround["published"] = [];
  const outcomes: MailOutcome[] = [];
  const closings: (() => Promise<unknown>)[] = [];
  const mail: Mail = {
    isConfigured: true,
    send: async () => true,
    attempt: async (message) => {
      const outcome = outcomes.shift() ?? { kind: "sent" };
      if (outcome.kind === "sent") letters.push(message);
      return outcome;
    },
  };

  function startProcess(): ServerProcess & { inject: ReturnType<typeof createHttpServer> } {
    const acts = createActs({
      db,
      clock,
      listeners: [onChange, (tx, act, changes) => automations.onChange(tx, act, changes)],
    });
    acts.register(noticeAct(notices));
    // Sessions do not end when a test moves the days on.
    const access = createAccess({
      db,
      clock: systemClock,
      logger: silentLogger,
      acts,
      mail,
      knownNames: closableFields(() => records),
      settings: {
        publicUrl: "http://localhost:4100",
        adminKey: "",
        secret: "a-secret-for-tests-that-is-long-enough",
        rateLimitPerMinute: 100_000,
      },
    });
    const records: Records = createRecords({ db, clock, acts, knownMembers });
    const automations = createAutomations({
      db,
      clock,
      logger: silentLogger,
      acts,
      outbox: { publish: (_tx, topic, payload) => void published.push({ topic, payload }) },
      mail,
      records: lendRecords(records),
    });
    const httpDeps = {
      clock,
      logger: silentLogger,
      telemetry: createTelemetry(),
      publicUrl: "http://localhost:4100",
      maxBodyBytes: 5_000_000,
      maxUploadBytes: 5_000_000,
      authenticate: access.authenticate,
    };
    const http = createHttpServer(httpDeps);
    serveRoutes(http, httpDeps, [...access.routes, ...records.routes, ...automations.routes]);
    closings.push(
      () => http.close(),
      () => access.stop(),
    );
    const run = async () => {
      for (let rounds = 0; rounds < 8; rounds += 1) await automations.upkeep.round();
    };
    return { acts, access, records, automations, run, inject: http };
  }

  const first = startProcess();
  let addresses = 0;

  type Proof = { cookie: string } | { authorization: string };

  function personOf(memberId: string, roleId: string, proof: Proof): Person {
    const call = async (
      method: "GET" | "POST" | "PATCH" | "DELETE",
      path: string,
      body?: object,
      headers: Record<string, string> = {},
    ): Promise<Answer> => {
      addresses += 1;
      const answer = await first.inject.inject({
        method,
        url: `/api/v1${path}`,
        remoteAddress: `10.1.${(addresses >> 8) & 255}.${addresses & 255}`,
        headers: { host: "localhost:4100", ...proof, "sec-fetch-site": "same-origin", ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      return {
        status: answer.statusCode,
        body: answer.body ? answer.json() : null,
        headers: answer.headers,
        act: String(answer.headers["rapport-act"] ?? ""),
      };
    };
    return {
      memberId,
      roleId,
      get: (path) => call("GET", path),
      post: (path, body = {}, headers) => call("POST", path, body, headers),
      patch: (path, body, headers) => call("PATCH", path, body, headers),
      remove: (path) => call("DELETE", path),
    };
  }

  async function signIn(email: string): Promise<Proof> {
    addresses += 1;
    const answer = await first.inject.inject({
      method: "POST",
      url: "/api/v1/auth/sign-in",
      remoteAddress: `10.2.${(addresses >> 8) & 255}.${addresses & 255}`,
      headers: { host: "localhost:4100" },
      payload: { email, password },
    });
    return { cookie: String(answer.headers["set-cookie"]).split(";")[0] ?? "" };
  }

  return {
    database,
    first,
    startProcess,
    letters,
    notices,
    published,
    outcomes,
    advance: (ms) => {
      offsetMs += ms;
    },
    now: () => new Date(clock.nowMs()).toISOString(),
    workspace: async () => {
      const email = `ada.${newId()}@example.com`;
      const made = await first.access.createWorkspace({
        name: "Ground",
        admin: { name: "Ada Admin", email, password },
      });
      const ctx = systemContext(made.workspaceId, "test");
      await db.tenant(ctx, (tx) => first.records.prepareWorkspace(tx));
      const admin = personOf(made.memberId ?? "", made.roleIds.admin ?? "", await signIn(email));
      return { id: made.workspaceId, ctx, admin };
    },
    member: async (workspaceId, admin, permissions) => {
      const role = await admin.post("/roles", { name: `Role ${newId()}`, permissions });
      const email = `bo.${newId()}@example.com`;
      const input = { name: "Bo Member", email, password, role: "viewer" as const };
      const { memberId } = await first.access.createMember(workspaceId, input);
      await admin.patch(`/members/${memberId}`, { roleId: role.body.id });
      return personOf(memberId, role.body.id, await signIn(email));
    },
    byKey: async ({ memberId, roleId, post }, scopes) => {
      const key = await post("/api-keys", { name: "Key", scopes });
      return personOf(memberId, roleId, { authorization: `Bearer ${key.body.secret}` });
    },
    close: async () => {
      for (const closing of closings) await closing();
      await database.close();
    },
  };
}

/** Stands where the room that tells members things will stand: the same name, the same input. */
function noticeAct(notices: Notice[]) {
  return defineAct({
    name: "notifications.send",
    title: "Notify members",
    input: z.strictObject({
      memberIds: z.array(z.uuid()).min(1),
      title: z.string().min(1),
      body: z.string(),
      recordRef: z.strictObject({ object: z.string(), id: z.uuid() }).optional(),
    }),
    permission: "signed in",
    effect: "internal",
    risk: "low",
    compensation: { by: "none", because: "What was read cannot be unread" },
    usableIn: ["automations"],
    check: () => undefined,
    run: async (_tx, _act, input) => void notices.push(input),
  });
}

export const everything = { create: true, read: "all", update: "all", delete: "all" } as const;

/** May do all with records, and make automations. */
export const maker: Permissions = {
  objects: { "*": everything },
  fields: {},
  settings: ["automations.manage"],
};
