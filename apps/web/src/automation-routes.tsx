// Addresses of automations, their log and templates.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";
import { textOf } from "./public-routes.tsx";

const runStates = ["waiting", "done", "not-met", "skipped", "failed"] as const;

interface RunSearch {
  rule?: string;
  record?: string;
  run?: string;
  state?: (typeof runStates)[number];
}

const runSearch = (search: Record<string, unknown>): RunSearch => {
  const state = runStates.find((one) => one === search.state);
  const picked = Object.entries(search).filter(
    ([key, value]) => ["rule", "record", "run"].includes(key) && textOf(value),
  );
  return { ...Object.fromEntries(picked), ...(state ? { state } : {}) };
};

export const automationScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations",
    component: lazyRouteComponent(
      () => import("./rooms/automations/automation-list.tsx"),
      "AutomationList",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations/new",
    validateSearch: (search): { recipe?: string } => {
      const recipe = textOf(search.recipe);
      return recipe ? { recipe } : {};
    },
    component: lazyRouteComponent(
      () => import("./rooms/automations/automation-screen.tsx"),
      "NewAutomation",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations/runs",
    validateSearch: runSearch,
    component: lazyRouteComponent(() => import("./rooms/automations/run-log.tsx"), "RunLog"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations/templates",
    component: lazyRouteComponent(
      () => import("./rooms/automations/template-list.tsx"),
      "TemplateList",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations/templates/new",
    component: lazyRouteComponent(
      () => import("./rooms/automations/template-screen.tsx"),
      "NewTemplate",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations/templates/$id",
    component: lazyRouteComponent(
      () => import("./rooms/automations/template-screen.tsx"),
      "TemplateScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/automations/$id",
    component: lazyRouteComponent(
      () => import("./rooms/automations/automation-screen.tsx"),
      "AutomationScreen",
    ),
  }),
];
