// What the process answers over HTTP: the declared routes, their document, health, and the web app.
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import { apiAbout } from "./api-about.ts";
import type { Config } from "./platform/config.ts";
import type { Database } from "./platform/db/index.ts";
import {
  type AnyRoute,
  createHttpServer,
  type FormPage,
  type HttpDeps,
  openApiDocument,
  serveDocument,
  serveFormPages,
  serveHealth,
  serveRoutes,
  serveWebApp,
  serveWidgetFiles,
  type WidgetFiles,
} from "./platform/http/index.ts";

const webFolder = fileURLToPath(new URL("../../web/dist/", import.meta.url));
const widgetFolder = fileURLToPath(new URL("../../widget/dist/", import.meta.url));

interface ServedApp extends Pick<HttpDeps, "clock" | "logger" | "telemetry" | "authenticate"> {
  config: Config;
  db: Database;
  routes: readonly AnyRoute[];
  version: string;
  sessionCookieName: string;
  widget: Omit<WidgetFiles, "folder">;
  /** For people without an account, by a link. */
  pages: readonly FormPage[];
}

export function serveApp({ config, db, routes, ...app }: ServedApp): FastifyInstance {
  const deps: HttpDeps = {
    clock: app.clock,
    logger: app.logger,
    telemetry: app.telemetry,
    authenticate: app.authenticate,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    maxBodyBytes: config.maxBodyBytes,
    maxUploadBytes: config.maxUploadBytes,
  };
  const http = createHttpServer(deps);
  serveRoutes(http, deps, routes);
  serveDocument(http, openApiDocument(routes, { ...apiAbout, version: app.version }));
  serveHealth(http, { db, telemetry: app.telemetry, version: app.version });
  serveWidgetFiles(http, { folder: widgetFolder, ...app.widget });
  serveFormPages(http, app);
  serveWebApp(http, { folder: webFolder, sessionCookieName: app.sessionCookieName });
  return http;
}
