export { serveHealth } from "./health.ts";
export { openApiDocument } from "./openapi.ts";
export { toAppError, toProblem } from "./problem.ts";
export {
  type AnyRoute,
  defineRoute,
  type Route,
  type RoutePermission,
  type RouteReply,
  type RouteRequest,
} from "./route.ts";
export { createHttpServer, type HttpDeps, serveRoutes } from "./server.ts";
export { serveWebApp } from "./web-app.ts";
