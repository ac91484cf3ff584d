// Changes what an import is to do, before it runs. Another kind of record has its mapping suggested anew.
import { currencyCode, type ImportChange } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { saidOnly } from "../../platform/whole-changes.ts";
import { asAppError, badMapping, wrongState } from "./errors.ts";
import { importFields, importObjects } from "./import-fields.ts";
import type { ImportRow } from "./import-row.ts";
import { mappingFault, suggestedKey, suggestedMapping } from "./import-settings.rules.ts";
import { updateImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import { saidReading } from "./row-coercion.rules.ts";
import { visibleImport } from "./visible-import.ts";

export async function changeImport(
  tools: Toolbox,
  ctx: Ctx,
  id: string,
  change: ImportChange,
): Promise<ImportRow> {
  const present = await tools.db.tenant(ctx, (tx) => visibleImport(tx, ctx, id));
  const isOther = change.object !== undefined && change.object !== present.object;
  const anew = isOther ? await suggestAnew(tools, ctx, present, change.object ?? "") : {};
  return tools.db.tenant(ctx, async (tx) => {
    const row = await visibleImport(tx, ctx, id, "FOR UPDATE");
    if (row.status !== "ready" || row.rowsDone > 0) {
      throw wrongState(
        "Only an import that has not run can be changed. Upload the file again for another try.",
      );
    }
    const readings = readingsWith(row, change.readings ?? []);
    const changed: ImportRow = { ...row, ...anew, ...settingsOf(change), readings, dryRun: null };
    await requireValid(tools, tx, ctx, changed);
    await updateImport(tx, id, settled(changed));
    return changed;
  });
}

/** What a change may reach. */
function settled(row: ImportRow): Partial<ImportRow> {
  const { object, columns, mapping, mode, upsertKey } = row;
  const { blankClears, defaultCurrency, readings, dryRun } = row;
  return {
    ...{ object, columns, mapping, mode, upsertKey },
    ...{ blankClears, defaultCurrency, readings, dryRun },
  };
}

function settingsOf(change: ImportChange): Partial<ImportRow> {
  const { object: _object, readings: _readings, ...settings } = change;
  return saidOnly(settings);
}

function readingsWith(
  row: ImportRow,
  said: NonNullable<ImportChange["readings"]>,
): ImportRow["readings"] {
  const readings = { ...row.readings };
  for (const { column, ...ways } of said) {
    const known = Object.hasOwn(readings, column) ? readings[column] : undefined;
    if (!known) throw badMapping(`The file has no column "${column}".`);
    readings[column] = saidReading(known, ways);
  }
  return readings;
}

async function requireValid(tools: Toolbox, tx: Tx, ctx: Ctx, row: ImportRow): Promise<void> {
  const fields = importFields(ctx, await tools.records.objectType(tx, row.object));
  const fault = mappingFault(row, { fields, purposes: await tools.openPurposes(tx) });
  if (fault !== null) throw badMapping(fault);
  if (currencyCode(row.defaultCurrency) === undefined) {
    throw invalid(
      "imports.unknown_currency",
      "The default currency must be a code such as EUR or USD.",
    );
  }
}

async function suggestAnew(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
  object: string,
): Promise<Partial<ImportRow>> {
  const types = await tools.db.tenant(ctx, (tx) => tools.records.objectTypes(tx));
  const objects = importObjects(ctx, types);
  if (!objects.some(({ key }) => key === object)) {
    throw invalid(
      "imports.unknown_object",
      `There is no kind of record "${object}" that you may import into.`,
    );
  }
  const { fileKey, fileName, layout } = row;
  const request = { fileKey, fileName, overrides: layout, object, objects };
  const analysis = await tools.reader.analyse(request).catch((error: unknown) => {
    throw asAppError(error);
  });
  const mapping = suggestedMapping(analysis.columns);
  const upsertKey = suggestedKey(object, mapping);
  const mode = upsertKey === null ? "create" : "upsert";
  return { object, columns: analysis.columns, mapping, upsertKey, mode };
}
