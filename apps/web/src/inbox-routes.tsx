// Addresses of the inbox: what is listed, and which conversation is open.
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";
import { analyticsSearch } from "./rooms/analytics/analytics-search.rules.ts";
import { inboxSearch } from "./rooms/inbox/inbox-search.rules.ts";

export const inboxScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inbox",
    validateSearch: inboxSearch,
    component: lazyRouteComponent(() => import("./rooms/inbox/inbox-screen.tsx"), "InboxScreen"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inbox/analytics",
    validateSearch: analyticsSearch,
    component: lazyRouteComponent(
      () => import("./rooms/analytics/analytics-screen.tsx"),
      "AnalyticsScreen",
    ),
  }),
  // Where notifications and links to records lead.
  createRoute({
    getParentRoute: () => appRoute,
    path: "/o/conversations/$id",
    beforeLoad: ({ params }) => {
      throw redirect({ to: "/inbox", search: { box: "all", c: params.id } });
    },
  }),
];
