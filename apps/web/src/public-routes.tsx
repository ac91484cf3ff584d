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

interface SignInSearch {
  next?: string;
  ended?: boolean;
  /** Why a single sign-on brought nobody in. */
  sso?: string;
  step?: "second-factor" | "second-factor-set-up";
}

const parseSignInSearch = (search: Record<string, unknown>): SignInSearch => {
  const next = textOf(search.next);
  const sso = textOf(search.sso);
  const { step } = search;
  return {
    // Only paths of this app: never a way out to another site.
    ...(next?.startsWith("/") && !/^\/[/\\]/.test(next) ? { next } : {}),
    ...(search.ended ? { ended: true } : {}),
    ...(sso ? { sso } : {}),
    ...(step === "second-factor" || step === "second-factor-set-up" ? { step } : {}),
  };
};

const signInRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: "/sign-in",
  validateSearch: parseSignInSearch,
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
    path: "/confirm-email",
    validateSearch: tokenSearch,
    component: lazyRouteComponent(() => import("./rooms/access/confirm-email.tsx"), "ConfirmEmail"),
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
