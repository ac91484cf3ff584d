// The root of all addresses, and those of people who are not signed in.
import { createRootRoute, createRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { CrashScreen, NotFoundScreen } from "./frame/fallbacks.tsx";

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
});

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const publicRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "public",
  component: lazyRouteComponent(() => import("./rooms/access/public-frame.tsx"), "PublicFrame"),
});

const signInRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: "/sign-in",
  validateSearch: (search): { next?: string; ended?: boolean } => {
    const next = textOf(search.next);
    // Only paths of this app: never a way out to another site.
    const safe = next?.startsWith("/") && !next.startsWith("//") ? { next } : {};
    return search.ended ? { ...safe, ended: true } : safe;
  },
  component: lazyRouteComponent(() => import("./rooms/access/sign-in.tsx"), "SignIn"),
});

const tokenSearch = (search: Record<string, unknown>): { token?: string } => {
  const token = search.token === undefined ? undefined : String(search.token);
  return token ? { token } : {};
};

export const publicScreens = [
  signInRoute,
  createRoute({
    getParentRoute: () => publicRoute,
    path: "/sign-up",
    component: lazyRouteComponent(() => import("./rooms/access/sign-up.tsx"), "SignUp"),
  }),
  createRoute({
    getParentRoute: () => publicRoute,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("./rooms/access/passwords.tsx"), "ForgotPassword"),
  }),
  createRoute({
    getParentRoute: () => publicRoute,
    path: "/reset-password",
    validateSearch: tokenSearch,
    component: lazyRouteComponent(() => import("./rooms/access/passwords.tsx"), "ResetPassword"),
  }),
  createRoute({
    getParentRoute: () => publicRoute,
    path: "/accept-invitation",
    validateSearch: tokenSearch,
    component: lazyRouteComponent(
      () => import("./rooms/access/accept-invitation.tsx"),
      "AcceptInvitation",
    ),
  }),
];
