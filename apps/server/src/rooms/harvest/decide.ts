// What an editor decides about a suggestion: published as a page, or dismissed. It settles the cases that the editor sees,
// no others, and is undone as one.
import {
  idSchema,
  type KnowledgePage,
  type SuggestionState,
  suggestionPublishSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import {
  casesOfGroup,
  type Decision,
  readDecision,
  saveDecision,
  type WholeCase,
} from "./cases.store.ts";
import { missingSuggestion } from "./errors.ts";
import type { HarvestDeps } from "./ports.ts";
import { requireEditor, visibleCases } from "./sight.ts";

export const caseObject = "harvest-cases";
const pageObject = "knowledge-pages";
const defaultSource = "Closed tickets";

const shared = {
  permission: "knowledge.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: requireEditor,
} as const;

async function openCases(deps: HarvestDeps, tx: Tx, act: Act, id: string): Promise<WholeCase[]> {
  const all = await casesOfGroup(tx, id, "FOR UPDATE");
  const open = all.filter(({ state }) => state === "open");
  const seen = await visibleCases(deps, tx, act.ctx, open);
  if (seen.length === 0) throw missingSuggestion();
  return seen;
}

/** Both images name the page, so that a case that is kept with its page is known by either. */
async function settle(
  tx: Tx,
  act: Act,
  cases: readonly WholeCase[],
  { state, pageId }: { state: SuggestionState; pageId: string | null },
): Promise<void> {
  const ids = cases.map(({ id }) => id);
  await saveDecision(tx, ids, { state, pageId, at: act.at });
  const changes = cases.map(({ id, state: was }) => {
    const before: Decision = { id, state: was, pageId };
    return wholeChange(caseObject, before, { id, state, pageId });
  });
  await act.changed(tx, changes);
}

export function decisionActs(deps: HarvestDeps) {
  const publish = defineAct({
    ...shared,
    name: "harvest.publish",
    title: "Make a page of a suggestion from closed tickets",
    input: suggestionPublishSchema.extend({ id: idSchema }),
    run: async (tx, act, { id, source, ...input }): Promise<KnowledgePage> => {
      const cases = await openCases(deps, tx, act, id);
      const pageId = newId();
      // The page last: undo goes backwards, and keeps the cases where the page was changed since.
      await settle(tx, act, cases, { state: "published", pageId });
      const page = { ...input, state: input.state ?? "published" } as const;
      const origin = { id: pageId, cameAs: "case", source: source ?? defaultSource } as const;
      return deps.knowledge.createPage(tx, act, page, origin);
    },
  });

  const dismiss = defineAct({
    ...shared,
    name: "harvest.dismiss",
    title: "Dismiss a suggestion from closed tickets",
    input: z.strictObject({ id: idSchema }),
    run: async (tx, act, { id }): Promise<null> => {
      const cases = await openCases(deps, tx, act, id);
      await settle(tx, act, cases, { state: "dismissed", pageId: null });
      return null;
    },
  });
  return [publish, dismiss];
}

export const casePart: UndoablePart = {
  read: async (tx, id) => {
    const found = await readDecision(tx, id);
    return found && { id, state: found.state, pageId: found.pageId };
  },
  write: async (tx, id, image, at) => {
    if (image === null) return;
    const { state, pageId } = image as unknown as Decision;
    await saveDecision(tx, [id], { state, pageId, at });
  },
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.has("knowledge.manage"),
  fits: async (tx, { id }) => (await readDecision(tx, String(id)))?.hasText === true,
  ends: ({ pageId }) => (typeof pageId === "string" ? [[pageObject, pageId]] : []),
};
