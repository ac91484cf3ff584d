// The whole app over a test database, with receivers on this machine and a clock that can be moved. Nothing is
// sent until a test says so; several apps over one database stand for several processes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Permissions } from "@rapport/contracts";
import { type App, createApp } from "../src/app.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";
import { openReceiver, type Receiver } from "./webhook-receiver.ts";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Record<string, unknown>;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

export interface TestWorkspace {
  id: string;
  memberId: string;
  /** As the admin who made it. */
  call: Call;
  /** As a member with these rights, by a key of their own. */
  member(permissions: Permissions, more?: { regions?: string[] }): Promise<TestMember>;
}

export interface TestMember {
  id: string;
  call: Call;
}

export interface WebhooksGround {
  test: TestDatabase;
  app: App;
  receiver: Receiver;
  openReceiver(): Promise<Receiver>;
  /** Another process on the same database, with the same secret. */
  anotherApp(): App;
  workspace(): Promise<TestWorkspace>;
  advance(ms: number): void;
  nowMs(): number;
  close(): Promise<void>;
}

const secret = "a secret of the tests, long enough for all of them";

export async function openWebhooksGround(): Promise<WebhooksGround> {
  const test = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-webhooks-"));
  const receivers: Receiver[] = [];
  const open = async () => {
    const one = await openReceiver();
    receivers.push(one);
    return one;
  };
  const extra = await Promise.all([open(), open(), open()]);
  const [receiver] = extra as [Receiver, ...Receiver[]];
  const spare = extra.slice(1);
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs };
  const apps: App[] = [];

  function anotherApp(): App {
    const config = loadConfig({
      RAPPORT_MODELS: "off",
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: "0",
      RAPPORT_SECRET: secret,
      RAPPORT_OUTBOUND_ALLOW: receivers.map(({ host }) => host).join(","),
    });
    const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
    const app = createApp({ config, db: test.db, logger, clock });
    apps.push(app);
    return app;
  }

  const app = anotherApp();

  function callBy(key: string): Call {
    return async (method, path, body) => {
      const answer = await app.http.inject({
        method: method as "GET",
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const parsed = answer.body ? answer.json() : null;
      return { status: answer.statusCode, body: parsed, headers: answer.headers };
    };
  }

  let workspaces = 0;

  async function workspace(): Promise<TestWorkspace> {
    workspaces += 1;
    const name = `workspace ${workspaces}`;
    const admin = {
      name: "Ada Admin",
      email: `admin${workspaces}@hooks.example`,
      password: "correct horse battery",
    };
    const made = await app.access.createWorkspace({ name, admin });
    const key = await app.access.createApiKey(made.workspaceId, { name: "all" });
    const call = callBy(key.secret);
    let members = 0;
    return {
      id: made.workspaceId,
      memberId: made.memberId ?? "",
      call,
      member: async (permissions, more = {}) => {
        members += 1;
        const role = await call("POST", "/roles", { name: `role ${members}`, permissions });
        const member = await app.access.createMember(made.workspaceId, {
          name: `Member ${members}`,
          email: `member${workspaces}.${members}@hooks.example`,
          password: "correct horse battery",
          role: "viewer",
        });
        await call("PATCH", `/members/${member.memberId}`, { roleId: role.body.id, ...more });
        return { id: member.memberId, call: await asMember(made.workspaceId, member.memberId) };
      },
    };
  }

  /** Keys stand for whoever made them; this one is given to the member. */
  async function asMember(workspaceId: string, memberId: string): Promise<Call> {
    const made = await app.access.createApiKey(workspaceId, { name: `key of ${memberId}` });
    await test.asOwner(
      "UPDATE access.api_keys SET member_id = $1, role_id = (SELECT role_id FROM access.members WHERE id = $1) WHERE id = $2",
      [memberId, made.key.id],
    );
    return callBy(made.secret);
  }

  return {
    test,
    app,
    receiver,
    openReceiver: async () => spare.pop() ?? open(),
    anotherApp,
    workspace,
    advance: (ms) => {
      aheadMs += ms;
    },
    nowMs: clock.nowMs,
    close: async () => {
      for (const one of receivers) await one.close();
      for (const one of apps) await one.http.close();
      for (const one of apps) await one.stop();
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
