// Files as four other systems export them, read from a folder beside the project when it is there.
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { standardObject, standardObjects } from "@rapport/contracts";
import { describe, expect, test } from "vitest";
import { obviousColumns } from "../../../test/crm-export-columns.ts";
import { ImportFileFault } from "./cells.rules.ts";
import type { ColumnTarget, ImportField } from "./mapping.rules.ts";
import { analyseFile } from "./parse-rows.ts";
import { suggestMapping } from "./suggest-mapping.rules.ts";
import { suggestObject } from "./suggest-object.rules.ts";

function fieldsOf(object: string): readonly ImportField[] {
  return standardObject(object)?.fields ?? [];
}

/** "companyId/domain", "+select" for a new field, "-" for nothing. */
function written(target: ColumnTarget): string {
  if (target.kind === "field") return target.via ? `${target.field}/${target.via}` : target.field;
  if (target.kind === "newField") return `+${target.type}`;
  return target.kind === "fullName" ? "fullName" : "-";
}

const exportsFolder = new URL("../../../../../../shared/data/crm-exports/", import.meta.url)
  .pathname;
const hasExports = existsSync(exportsFolder);
if (!hasExports) {
  process.stdout.write(`skipped: files of other systems, since ${exportsFolder} is not there\n`);
}

describe.runIf(hasExports)("files as other systems export them", () => {
  const objects = standardObjects as readonly { key: string; fields: readonly ImportField[] }[];

  test("at least 90 % of the obvious columns are suggested right, and the object too", async () => {
    const wrong: string[] = [];
    let columns = 0;
    for (const [name, { object, columns: obvious }] of Object.entries(obviousColumns)) {
      const file = await analyseFile(createReadStream(exportsFolder + name));
      const [guess] = suggestObject({ ...file, objects, fileName: name.split("/").at(-1) });
      if (guess?.object !== object) wrong.push(`${name}: ${guess?.object} instead of ${object}`);
      const mapping = suggestMapping({ object, ...file, fields: fieldsOf(object) });
      const given = new Map(mapping.map(({ column, target }) => [column, written(target)]));
      for (const [column, target] of Object.entries(obvious)) {
        columns++;
        if (given.get(column) !== target)
          wrong.push(`${name}: ${column} → ${given.get(column)}, not ${target}`);
      }
    }
    const right = 1 - wrong.length / columns;
    process.stdout.write(`${columns} obvious columns, ${(right * 100).toFixed(1)} % right\n`);
    expect(right, wrong.join("\n")).toBeGreaterThanOrEqual(0.9);
  });

  test("every CSV file there can be read, or is refused with a reason", async () => {
    const files = readdirSync(exportsFolder, { recursive: true }).map(String);
    for (const name of files.filter((file) => file.endsWith(".csv"))) {
      const outcome = await analyseFile(createReadStream(exportsFolder + name)).catch(
        (error) => error,
      );
      const isRefusal = outcome instanceof ImportFileFault;
      if (!isRefusal) expect(outcome, name).toHaveProperty("columns");
    }
  });
});
