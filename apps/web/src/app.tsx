// The providers around every screen: look, notifications, cache, routes.
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queryClient } from "./platform/api.ts";
import { router } from "./router.tsx";
import { theme } from "./theme/theme.ts";
// Drafts are forgotten also when no screen that keeps some was opened.
import "./ui/kept-text.ts";

export const App = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Notifications
        className="r-messages"
        position="bottom-center"
        limit={3}
        containerWidth={420}
        zIndex={400}
      />
    </QueryClientProvider>
  </MantineProvider>
);
