// The whole app over a test database, with providers on this machine, a clock that can be moved, and what came in kept
// by a listener instead of the conversations room.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInRoles } from "@rapport/contracts";
import { type App, createApp } from "../src/app.ts";
import { loadConfig } from "../src/platform/config.ts";
import type { Database } from "../src/platform/db/index.ts";
import { newId } from "../src/platform/ids.ts";
import { createLogger } from "../src/platform/logger.ts";
import type { InboundListener, InboundMessage } from "../src/rooms/channels/index.ts";
import { openTestDatabase } from "./harness.ts";
import { openProvider, type Provider } from "./sms-provider.ts";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Record<string, unknown>;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

export interface ChannelsGround {
  app: App;
  db: Database;
  /** Takes a bearer token. */
  provider: Provider;
  /** Takes what is signed. */
  receiver: Provider;
  workspaceId: string;
  /** As the admin. */
  call: Call;
  /** As somebody who may look at everything and set up nothing. */
  viewer: Call;
  /** As nobody. */
  outside: Call;
  kept: InboundMessage[];
  /** The listener throws this instead of keeping. */
  refuseWith(error: unknown): void;
  advance(ms: number): void;
  close(): Promise<void>;
}

/** Keeps each message once, in order, as conversations do. */
function keeper(kept: InboundMessage[]) {
  const known = new Map<string, { conversationId: string; messageId: string; seq: number }>();
  const threads = new Map<string, { id: string; seq: number }>();
  return (message: InboundMessage) => {
    const name = `${message.channelId} ${message.providerId}`;
    const before = known.get(name);
    if (before) return { ...before, duplicate: true };
    const thread = threads.get(`${message.channelId} ${message.threadKey}`) ?? {
      id: newId(),
      seq: 0,
    };
    thread.seq += 1;
    threads.set(`${message.channelId} ${message.threadKey}`, thread);
    const stored = { conversationId: thread.id, messageId: newId(), seq: thread.seq };
    known.set(name, stored);
    kept.push(message);
    return { ...stored, duplicate: false };
  };
}

/** `real`: what comes in goes to conversations, as it does in the app. */
export async function openChannelsGround(
  into: "listener" | "real" = "listener",
): Promise<ChannelsGround> {
  const test = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-channels-"));
  const [provider, receiver] = await Promise.all([openProvider(), openProvider(null)]);
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs };
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    RAPPORT_SECRET: "a secret of the tests, long enough for all of them",
    RAPPORT_OUTBOUND_ALLOW: `${provider.host},${receiver.host}`,
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const app = createApp({ config, db: test.db, logger, clock });
  const kept: InboundMessage[] = [];
  const keep = keeper(kept);
  let refusal: unknown;
  const listen: InboundListener = async (_ctx, _workspaceId, message) => {
    if (refusal !== undefined) throw refusal;
    return keep(message);
  };
  if (into === "listener") app.channels.onInbound(listen);

  const made = await app.access.createWorkspace({
    name: "Channels",
    admin: { name: "Ada", email: "ada@channels.example", password: "correct horse battery" },
  });

  const callWith =
    (own: Record<string, string>): Call =>
    async (method, path, body, headers = {}) => {
      const answer = await app.http.inject({
        method: method as "GET",
        url: `/api/v1${path}`,
        headers: { ...own, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const parsed = answer.body ? answer.json() : null;
      return { status: answer.statusCode, body: parsed, headers: answer.headers };
    };
  const keyed = (key: { secret: string }) => callWith({ authorization: `Bearer ${key.secret}` });
  const all = await app.access.createApiKey(made.workspaceId, { name: "Ada" });
  // Keys stand for whoever made them.
  await test.asOwner("UPDATE access.api_keys SET member_id = $1 WHERE id = $2", [
    made.memberId,
    all.key.id,
  ]);
  const call = keyed(all);
  const role = await call("POST", "/roles", { name: "looks", permissions: builtInRoles.viewer });
  const weak = await call("POST", "/api-keys", { name: "looks", roleId: role.body.id });

  return {
    app,
    db: test.db,
    provider,
    receiver,
    workspaceId: made.workspaceId,
    call,
    viewer: callWith({ authorization: `Bearer ${weak.body.secret}` }),
    outside: callWith({}),
    kept,
    refuseWith: (error) => {
      refusal = error;
    },
    advance: (ms) => {
      aheadMs += ms;
    },
    close: async () => {
      await app.http.close();
      await app.stop();
      await Promise.all([provider.close(), receiver.close()]);
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
