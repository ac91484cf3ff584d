// The refused rows of an import as a CSV file: line, column, code, reason. Streamed by page.
import { Readable } from "node:stream";
import type { Ctx } from "../../platform/context.ts";
import type { Toolbox } from "./imports-deps.ts";
import { type RowError, readRowErrors } from "./row-errors.store.ts";
import { visibleImport } from "./visible-import.ts";
import { csvLine } from "./write-csv.rules.ts";

const pageRows = 1000;

export async function errorsFile(tools: Toolbox, ctx: Ctx, id: string): Promise<Readable> {
  await tools.db.tenant(ctx, (tx) => visibleImport(tx, ctx, id));
  return Readable.from(lines(tools, ctx, id));
}

async function* lines(tools: Toolbox, ctx: Ctx, id: string): AsyncGenerator<string> {
  yield `\ufeff${csvLine(["line", "column", "code", "reason"])}`;
  let after = { line: 0, position: -1 };
  let page: RowError[] = [];
  do {
    const from = after;
    page = await tools.db.tenant(ctx, (tx) => readRowErrors(tx, id, from, pageRows));
    yield page
      .map(({ line, column, code, message }) => csvLine([line, column, code, message]))
      .join("");
    after = page.at(-1) ?? after;
  } while (page.length === pageRows);
}
