// Addresses of knowledge.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";

const pageScreen = () => import("./rooms/knowledge/page-screen.tsx");

export const knowledgeScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge",
    component: lazyRouteComponent(
      () => import("./rooms/knowledge/knowledge-list.tsx"),
      "KnowledgeList",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/glossary",
    component: lazyRouteComponent(
      () => import("./rooms/knowledge/glossary-screen.tsx"),
      "GlossaryScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/new",
    component: lazyRouteComponent(pageScreen, "NewPage"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/$id",
    component: lazyRouteComponent(pageScreen, "PageScreen"),
  }),
];
