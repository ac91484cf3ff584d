// Addresses of the inbox: what is listed, and which conversation is open.
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";
import { inboxSearch } from "./rooms/inbox/inbox-search.rules.ts";

const openAt = (path: "/inbox/$id" | "/o/conversations/$id") =>
  createRoute({
    getParentRoute: () => appRoute,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: "/inbox", search: { box: "all", c: params.id } });
    },
  });

export const inboxScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inbox",
    validateSearch: inboxSearch,
    component: lazyRouteComponent(() => import("./rooms/inbox/inbox-screen.tsx"), "InboxScreen"),
  }),
  openAt("/inbox/$id"),
  openAt("/o/conversations/$id"),
];
