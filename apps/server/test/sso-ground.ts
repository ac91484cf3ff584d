// The whole app beside a real identity provider, and a browser that walks between the two.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LightMyRequestResponse } from "fastify";
import { createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";
import {
  clientId,
  clientSecret,
  type IdentityProvider,
  type Jar,
  startIdentityProvider,
} from "./identity-provider.ts";

export const password = "correct horse battery";
const publicUrl = "http://localhost:4100";

export interface SsoAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  location: string | null;
  /** Cookies as name=value, those taken away left out. */
  cookie: string;
}

interface Call {
  body?: unknown;
  cookie?: string;
  form?: string;
}

export interface SsoGround {
  database: TestDatabase;
  provider: IdentityProvider;
  call(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, call?: Call): Promise<SsoAnswer>;
  /** A workspace with an admin and a connection that is on. */
  connected(name: string, connection?: object): Promise<Connected>;
  /** From the button to the callback's answer. */
  signOn(connectionId: string, next?: string, jar?: Jar): Promise<SsoAnswer>;
  /** Up to the address at which the provider sends the browser back. */
  begin(connectionId: string, next?: string, jar?: Jar): Promise<{ back: string; cookie: string }>;
  comeBack(back: string, cookie: string): Promise<SsoAnswer>;
  close(): Promise<void>;
}

export interface Connected {
  workspaceId: string;
  adminId: string;
  cookie: string;
  roleIds: Record<string, string>;
  connectionId: string;
}

function headersOf({ cookie, form }: Call): Record<string, string> {
  return {
    host: "localhost:4100",
    ...(cookie ? { cookie, "sec-fetch-site": "same-origin" } : {}),
    ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
  };
}

function answerOf(answer: LightMyRequestResponse): SsoAnswer {
  const isJson = String(answer.headers["content-type"] ?? "").includes("json");
  const cookies = [answer.headers["set-cookie"] ?? []].flat().map((set) => set.split(";")[0]);
  return {
    status: answer.statusCode,
    body: isJson && answer.body ? answer.json() : null,
    location: answer.headers.location ?? null,
    cookie: cookies.filter((one) => one && !one.endsWith("=")).join("; "),
  };
}

export async function openSsoGround(): Promise<SsoGround> {
  const database = await openTestDatabase();
  const provider = await startIdentityProvider(publicUrl);
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-sso-"));
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    RAPPORT_PUBLIC_URL: publicUrl,
    RAPPORT_OUTBOUND_ALLOW: provider.endpoint,
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const app = createApp({ config, db: database.db, logger, clock: systemClock });
  await app.http.ready();
  let addresses = 0;

  const call: SsoGround["call"] = async (method, path, more = {}) => {
    addresses += 1;
    const payload = more.form ?? (more.body as object | undefined);
    const answer = await app.http.inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: `10.1.${addresses >> 8}.${addresses & 255}`,
      headers: headersOf(more),
      ...(payload === undefined ? {} : { payload }),
    });
    return answerOf(answer);
  };

  const begin: SsoGround["begin"] = async (connectionId, next, jar) => {
    const started = await call("POST", "/auth/sso/start", {
      body: { connectionId, ...(next ? { next } : {}) },
    });
    if (started.status !== 200) throw new Error(JSON.stringify(started.body));
    return { back: await provider.visit(started.body.url, jar), cookie: started.cookie };
  };
  const comeBack: SsoGround["comeBack"] = (back, cookie) =>
    call("GET", back.slice(`${publicUrl}/api/v1`.length), { cookie });

  return {
    database,
    provider,
    call,
    begin,
    comeBack,
    signOn: async (connectionId, next, jar) => {
      const { back, cookie } = await begin(connectionId, next, jar);
      return comeBack(back, cookie);
    },
    connected: async (name, connection = {}) => {
      const email = `admin@${name}.example`;
      const made = await app.access.createWorkspace({
        name,
        admin: { name: `${name} admin`, email, password },
      });
      const { cookie } = await call("POST", "/auth/sign-in", { body: { email, password } });
      const { status, body } = await call("POST", "/sso/connections", {
        cookie,
        body: {
          name: "Test provider",
          issuer: provider.issuer,
          clientId,
          clientSecret,
          scopes: ["openid", "email", "profile", "groups"],
          defaultRoleId: made.roleIds.member,
          enabled: true,
          ...connection,
        },
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return { ...made, adminId: made.memberId ?? "", cookie, connectionId: body.id };
    },
    close: async () => {
      await app.http.close();
      await app.stop();
      await provider.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
