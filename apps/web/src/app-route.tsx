// The frame of those who are signed in, under which all of their addresses stand.
import { isRapportError } from "@rapport/sdk";
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { CrashScreen } from "./frame/fallbacks.tsx";
import { queryClient } from "./platform/api.ts";
import { rootRoute } from "./public-routes.tsx";
import { meQuery } from "./rooms/access/session.ts";
import { schemaQuery } from "./rooms/records/schema.ts";
import { readAs } from "./ui/format.rules.ts";

export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  beforeLoad: async ({ location }) => {
    try {
      const [me] = await Promise.all([
        queryClient.ensureQueryData(meQuery),
        queryClient.ensureQueryData(schemaQuery),
      ]);
      readAs(me);
    } catch (error) {
      if (isRapportError(error) && error.status === 401) {
        throw redirect({ to: "/sign-in", search: { next: location.href } });
      }
      throw error;
    }
  },
  errorComponent: CrashScreen,
  component: lazyRouteComponent(() => import("./frame/frame.tsx"), "Frame"),
});
