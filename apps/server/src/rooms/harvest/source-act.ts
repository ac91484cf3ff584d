// What of closed tickets is looked at: read, changed by an act and undone as one.
import {
  type ClosedTickets,
  type ClosedTicketsInput,
  closedTicketsInputSchema,
} from "@rapport/contracts";
import { defineAct } from "../../platform/acts.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { groupIds } from "../access/index.ts";
import type { UndoablePart } from "../records/index.ts";
import { dropUndecided } from "./cases.store.ts";
import { switchedOff, unknownTeam } from "./errors.ts";
import type { HarvestDeps } from "./ports.ts";
import { requireEditor } from "./sight.ts";
import { dropSource, makeDue, readSource, type StoredSource, saveSource } from "./source.store.ts";

export const sourceObject = "harvest-sources";
const yearMs = 365 * 86_400_000;

const unlessTold = (nowMs: number): ClosedTicketsInput => ({
  ...{ isOn: false, conversations: true, channelIds: [], teamIds: [] },
  ...{ tickets: true, ticketCategories: [] },
  since: new Date(nowMs - yearMs).toISOString().slice(0, 10),
  ...{ waitHours: 72, onlyGood: false },
});

function described(source: StoredSource | null, nowMs: number): ClosedTickets {
  if (!source) return { ...unlessTold(nowMs), lookedAt: null, isLooking: false };
  const { input, lookedAt, dueAt } = source;
  return { ...input, lookedAt, isLooking: input.isOn && Date.parse(dueAt) <= nowMs };
}

export async function closedTickets({ db, clock }: HarvestDeps, ctx: Ctx): Promise<ClosedTickets> {
  requireEditor(ctx);
  return described(await readSource(db.reader(ctx)), clock.nowMs());
}

/** Due at once. */
export async function lookNow({ db, clock }: HarvestDeps, ctx: Ctx): Promise<void> {
  requireEditor(ctx);
  if (!(await db.tenant(ctx, (tx) => makeDue(tx, nowIso(clock))))) throw switchedOff();
}

/** Where nothing is looked at, nothing waits to be decided about. */
async function save(tx: Tx, input: ClosedTicketsInput, at: string): Promise<void> {
  await saveSource(tx, input, at);
  if (!input.isOn) dropUndecided(tx, null);
}

const imageOf = (tx: Tx, input: ClosedTicketsInput) => ({ id: tx.workspaceId, ...input });

/** Those that are named already may since have gone. */
async function requireTeams(tx: Tx, ids: readonly string[], before: readonly string[] = []) {
  const named = ids.filter((id) => !before.includes(id));
  if (named.length === 0) return;
  const { teams } = await groupIds(tx);
  if (!named.every((id) => teams.has(id))) throw unknownTeam();
}

export const sourceAct = ({ clock }: HarvestDeps) =>
  defineAct({
    name: "harvest.source.change",
    title: "Change what of closed tickets is looked at",
    input: closedTicketsInputSchema,
    permission: "knowledge.manage",
    effect: "internal",
    risk: "medium",
    compensation: { by: "undo" },
    check: requireEditor,
    run: async (tx, act, input): Promise<ClosedTickets> => {
      const before = await readSource(tx, "FOR UPDATE");
      await requireTeams(tx, input.teamIds, before?.input.teamIds);
      await save(tx, input, act.at);
      const images = [before && imageOf(tx, before.input), imageOf(tx, input)] as const;
      await act.changed(tx, [wholeChange(sourceObject, ...images)]);
      return described(await readSource(tx), clock.nowMs());
    },
  });

export const sourcePart: UndoablePart = {
  read: async (tx) => {
    const source = await readSource(tx, "FOR UPDATE");
    return source && imageOf(tx, source.input);
  },
  write: async (tx, _id, image, at) => {
    if (image === null) {
      dropUndecided(tx, null);
      return dropSource(tx);
    }
    const { id: _workspace, ...input } = image;
    await save(tx, input as ClosedTicketsInput, at);
  },
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.has("knowledge.manage"),
};
