// What the settings of access read, and how they write: a change shows after the server took it, and says so.
import type { Role, Team } from "@rapport/sdk";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";

export const rolesQuery = queryOptions({ queryKey: ["roles"], queryFn: () => api.roles.list() });
export const teamsQuery = queryOptions({ queryKey: ["teams"], queryFn: () => api.teams.list() });
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: () => api.invitations.list(),
});
export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => api.apiKeys.list(),
});

export const useRoles = (): Role[] => useQuery(rolesQuery).data ?? [];
export const useTeams = (): Team[] => useQuery(teamsQuery).data ?? [];

const ACCESS_KEYS = new Set(["roles", "teams", "invitations", "api-keys", "members", "me"]);

export const refreshAccess = (): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) => ACCESS_KEYS.has(String(queryKey[0])),
  });

interface Saying<T, R> {
  run: (input: T) => Promise<R>;
  done: string;
  failed: string;
}

/** One write of a setting, with what to say of it. */
export const useSetting = <T, R>({ run, done, failed }: Saying<T, R>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await refreshAccess();
      showDone(done);
    },
    onError: (error) => showError(error, failed),
  });
