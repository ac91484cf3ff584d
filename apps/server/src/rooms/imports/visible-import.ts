// Whose imports one may see: one's own, and everybody's for those who manage the workspace and may read every row and
// field, since a file holds whatever its columns held. Whatever else exists answers as if it did not.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { missingImport } from "./errors.ts";
import type { ImportRow } from "./import-row.ts";
import { readImport } from "./imports.store.ts";

export function seesAll(ctx: Ctx): boolean {
  const { rights } = ctx.principal;
  return rights.has("workspace.manage") && rights.readsAll;
}

export async function visibleImport(
  tx: Tx,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<ImportRow> {
  const row = isId(id) ? await readImport(tx, id, lock) : undefined;
  if (!row || !(seesAll(ctx) || row.createdById === ctx.principal.id)) throw missingImport();
  return row;
}
