// The search room as its bench drives it: without HTTP, fed through the change listener.
import type { Permissions } from "@rapport/contracts";
import { type Acts, createActs } from "../../src/platform/acts.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { type Ctx, systemContext } from "../../src/platform/context.ts";
import type { Database } from "../../src/platform/db/index.ts";
import { silentLogger } from "../../src/platform/logger.ts";
import { compileRights } from "../../src/rooms/access/index.ts";
import { createSearch, type Search } from "../../src/rooms/search/index.ts";

export interface BenchIndex {
  search: Search;
  acts: Acts;
}

export function openBenchIndex(db: Database): BenchIndex {
  const search = createSearch({ db, clock: systemClock, logger: silentLogger });
  const acts = createActs({ db, clock: systemClock, listeners: [search.onChange] });
  return { search, acts };
}

export function contextOfRole(
  workspaceId: string,
  permissions: Permissions,
  memberId: string | null = null,
): Ctx {
  const system = systemContext(workspaceId, "bench");
  const rights = compileRights(permissions);
  return { ...system, principal: { ...system.principal, kind: "user", rights, memberId } };
}
