// Every address of the app. Screens are loaded when first opened; the table's filter, sort, columns and open
// record live in the query, so that a view can be shared and survives a reload.
import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";
import { automationScreens } from "./automation-routes.tsx";
import { documentScreens } from "./document-routes.tsx";
import { featureScreens } from "./feature-routes.tsx";
import { LoadingScreen } from "./frame/fallbacks.tsx";
import { inboxScreens } from "./inbox-routes.tsx";
import { knowledgeScreens } from "./knowledge-routes.tsx";
import { publicRoute, publicScreens, rootRoute, textOf } from "./public-routes.tsx";
import {
  parseDuplicatesSearch,
  parseRecordSearch,
  parseTableSearch,
} from "./rooms/records/search-params.rules.ts";
import { parseReportSearch } from "./rooms/reports/report-search.rules.ts";
import { settingsRoute, settingsScreens } from "./settings-routes.tsx";

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./rooms/home/home.tsx"), "Home"),
});

const tableRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/o/$object",
  validateSearch: parseTableSearch,
  loaderDeps: ({ search }) => search,
  // A saved view is asked for first; groups and boards have lists of their own.
  loader: async ({ params, deps: { view, layout, group, filter, sort } }) => {
    if (view || group || (layout && layout !== "table")) return;
    const { prefetchList } = await import("./rooms/records/record-queries.ts");
    prefetchList(params.object, { filter, sort });
  },
  component: lazyRouteComponent(() => import("./rooms/records/table-screen.tsx"), "TableScreen"),
});

const recordRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/o/$object/$id",
  validateSearch: parseRecordSearch,
  component: lazyRouteComponent(() => import("./rooms/records/record-page.tsx"), "RecordPage"),
});

const duplicateScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/duplicates/$object",
    validateSearch: parseDuplicatesSearch,
    component: lazyRouteComponent(
      () => import("./rooms/duplicates/duplicates-screen.tsx"),
      "DuplicatesScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/duplicates/$object/merge",
    validateSearch: (search): { ids?: string } => {
      const ids = textOf(search.ids);
      return ids ? { ids } : {};
    },
    component: lazyRouteComponent(
      () => import("./rooms/duplicates/merge-screen.tsx"),
      "MergeScreen",
    ),
  }),
];

const quoteScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/quotes",
    component: lazyRouteComponent(() => import("./rooms/quotes/quote-list.tsx"), "QuoteList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/quotes/$id",
    component: lazyRouteComponent(() => import("./rooms/quotes/quote-page.tsx"), "QuotePage"),
  }),
];

const reportScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports",
    component: lazyRouteComponent(() => import("./rooms/reports/report-list.tsx"), "ReportList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/reports/$id",
    validateSearch: parseReportSearch,
    component: lazyRouteComponent(
      () => import("./rooms/reports/report-screen.tsx"),
      "ReportScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/dashboards/$id",
    component: lazyRouteComponent(
      () => import("./rooms/reports/dashboard-screen.tsx"),
      "DashboardScreen",
    ),
  }),
];

const modelScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/actions",
    component: lazyRouteComponent(() => import("./rooms/actions/action-list.tsx"), "ActionList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/models",
    component: lazyRouteComponent(() => import("./rooms/models/model-list.tsx"), "ModelList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/models/$key",
    component: lazyRouteComponent(() => import("./rooms/models/model-screen.tsx"), "ModelScreen"),
  }),
];

const importScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/imports",
    component: lazyRouteComponent(() => import("./rooms/imports/import-list.tsx"), "ImportList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/imports/new",
    validateSearch: (search): { object?: string } => {
      const object = textOf(search.object);
      return object ? { object } : {};
    },
    component: lazyRouteComponent(
      () => import("./rooms/imports/import-upload.tsx"),
      "ImportUpload",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/imports/$id",
    component: lazyRouteComponent(
      () => import("./rooms/imports/import-screen.tsx"),
      "ImportScreen",
    ),
  }),
];

const notificationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/notifications",
  validateSearch: (search): { unread?: boolean } => (search.unread ? { unread: true } : {}),
  component: lazyRouteComponent(
    () => import("./rooms/notifications/notifications-page.tsx"),
    "NotificationsPage",
  ),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    publicRoute.addChildren(publicScreens),
    ...documentScreens,
    appRoute.addChildren([
      homeRoute,
      tableRoute,
      recordRoute,
      ...duplicateScreens,
      ...quoteScreens,
      notificationsRoute,
      ...reportScreens,
      ...modelScreens,
      ...importScreens,
      ...automationScreens,
      ...featureScreens,
      ...knowledgeScreens,
      ...inboxScreens,
      settingsRoute.addChildren(settingsScreens),
    ]),
  ]),
  // What no `validateSearch` answers goes out of the address; otherwise it would reach the screen as it is written there.
  search: { strict: true },
  defaultPreload: "intent",
  defaultPendingMs: 120,
  defaultPendingMinMs: 0,
  defaultPendingComponent: LoadingScreen,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
