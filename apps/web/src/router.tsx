// Every address of the app. Screens are loaded when first opened; the table's filter, sort, columns and open
// record live in the query, so that a view can be shared and survives a reload.
import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";
import { automationScreens } from "./automation-routes.tsx";
import { LoadingScreen } from "./frame/fallbacks.tsx";
import { publicRoute, publicScreens, rootRoute, textOf } from "./public-routes.tsx";
import {
  parseDuplicatesSearch,
  parseRecordSearch,
  parseTableSearch,
} from "./rooms/records/search-params.rules.ts";
import { parseReportSearch } from "./rooms/reports/report-search.rules.ts";
import { parseWebhookSearch } from "./rooms/webhooks/search-params.rules.ts";

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./rooms/home/home.tsx"), "Home"),
});

const tableRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/o/$object",
  validateSearch: parseTableSearch,
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

const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./frame/settings-frame.tsx"), "SettingsFrame"),
});

const settingsScreens = [
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/settings/workspace" });
    },
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/workspace",
    component: lazyRouteComponent(
      () => import("./rooms/access/workspace.tsx"),
      "WorkspaceSettings",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/profile",
    component: lazyRouteComponent(() => import("./rooms/access/profile.tsx"), "ProfileSettings"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/security",
    component: lazyRouteComponent(() => import("./rooms/access/security.tsx"), "OwnSecurity"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/sign-in",
    component: lazyRouteComponent(
      () => import("./rooms/access/sign-in-policy.tsx"),
      "SignInPolicy",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/single-sign-on",
    component: lazyRouteComponent(() => import("./rooms/sso/connections.tsx"), "Connections"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/single-sign-on/$id",
    component: lazyRouteComponent(
      () => import("./rooms/sso/connection-screen.tsx"),
      "ConnectionScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/notifications",
    component: lazyRouteComponent(
      () => import("./rooms/notifications/preferences.tsx"),
      "NotificationSettings",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/members",
    component: lazyRouteComponent(() => import("./rooms/access/members.tsx"), "Members"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/teams",
    component: lazyRouteComponent(() => import("./rooms/access/teams.tsx"), "Teams"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/roles",
    component: lazyRouteComponent(() => import("./rooms/access/roles.tsx"), "Roles"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/roles/$id",
    component: lazyRouteComponent(() => import("./rooms/access/role-editor.tsx"), "RoleEditor"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/api-keys",
    component: lazyRouteComponent(() => import("./rooms/access/api-keys.tsx"), "ApiKeys"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/objects",
    component: lazyRouteComponent(
      () => import("./rooms/records/object-settings.tsx"),
      "ObjectSettings",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/objects/$object",
    component: lazyRouteComponent(
      () => import("./rooms/records/field-settings.tsx"),
      "FieldSettings",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/pipelines",
    component: lazyRouteComponent(() => import("./rooms/records/pipelines.tsx"), "Pipelines"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/quotes",
    component: lazyRouteComponent(
      () => import("./rooms/quotes/quote-settings.tsx"),
      "QuoteSettings",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/webhooks",
    component: lazyRouteComponent(() => import("./rooms/webhooks/webhook-list.tsx"), "WebhookList"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/webhooks/new",
    component: lazyRouteComponent(() => import("./rooms/webhooks/webhook-new.tsx"), "WebhookNew"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/webhooks/$id",
    validateSearch: parseWebhookSearch,
    component: lazyRouteComponent(
      () => import("./rooms/webhooks/webhook-screen.tsx"),
      "WebhookScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/audit",
    validateSearch: (search): { object?: string; actor?: string; action?: string } => {
      const picked = Object.entries(search).filter(
        ([key, value]) => ["object", "actor", "action"].includes(key) && textOf(value),
      );
      return Object.fromEntries(picked);
    },
    component: lazyRouteComponent(() => import("./rooms/governance/audit-log.tsx"), "AuditLog"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/trash",
    validateSearch: (search): { object?: string } => {
      const object = textOf(search.object);
      return object ? { object } : {};
    },
    component: lazyRouteComponent(() => import("./rooms/records/trash.tsx"), "Trash"),
  }),
];

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    publicRoute.addChildren(publicScreens),
    appRoute.addChildren([
      homeRoute,
      tableRoute,
      recordRoute,
      ...duplicateScreens,
      ...quoteScreens,
      notificationsRoute,
      ...reportScreens,
      ...importScreens,
      ...automationScreens,
      settingsRoute.addChildren(settingsScreens),
    ]),
  ]),
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
