// Taking a join of identities back, and making one that was taken back or refused. Events are not touched: whose they
// are follows from the joins that hold.
import { type EventJoin, idSchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { holdHead, insertChange, takeNumber, turnIdentities } from "./changes.store.ts";
import { rebuilt } from "./cluster.rules.ts";
import { missingJoin, requireManager } from "./errors.ts";
import {
  activeJoinsAmong,
  identitiesByIds,
  identitiesOfRoots,
  moveIdentities,
} from "./identities.store.ts";
import { readJoin, setJoinState } from "./joins.store.ts";

const shared = {
  permission: "events.manage",
  effect: "internal",
  risk: "medium",
  check: requireManager,
  input: z.object({ id: idSchema }),
  compensation: { by: "undo" },
} as const;

const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];

/** While the head is held: whose events are what follows from the joins that hold. */
export async function turnJoin(
  tx: Tx,
  before: EventJoin,
  { state, at, by }: { state: EventJoin["state"]; at: string; by: string },
): Promise<void> {
  const no = await takeNumber(tx);
  const ends = await identitiesByIds(tx, [before.oneId, before.otherId]);
  const members = await identitiesOfRoots(tx, [...new Set(ends.map(({ rootId }) => rootId))]);
  await setJoinState(tx, before.id, { state, at, by });
  const edges = await activeJoinsAmong(
    tx,
    members.map((member) => member.id),
  );
  const after = rebuilt(members, edges);
  moveIdentities(tx, after);
  turnIdentities(tx);
  const personIds = distinct([...members, ...after].map(({ personId }) => personId));
  insertChange(tx, {
    no,
    at,
    personIds,
    companyIds: [],
    names: [],
    entryIds: [],
    count: 0,
  });
}

async function turn(tx: Tx, act: Act, id: string, state: "active" | "undone"): Promise<EventJoin> {
  await holdHead(tx);
  const before = await readJoin(tx, id);
  if (!before) throw missingJoin();
  if (before.state === state) return before;
  await turnJoin(tx, before, { state, at: act.at, by: act.ctx.principal.label });
  const now: EventJoin = { ...before, state };
  await act.changed(tx, [wholeChange("event-joins", before, now)]);
  return now;
}

export function joinActs() {
  const undo = defineAct({
    ...shared,
    name: "events.join.undo",
    title: "Take apart two ids that are not one person",
    run: (tx, act, { id }) => turn(tx, act, id, "undone"),
  });
  const make = defineAct({
    ...shared,
    name: "events.join.make",
    title: "Join two ids that are one person",
    run: (tx, act, { id }) => turn(tx, act, id, "active"),
  });
  return [undo, make];
}
