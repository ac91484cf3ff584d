// The acts of the room: starting a run and starting an undo. Each only marks the import and asks, in the
// same transaction, for the work to be done; a worker takes it up after the commit.
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { badMapping, wrongState } from "./errors.ts";
import { importFields } from "./import-fields.ts";
import { type ImportRow, isHalfUndone, runAsOf } from "./import-row.ts";
import { mappingFault, runFault } from "./import-settings.rules.ts";
import { updateImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import { deleteRowErrors } from "./row-errors.store.ts";
import { visibleImport } from "./visible-import.ts";

const input = z.object({ importId: z.uuid() });

export type WorkKind = "run" | "check" | "undo";

export interface WorkRequest {
  workspaceId: string;
  importId: string;
  kind: WorkKind;
  attempt: number;
}

function check(ctx: Ctx): void {
  if (ctx.principal.rights.has("imports.run")) return;
  throw forbidden(
    'This needs the permission "imports.run". An administrator can give it to your role.',
  );
}

/** The work begins after the commit, in a process that works. */
export function requestWork(
  tools: Toolbox,
  tx: Tx,
  ctx: Ctx,
  work: Omit<WorkRequest, "workspaceId">,
): void {
  tools.outbox.publish(tx, "imports.requested", { ...work }, ctx.requestId);
}

export async function requireRunnable(tools: Toolbox, tx: Tx, ctx: Ctx, row: ImportRow) {
  const fields = importFields(ctx, await tools.records.objectType(tx, row.object));
  const purposes = await tools.openPurposes(tx);
  const fault = mappingFault(row, { fields, purposes }) ?? runFault(row, fields);
  if (fault !== null) throw badMapping(fault);
  return fields;
}

const startable = new Set(["ready", "failed", "cancelled"]);
/** One that is being undone may have nobody at work on it, where the database was away for long; it goes on. */
const undoable = new Set(["done", "failed", "cancelled", "undoing"]);

const noUndo = { undoActId: null, undoEntryNo: null, undoneCount: 0, keptCount: 0 };

export function importActs(tools: Toolbox) {
  const run = defineAct({
    name: "imports.run",
    title: "Import a file",
    input,
    permission: "imports.run; create and update on the kind of record",
    effect: "internal",
    risk: "high",
    compensation: { by: "act", act: "imports.undo" },
    check,
    run: async (tx, act, { importId }) => {
      const row = await visibleImport(tx, act.ctx, importId, "FOR UPDATE");
      if (!startable.has(row.status))
        throw wrongState(`This import cannot be started: it is ${row.status}.`);
      if (isHalfUndone(row)) {
        throw wrongState(
          "Part of this import is taken back already. Undo it again to take back the rest; then upload the file anew to import it.",
        );
      }
      const fields = await requireRunnable(tools, tx, act.ctx, row);
      // Chunks of another import that are open now end before this one counts as running.
      await tools.records.holdUpserts(tx, row.object);
      // A run that was interrupted goes on under its first act, so that one undo takes all of it back.
      const started = {
        status: "running" as const,
        actId: row.actId ?? act.id,
        attempt: row.attempt + 1,
        runAs: runAsOf(act.ctx.principal),
        fields,
        startedRow: row.rowsDone,
        startedAt: act.at,
        finishedAt: null,
        error: null,
        ...noUndo,
      };
      if (row.rowsDone === 0) deleteRowErrors(tx, importId);
      await updateImport(tx, importId, started);
      requestWork(tools, tx, act.ctx, { importId, kind: "run", attempt: started.attempt });
      return { ...row, ...started };
    },
  });

  const undo = defineAct({
    name: "imports.undo",
    title: "Undo an import",
    input,
    permission: "imports.run; update on each record",
    effect: "internal",
    risk: "high",
    compensation: { by: "none", because: "Running the file again is the way back." },
    check,
    run: async (tx, act, { importId }) => {
      const row = await visibleImport(tx, act.ctx, importId, "FOR UPDATE");
      if (!undoable.has(row.status) || row.actId === null) {
        throw wrongState(`There is nothing to undo: this import is ${row.status}.`);
      }
      const started = {
        // One that ended early goes on where it was: what it took back would look changed since.
        ...(isHalfUndone(row) ? {} : { ...noUndo, undoActId: act.id }),
        status: "undoing" as const,
        attempt: row.attempt + 1,
        runAs: runAsOf(act.ctx.principal),
        error: null,
      };
      await updateImport(tx, importId, started);
      requestWork(tools, tx, act.ctx, { importId, kind: "undo", attempt: started.attempt });
      return { ...row, ...started };
    },
  });

  return [run, undo];
}
