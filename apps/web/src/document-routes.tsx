// Addresses for people who write programs: the API, to be read and tried out, and its problems. No account needed.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute, textOf } from "./public-routes.tsx";

export const documentScreens = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/api/docs",
    validateSearch: (search): { op?: string } => {
      const op = textOf(search.op);
      return op ? { op } : {};
    },
    component: lazyRouteComponent(() => import("./rooms/api-docs/api-docs.tsx"), "ApiDocs"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/docs/problems",
    component: lazyRouteComponent(() => import("./rooms/api-docs/problems.tsx"), "Problems"),
  }),
];
