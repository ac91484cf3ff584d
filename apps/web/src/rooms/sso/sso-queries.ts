// What the screens of single sign-on read.
import { queryOptions } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";

export const connectionsQuery = queryOptions({
  queryKey: ["sso-connections"],
  queryFn: () => api.sso.list(),
});

export const refreshConnections = (): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      ["sso-connections", "security-policy", "sign-in-buttons"].includes(String(queryKey[0])),
  });
