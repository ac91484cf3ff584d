// The whole app with a mailbox of its own on real mail servers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase } from "./harness.ts";
import { type MailServers, serverLogin, startMailServers } from "./mail-servers.ts";

export interface MailGround {
  servers: MailServers;
  channelId: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  ): Promise<{ status: number; body: any }>;
  sql(text: string): Promise<Record<string, unknown>[]>;
  /** Stops the app as a kill would: what it holds is left held. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const ourAddress = "help@ours.example";
const email = "ada@ours.example";
const password = "correct horse battery";

export async function openMailGround(): Promise<MailGround> {
  const servers = await startMailServers();
  const database = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-mailboxes-"));
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    RAPPORT_SECRET: "a secret of the tests, long enough for all of them",
    RAPPORT_OUTBOUND_ALLOW: `127.0.0.1:${servers.imapPort},127.0.0.1:${servers.smtpPort}`,
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const open = () => createApp({ config, db: database.db, logger, clock: systemClock });
  let app = open();
  await app.start();
  await app.access.createWorkspace({ name: "Mail", admin: { name: "Ada", email, password } });
  const signedIn = await app.http.inject({
    method: "POST",
    url: "/api/v1/auth/sign-in",
    payload: { email, password },
  });
  const cookie = [signedIn.headers["set-cookie"]]
    .flat()
    .map((one) => one?.split(";")[0])
    .join("; ");
  const call: MailGround["call"] = async (method, path, body) => {
    const answer = await app.http.inject({
      method: method as "GET",
      url: `/api/v1${path}`,
      headers: { cookie, host: "localhost:4100", origin: "http://localhost:4100" },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: answer.statusCode, body: answer.body ? answer.json() : null };
  };
  const server = (port: number, user: string) => ({
    ...{ host: "127.0.0.1", port, security: "none", user },
  });
  const made = await call("POST", "/channels", {
    kind: "email",
    name: "Support mail",
    providerToken: serverLogin.password,
    settings: {
      address: ourAddress,
      senderName: "Support",
      imap: server(servers.imapPort, ourAddress),
      smtp: server(servers.smtpPort, ""),
      folders: ["INBOX"],
      since: "2026-01-01",
    },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return {
    servers,
    channelId: made.body.id,
    call,
    sql: (text) => database.asOwner(text),
    restart: async () => {
      await app.http.close();
      await app.stop();
      app = open();
      await app.start();
    },
    close: async () => {
      await app.http.close();
      await app.stop();
      await servers.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
