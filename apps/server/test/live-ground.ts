// The whole app over a test database, twice: two processes that share nothing but the database. Members in roles
// of their own, signed in, and readers of live streams.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LiveEvent, Permissions } from "@rapport/contracts";
import { type App, createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { settledFloors } from "../src/rooms/governance/index.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

const password = "correct horse battery";

export interface LiveAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Headers;
}

export interface LiveMember {
  name: string;
  memberId: string;
  headers: Record<string, string>;
  call(
    method: string,
    path: string,
    body?: unknown,
    more?: Record<string, string>,
  ): Promise<LiveAnswer>;
  make(path: string, body: unknown): Promise<Record<string, unknown>>;
  upload(path: string, csv: string): Promise<Record<string, unknown>>;
}

export interface LiveReader {
  /** Everything told so far. */
  events: LiveEvent[];
  /** Ids of the events, as they came. */
  ids: string[];
  /** Names of other events: ready, end. */
  said: string[];
  status: number;
  isOpen(): boolean;
  /** Waits for an event; fails after ten seconds. */
  until(what: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  ended(withinMs: number): Promise<number>;
  close(): void;
}

export interface LiveGround {
  database: TestDatabase;
  workspaceId: string;
  first: App;
  second: App;
  admin: LiveMember;
  member(
    name: string,
    permissions: Permissions,
    more?: Record<string, unknown>,
  ): Promise<LiveMember>;
  listen(
    who: LiveMember,
    options?: { at?: "first" | "second"; lastId?: string },
  ): Promise<LiveReader>;
  pause(ms: number): Promise<void>;
  /** Seals until the log is settled up to its last entry. A transaction that is open in any database of the same
   * PostgreSQL holds that back, so this waits for the neighbours' tests too. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 10_000;
/** Other test files keep transactions open for some seconds. */
const settleMs = 60_000;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function eventually(
  check: () => Promise<boolean>,
  what: string,
  withinMs = patienceMs,
): Promise<void> {
  const startMs = performance.now();
  while (!(await check())) {
    if (performance.now() - startMs > withinMs) throw new Error(`Never: ${what}`);
    await pause(50);
  }
}

async function readStream(url: string, headers: Record<string, string>): Promise<LiveReader> {
  const stop = new AbortController();
  const response = await fetch(url, {
    headers: { ...headers, accept: "text/event-stream" },
    signal: stop.signal,
  });
  let open = response.ok;
  const reader: LiveReader = {
    events: [],
    ids: [],
    said: [],
    status: response.status,
    isOpen: () => open,
    until: async (what) => {
      await eventually(
        async () => reader.events.some(what),
        `an event; there were ${JSON.stringify(reader.events)}`,
      );
      return reader.events.find(what) as LiveEvent;
    },
    ended: async (withinMs) => {
      const startMs = performance.now();
      while (open) {
        if (performance.now() - startMs > withinMs) throw new Error("The stream is still open.");
        await pause(20);
      }
      return performance.now() - startMs;
    },
    close: () => stop.abort(),
  };
  const take = (block: string): void => {
    const fields = new Map(
      block
        .split("\n")
        .map((line) => [line.split(":", 1)[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]),
    );
    const name = fields.get("event");
    if (fields.has("id")) reader.ids.push(fields.get("id") ?? "");
    if (name === "rapport") reader.events.push(JSON.parse(fields.get("data") ?? "null"));
    else if (name) reader.said.push(name);
  };
  void (async () => {
    let text = "";
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) take(block);
      }
    } catch {
      // Closed by the test.
    }
    open = false;
  })();
  if (response.ok)
    await eventually(async () => reader.said.includes("ready"), "the stream is ready");
  return reader;
}

export async function openLiveGround(): Promise<LiveGround> {
  const database = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-live-"));
  const appOf = (roles: string): App =>
    createApp({
      config: loadConfig({
        RAPPORT_DATA_DIR: dataDir,
        RAPPORT_PORT: "0",
        RAPPORT_ROLES: roles,
        // What models do by themselves is news too.
        RAPPORT_MODELS: "off",
      }),
      db: database.db,
      logger: createLogger(process.env.RAPPORT_TEST_LOG ?? "silent"),
      clock: systemClock,
    });
  const first = appOf("api,worker");
  const second = appOf("api");
  await first.start();
  await second.start();
  const addresses = {
    first: await first.http.listen({ host: "127.0.0.1", port: 0 }),
    second: await second.http.listen({ host: "127.0.0.1", port: 0 }),
  };

  async function signIn(email: string): Promise<Record<string, string>> {
    const response = await fetch(`${addresses.first}/api/v1/auth/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    return { cookie, "sec-fetch-site": "same-origin" };
  }

  async function memberOf(name: string, memberId: string, email: string): Promise<LiveMember> {
    const headers = await signIn(email);
    const call: LiveMember["call"] = async (method, path, body, more = {}) => {
      const response = await fetch(`${addresses.first}/api/v1${path}`, {
        method,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...more,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text.startsWith("{") ? JSON.parse(text) : null,
        headers: response.headers,
      };
    };
    const make: LiveMember["make"] = async (path, body) => {
      const answer = await call("POST", path, body);
      if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const upload: LiveMember["upload"] = async (path, csv) => {
      const response = await fetch(`${addresses.first}/api/v1${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "text/csv" },
        body: csv,
      });
      return (await response.json()) as Record<string, unknown>;
    };
    return { name, memberId, headers, call, make, upload };
  }

  const email = "ada@admins.example";
  const made = await first.access.createWorkspace({
    name: "Live",
    admin: { name: "Ada Admin", email, password },
  });
  const admin = await memberOf("Ada Admin", made.memberId ?? "", email);

  return {
    database,
    workspaceId: made.workspaceId,
    first,
    second,
    admin,
    pause,
    settle: async () => {
      const [last] = await database.asOwner(
        "SELECT coalesce(max(entry_no), 0)::int AS no FROM governance.audit_entries WHERE workspace_id = $1",
        [made.workspaceId],
      );
      const isSettled = async () => {
        await first.governance.sealNow();
        const floors = await settledFloors(database.db);
        const floor = floors.find(({ workspaceId }) => workspaceId === made.workspaceId);
        return (floor?.floorNo ?? 0) >= Number(last?.no);
      };
      await eventually(isSettled, "the log is settled", settleMs);
    },
    member: async (name, permissions, more = {}) => {
      const role = await admin.make("/roles", { name: `role of ${name}`, permissions });
      const address = `${name.replaceAll(/\W/g, "").toLowerCase()}@people.example`;
      const created = await first.access.createMember(made.workspaceId, {
        name,
        email: address,
        password,
        role: "viewer",
      });
      await admin.call("PATCH", `/members/${created.memberId}`, { roleId: role.id, ...more });
      return memberOf(name, created.memberId, address);
    },
    listen: (who, { at = "first", lastId } = {}) =>
      readStream(`${addresses[at]}/api/v1/live`, {
        ...who.headers,
        ...(lastId === undefined ? {} : { "last-event-id": lastId }),
      }),
    close: async () => {
      // Fetch keeps connections open that it has not used yet; a server would wait for their first request.
      const closing = [second, first].map(({ http }) =>
        http.server.listening ? http.close() : undefined,
      );
      await pause(100);
      for (const { http } of [second, first]) http.server.closeAllConnections();
      await Promise.all(closing);
      await second.stop();
      await first.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
