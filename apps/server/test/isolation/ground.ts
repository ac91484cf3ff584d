// The whole app over a test database with two workspaces: `home`, whose people ask, and `foreign`, which
// must never show. Everybody asks in two ways: signed in, and with an API key.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInRoles, type Permissions, type RowScope } from "@rapport/contracts";
import type { LightMyRequestResponse } from "fastify";
import { type App, createApp } from "../../src/app.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { loadConfig } from "../../src/platform/config.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "../harness.ts";
import { fillConversation, fillCopilot } from "./fill-conversations.ts";
import { fillEvents } from "./fill-events.ts";
import { fillMailbox } from "./fill-mailbox.ts";
import { fillRooms } from "./fill-rooms.ts";
import {
  type Filled,
  fillRecords,
  type Json,
  type Make,
  type Marks,
  shapeWorkspace,
} from "./fill-workspace.ts";

/** Where webhooks go: a port at which nobody listens. */
const nobodyThere = "127.0.0.1:9";
const password = "correct horse battery";

export interface Caller {
  name: string;
  headers: Record<string, string>;
}

export interface Answer {
  status: number;
  /** Everything that was sent: headers and body. */
  text: string;
  body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  json: any;
}

export interface Workspace {
  id: string;
  marks: Marks;
  admin: Caller;
  filled: Filled;
  shape: { customObject: string; pipelineId: string; fieldText: string };
  webhookIds: { id: string; deliveryId: string };
}

export interface IsolationGround {
  app: App;
  database: TestDatabase;
  home: Workspace;
  foreign: Workspace;
  call(
    caller: Caller | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A member of the home workspace in a role of its own: signed in, and with a key. */
  member(
    name: string,
    permissions: Permissions,
    more?: { regions?: string[]; team?: string },
  ): Promise<Caller[]>;
  memberIdOf(caller: Caller): Promise<string>;
  make(caller: Caller): Make;
  close(): Promise<void>;
}

export function rowsOnly(scope: RowScope): Permissions {
  return {
    objects: { "*": { create: true, read: scope, update: scope, delete: scope } },
    fields: {},
    settings: ["exports.run", "imports.run"],
  };
}

export const everyRole: Record<string, Permissions> = {
  admin: builtInRoles.admin,
  member: builtInRoles.member,
  viewer: builtInRoles.viewer,
  own: rowsOnly("own"),
  team: rowsOnly("team"),
  region: rowsOnly("region"),
  restricted: {
    ...builtInRoles.admin,
    fields: {
      "*": { phone: "none", email: "read", ownerId: "none" },
      deals: { amountMinor: "none" },
    },
  },
  nothing: { objects: {}, fields: {}, settings: [] },
};

export async function openIsolationGround(): Promise<IsolationGround> {
  const database = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-isolation-"));
  const config = loadConfig({
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    // Scores of everything would appear while the tests look.
    RAPPORT_MODELS: "off",
    RAPPORT_PUBLIC_URL: "http://localhost:4100",
    RAPPORT_OUTBOUND_ALLOW: nobodyThere,
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const app = createApp({ config, db: database.db, logger, clock: systemClock });
  await app.start();
  await app.http.ready();

  const call: IsolationGround["call"] = async (caller, method, path, body, headers = {}) => {
    const raw = typeof body === "string";
    const response: LightMyRequestResponse = await app.http.inject({
      method: method as "GET",
      url: `/api/v1${path}`,
      remoteAddress: nextAddress(),
      headers: {
        host: "localhost:4100",
        ...caller?.headers,
        ...(raw ? { "content-type": rawType(path) } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(response.headers["content-type"] ?? "").includes("json");
    return {
      status: response.statusCode,
      text: `${JSON.stringify(response.headers)}\n${response.body}`,
      body: response.body,
      json: isJson && response.body ? JSON.parse(response.body.split("\n", 1)[0] ?? "null") : null,
    };
  };

  const make =
    (caller: Caller): Make =>
    async (method, path, body) => {
      const answer = await call(caller, method, path, body);
      if (answer.status >= 300)
        throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return (answer.json ?? {}) as Json;
    };

  async function signIn(email: string): Promise<Caller> {
    const answer = await app.http.inject({
      method: "POST",
      url: "/api/v1/auth/sign-in",
      remoteAddress: nextAddress(),
      headers: { host: "localhost:4100" },
      payload: { email, password },
    });
    const cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
    return { name: email, headers: { cookie, "sec-fetch-site": "same-origin" } };
  }

  async function workspace(text: string, digits: string): Promise<Workspace> {
    const email = `admin@${text}.example`;
    const made = await app.access.createWorkspace({
      name: `${text} workspace`,
      admin: { name: `${text} admin`, email, password },
    });
    const admin = await signIn(email);
    const marks: Marks = { text, digits, memberId: made.memberId ?? "", region: `${text} region` };
    const shape = { ...(await shapeWorkspace(make(admin), marks)), fieldText: text };
    const webhook = await pausedWebhook(make(admin), text);
    const filled = await fillRecords(make(admin), marks, shape, 1);
    await fillRooms(make(admin), {
      text,
      roleId: made.roleIds.viewer,
      personId: filled.records.people ?? "",
      nobodyThere,
    });
    await automate(make(admin), admin, text);
    const address = `${text}1@${text}.example`;
    const asked = { marks, address };
    const conversation = await fillConversation(app, made.workspaceId, make(admin), asked);
    filled.records.conversations = conversation;
    await fillCopilot(make(admin), conversation, text);
    await make(admin)("POST", "/notifications", {
      memberIds: [marks.memberId],
      title: `${text} message`,
      recordRef: { object: "people", id: filled.records.people },
    });
    const attention = `/notifications/records/people/${filled.records.people}`;
    await call(admin, "PUT", attention, { state: "following" });
    await call(admin, "PATCH", "/home/first-steps", { done: "open-palette" });
    const csv = `First name,E-mail\n${text} imported,${text}imported@${text}.example\n`;
    await make(admin)("POST", `/imports?object=people&fileName=${text}.csv`, csv);
    await fillMailbox(database, made.workspaceId, make(admin), text);
    await fillEvents(app.http, make(admin), text, String(filled.records.people));
    const log = await call(admin, "GET", `/webhooks/${webhook.id}/deliveries?limit=1`);
    const webhookIds = { id: String(webhook.id), deliveryId: String(log.json.data[0].id) };
    return { id: made.workspaceId, marks, admin, filled, shape, webhookIds };
  }

  /** What happens waits there, so that it holds still. */
  async function pausedWebhook(make: Make, text: string): Promise<Json> {
    const url = `http://${nobodyThere}/${text}`;
    const made = await make("POST", "/webhooks", { name: `${text} webhook`, url, events: ["*"] });
    return make("POST", `/webhooks/${made.id}/pause`);
  }

  /** A template, a rule that uses it, and a run of that rule, which is over when this returns. */
  async function automate(by: Make, admin: Caller, text: string): Promise<void> {
    const template = await by("POST", "/templates", {
      object: "notes",
      name: `${text} template`,
      subject: `${text} subject`,
      body: `${text} {{note.body}}`,
      sharedWith: "workspace",
    });
    const written = { templateId: template.id, templateVersion: 1, part: "body" };
    await by("POST", "/automations", {
      name: `${text} automation`,
      object: "notes",
      trigger: { kind: "created" },
      condition: { body: { contains: text } },
      steps: [{ kind: "create", object: "tasks", set: { title: written } }],
      enabled: true,
    });
    await by("POST", "/notes", { body: `${text} sets it off` });
    for (let tries = 0; tries < 200; tries += 1) {
      const { json } = await call(admin, "GET", "/automations/runs?state=done");
      if (json.data.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("The automation did not run.");
  }

  const home = await workspace("qhomeq", "5551301");
  const foreign = await workspace("qforeignq", "5552407");

  return {
    app,
    database,
    home,
    foreign,
    call,
    make,
    memberIdOf: async (caller) => (await call(caller, "GET", "/me")).json.member.id,
    member: async (name, permissions, more = {}) => {
      const role = await make(home.admin)("POST", "/roles", { name: `role ${name}`, permissions });
      const email = `${name}@people.example`;
      const { memberId } = await app.access.createMember(home.id, {
        name,
        email,
        password,
        role: "viewer",
      });
      const patch = {
        roleId: role.id,
        ...(more.regions ? { regions: more.regions } : {}),
        ...(more.team ? { teamIds: [more.team] } : {}),
      };
      await make(home.admin)("PATCH", `/members/${memberId}`, patch);
      const key = await make(home.admin)("POST", "/api-keys", {
        name: `key ${name}`,
        roleId: role.id,
      });
      return [
        { ...(await signIn(email)), name: `${name}, signed in` },
        { name: `${name}, by key`, headers: { authorization: `Bearer ${key.secret}` } },
      ];
    },
    close: async () => {
      await app.http.close();
      await app.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const rawType = (path: string) =>
  path.startsWith("/imports") ? "text/csv" : "application/octet-stream";

let addresses = 0;

/** Limits per address are another test's business. */
function nextAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}
