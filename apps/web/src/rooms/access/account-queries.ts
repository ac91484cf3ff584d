// What the screens of one's own account read.
import { queryOptions } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";

export const profileQuery = queryOptions({
  queryKey: ["account", "profile"],
  queryFn: () => api.account.profile(),
});
export const securityQuery = queryOptions({
  queryKey: ["account", "security"],
  queryFn: () => api.account.security(),
});
export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: () => api.account.sessions(),
});

export const refreshAccount = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ["account"] });
