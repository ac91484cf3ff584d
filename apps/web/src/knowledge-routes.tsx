// Addresses of knowledge.
import type { SuggestionState } from "@rapport/sdk";
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
    validateSearch: (search: Record<string, unknown>): { title?: string } =>
      typeof search.title === "string" ? { title: search.title.slice(0, 200) } : {},
    component: lazyRouteComponent(pageScreen, "NewPage"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/suggestions",
    validateSearch: (search: Record<string, unknown>): { state?: SuggestionState } =>
      search.state === "published" || search.state === "dismissed" ? { state: search.state } : {},
    component: lazyRouteComponent(
      () => import("./rooms/harvest/suggestion-list.tsx"),
      "SuggestionListScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/suggestions/$id",
    component: lazyRouteComponent(
      () => import("./rooms/harvest/suggestion-screen.tsx"),
      "SuggestionScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/closed-tickets",
    component: lazyRouteComponent(
      () => import("./rooms/harvest/closed-tickets-screen.tsx"),
      "ClosedTicketsScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/knowledge/$id",
    component: lazyRouteComponent(pageScreen, "PageScreen"),
  }),
];
