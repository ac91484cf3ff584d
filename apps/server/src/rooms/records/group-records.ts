// A filtered list as groups: how many records have each value of a field, and what they come to. Always
// within the caller's rows and fields; amounts of several currencies are never added up.
import type { RecordGroups } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { parseFilterText, readableField, readFilter } from "./filter.rules.ts";
import { checkRead, type ReadDeps } from "./find-record.ts";
import { checkGroupable, checkSummed } from "./group.rules.ts";
import { type GroupQuery, type GroupRow, groupRows, maxGroups } from "./groups.store.ts";
import { freshQuery } from "./list-records.ts";
import { resolveLists } from "./list-source.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { limitOf } from "./row-rights.ts";

export interface GroupInput {
  by: string;
  sum?: string | undefined;
  filter?: string | undefined;
}

function groupQuery(ctx: Ctx, type: ObjectType, input: GroupInput, nowMs: number): GroupQuery {
  const { principal } = ctx;
  const { rights } = principal;
  checkRead(principal, type);
  const by = readableField(type, rights, input.by);
  checkGroupable(by, input.by);
  const sum = input.sum === undefined ? null : readableField(type, rights, input.sum);
  if (sum) checkSummed(sum, input.sum ?? "");
  return {
    type,
    filter: readFilter(type, rights, parseFilterText(input.filter), {
      nowMs,
      memberId: principal.memberId,
    }),
    rowLimit: limitOf(principal, type, "read"),
    trashed: false,
    by,
    sum: sum && maySum(ctx, type, sum) ? sum : null,
    byCurrency: sum !== null && hasCurrency(type, sum),
  };
}

const hasCurrency = (type: ObjectType, sum: Field) =>
  sum.type === "money" && type.fields.has("currency");

/** Who may not know the currencies gets no sum, since it would mix them. */
function maySum({ principal }: Ctx, type: ObjectType, sum: Field): boolean {
  return !hasCurrency(type, sum) || principal.rights.field(type.key, "currency") !== "none";
}

function groupsOf(query: GroupQuery, rows: readonly GroupRow[]): RecordGroups {
  const byValue = Map.groupBy(rows, (row) => row.value);
  const groups = [...byValue].map(([value, parts]) => ({
    value: query.by.type === "boolean" && value !== null ? value === "true" : value,
    count: parts.reduce((sum, part) => sum + part.count, 0),
    sums: query.sum ? parts.map(({ currency, sum }) => ({ currency, sum: sum ?? 0 })) : [],
  }));
  return {
    groups: groups.sort((a, b) => b.count - a.count).slice(0, maxGroups),
    truncated: groups.length > maxGroups || rows.length >= maxGroups * 4,
  };
}

export async function groupRecords(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  input: GroupInput,
): Promise<RecordGroups> {
  const reader = deps.db.reader(ctx);
  const asked = await freshQuery(deps, reader, object, (type) =>
    groupQuery(ctx, type, input, deps.clock.nowMs()),
  );
  const query = await resolveLists(deps, reader, ctx, asked);
  return groupsOf(query, await groupRows(reader, query));
}
