// Addresses of features and segments.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "./app-route.tsx";

export const featureScreens = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/segments",
    component: lazyRouteComponent(() => import("./rooms/segments/segment-list.tsx"), "SegmentList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/segments/new",
    component: lazyRouteComponent(
      () => import("./rooms/segments/segment-screen.tsx"),
      "NewSegment",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/segments/$id",
    component: lazyRouteComponent(
      () => import("./rooms/segments/segment-screen.tsx"),
      "SegmentScreen",
    ),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/features",
    component: lazyRouteComponent(() => import("./rooms/features/feature-list.tsx"), "FeatureList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/features/$set/$feature",
    component: lazyRouteComponent(
      () => import("./rooms/features/feature-screen.tsx"),
      "FeatureScreen",
    ),
  }),
];
