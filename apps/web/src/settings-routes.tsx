// The addresses under /settings.
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";
import { textOf } from "./public-routes.tsx";
import { parseChannelSearch, parseNewChannelSearch } from "./rooms/channels/search-params.rules.ts";
import { parseEventsSearch } from "./rooms/events/search-params.rules.ts";
import { parseWebhookSearch } from "./rooms/webhooks/search-params.rules.ts";

export const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./frame/settings-frame.tsx"), "SettingsFrame"),
});

export const settingsScreens = [
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
    path: "/events",
    validateSearch: parseEventsSearch,
    component: lazyRouteComponent(() => import("./rooms/events/events-screen.tsx"), "EventsScreen"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/streams",
    component: lazyRouteComponent(() => import("./rooms/streams/stream-list.tsx"), "StreamList"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/nps",
    component: lazyRouteComponent(() => import("./rooms/nps/nps-list.tsx"), "NpsList"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/nps/$id",
    component: lazyRouteComponent(() => import("./rooms/nps/nps-screen.tsx"), "NpsScreen"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/consent",
    component: lazyRouteComponent(
      () => import("./rooms/consent/consent-settings.tsx"),
      "ConsentSettings",
    ),
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
    path: "/ai-models",
    component: lazyRouteComponent(() => import("./rooms/ai/ai-screen.tsx"), "AiScreen"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/ai-models/prompts/$key",
    component: lazyRouteComponent(
      () => import("./rooms/prompts/prompt-screen.tsx"),
      "PromptScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/bot",
    component: lazyRouteComponent(() => import("./rooms/ai/bot-screen.tsx"), "BotScreen"),
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
    path: "/channels",
    component: lazyRouteComponent(() => import("./rooms/channels/channel-list.tsx"), "ChannelList"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/channels/new",
    validateSearch: parseNewChannelSearch,
    component: lazyRouteComponent(() => import("./rooms/channels/channel-new.tsx"), "ChannelNew"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/channels/$id",
    validateSearch: parseChannelSearch,
    component: lazyRouteComponent(
      () => import("./rooms/channels/channel-screen.tsx"),
      "ChannelScreen",
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
