// Takes a whole import back: its audit entries from the newest to the oldest, a page at a time, each page
// in one transaction with its own checkpoint. What somebody changed since is kept and listed.
import type { Ctx } from "../../platform/context.ts";
import { somebodyWaits } from "../../platform/spare-time.ts";
import { entriesOfAct } from "../governance/index.ts";
import type { WorkRequest } from "./import-acts.ts";
import { contextOf, type ImportRow } from "./import-row.ts";
import { moveUndo, readImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import { insertKept } from "./row-errors.store.ts";
import { finish, loadWork, patiently } from "./run-import.ts";

const pageEntries = 1000;

const endedEarly = {
  code: "imports.undo_failed",
  message:
    "The undo stopped before it was done. What it put back stays so; undo the import again to go on.",
};

export async function undoImport(tools: Toolbox, work: WorkRequest): Promise<void> {
  const row = await loadWork(tools, work, "undoing");
  if (!row?.runAs || row.actId === null) return;
  const ctx = contextOf(work.workspaceId, row.runAs);
  try {
    let outcome: PageOutcome = "more";
    while (outcome === "more" && !tools.stopping.aborted) {
      outcome = await patiently(tools, () => undoPage(tools, ctx, work));
    }
    if (outcome === "end") await finish(tools, ctx, work, { status: "undone" });
  } catch (error) {
    if (tools.stopping.aborted) return;
    tools.logger.warn({ error, importId: row.id }, "Undoing an import ended early");
    // Back to a state from which it can be asked for again; it goes on from its checkpoint then.
    await finish(tools, ctx, work, { status: "failed", error: endedEarly });
  }
}

type PageOutcome = "more" | "end" | "stopped";

function undoPage(tools: Toolbox, ctx: Ctx, work: WorkRequest): Promise<PageOutcome> {
  somebodyWaits();
  return tools.db.tenant(ctx, async (tx): Promise<PageOutcome> => {
    const row = await readImport(tx, work.importId, "FOR UPDATE");
    if (!isWanted(row, work)) return "stopped";
    const { actId, undoActId, undoEntryNo } = row;
    const entries = await entriesOfAct(tx, actId ?? "", undoEntryNo, pageEntries, "newest-first");
    const last = entries.at(-1);
    if (!last) return "end";
    const act = tools.acts.begin(ctx, "imports.undo", { id: undoActId ?? row.id });
    const { undone, kept } = await tools.records.undo(tx, act, entries);
    insertKept(tx, row.id, kept);
    const step = { from: undoEntryNo, to: last.entryNo, undone, kept: kept.length };
    return (await moveUndo(tx, row.id, step)) ? "more" : "stopped";
  });
}

function isWanted(row: ImportRow | undefined, work: WorkRequest): row is ImportRow {
  return row?.status === "undoing" && row.attempt === work.attempt;
}
