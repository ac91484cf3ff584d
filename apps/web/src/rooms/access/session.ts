// Who is signed in, and what that member may do. The server decides; the screens only hide what would be refused.
import type { SettingsPermission } from "@rapport/contracts";
import type { Me, Member } from "@rapport/sdk";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { sharedQuery } from "../../platform/shared-query.ts";
import { hasEverything } from "./role.rules.ts";

const MEMBERS_STALE_MS = 120_000;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => api.auth.me(),
  staleTime: 60_000,
});

export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** The name to greet and show; a key has none of its own. */
export const nameOf = (me: Me): string =>
  me.user?.name || me.user?.email || me.apiKey?.name || "Signed in";

/** Whether the member's role holds a permission of the settings. */
export const useMay = (permission: SettingsPermission): boolean =>
  useMe().permissions.settings.includes(permission);

/** Whether the member's role holds all rights. */
export const useMayAll = (): boolean => hasEverything(useMe().permissions);

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: () => api.members.list(),
  staleTime: MEMBERS_STALE_MS,
});

const useMembersData = sharedQuery(membersQuery);
const NOBODY: Member[] = [];

export const useMembers = (): Member[] => useMembersData() ?? NOBODY;
