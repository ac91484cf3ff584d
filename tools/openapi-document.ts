// The OpenAPI document of this version, as a server would answer it, without a database: rooms declare their routes
// when they are wired, and touch no row before they are started.
import { createApp } from "../apps/server/src/app.ts";
import { systemClock } from "../apps/server/src/platform/clock.ts";
import { loadConfig } from "../apps/server/src/platform/config.ts";
import { silentLogger } from "../apps/server/src/platform/logger.ts";

export type Json = Record<string, unknown>;

/** May be held and looked at; throws when it is asked. */
const noDatabase = new Proxy(
  { isEmbedded: true },
  {
    get: (known, name) =>
      Reflect.get(known, name) ??
      (() => {
        throw new Error(`The wiring asked the database (${String(name)}).`);
      }),
  },
);

export async function currentDocument(): Promise<Json> {
  const config = loadConfig({
    RAPPORT_DATA_DIR: "/nonexistent/rapport-document",
    RAPPORT_SECRET: "only for the document, nothing is signed with it",
    RAPPORT_DEMO: "off",
  });
  const deps = {
    config,
    db: noDatabase,
    server: noDatabase,
    logger: silentLogger,
    clock: systemClock,
  };
  const app = createApp(deps as unknown as Parameters<typeof createApp>[0]);
  const answer = await app.http.inject({ url: "/api/openapi.json" });
  return answer.json() as Json;
}
