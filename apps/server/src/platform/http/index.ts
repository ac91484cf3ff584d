export { type ByteRange, byteRangeOf, firstBytes } from "./byte-range.ts";
export { type FormPage, type PageReply, serveFormPages } from "./form-pages.ts";
export { serveHealth } from "./health.ts";
export { type ApiAbout, openApiDocument } from "./openapi.ts";
export { usualRefusal } from "./openapi-shared.ts";
export { toAppError, toProblem } from "./problem.ts";
export { RateLimiter } from "./rate-limit.ts";
export {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type Route,
  type RoutePermission,
  type RouteReply,
  type RouteRequest,
} from "./route.ts";
export { serveDocument } from "./serve-document.ts";
export { createHttpServer, type HttpDeps, serveRoutes } from "./server.ts";
export { serveWebApp } from "./web-app.ts";
export { serveWidgetFiles, type WidgetFiles } from "./widget-files.ts";
