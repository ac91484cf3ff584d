// Pairs for one caller: both records must be the caller's to see, and what the caller may not read does not
// count: the evidence is weighed again without it. What falls away leaves no trace, not even in the length of
// a page.
import type { DuplicateBand, DuplicatePair, MergeableObject, Page } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { forbidden, invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Records, StoredRecord } from "../records/index.ts";
import { bandOf, rangeOf, readableRules, reasonsOf, scoreOf } from "./confidence.rules.ts";
import { type Pair, type PairQuery, readPairs, readPairsOf } from "./pairs.store.ts";

const defaultPageSize = 60;
const chunkSize = 200;
/** A reader who sees few of the records gets short pages rather than long waits. */
const mostChunks = 10;
const mostOfOne = 200;

export interface ListDuplicates {
  object: MergeableObject;
  band?: DuplicateBand | undefined;
  recordId?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

interface Deps {
  db: Database;
  records: Pick<Records, "readVisible">;
}

export async function listDuplicates(
  deps: Deps,
  ctx: Ctx,
  query: ListDuplicates,
): Promise<Page<DuplicatePair>> {
  checkMayRead(ctx, query.object);
  const reader = deps.db.reader(ctx);
  const limit = query.limit ?? defaultPageSize;
  if (query.recordId !== undefined) return ofRecord(deps, reader, ctx, query, query.recordId);
  const page: Growing = { data: [], after: decode(query.cursor), limit };
  for (let chunk = 0; chunk < mostChunks; chunk += 1) {
    const state = await readChunk(deps, reader, ctx, query, page);
    if (state !== "more") return { data: page.data, nextCursor: cursorOf(page, state) };
  }
  return { data: page.data, nextCursor: cursorOf(page, "full") };
}

interface Growing {
  data: DuplicatePair[];
  /** The last pair that was looked at. */
  after: Place | null;
  limit: number;
}

function cursorOf({ after }: Growing, state: "full" | "end"): string | null {
  return state === "end" || !after ? null : encode(after);
}

async function readChunk(
  deps: Deps,
  reader: Reader,
  ctx: Ctx,
  { object, band }: ListDuplicates,
  page: Growing,
): Promise<"more" | "full" | "end"> {
  // What a role may not read must not show in the order either, nor keep a pair out of its band.
  const order = ctx.principal.rights.allFields(object) ? "score" : "id";
  const range = rangeOf(order === "score" ? band : undefined);
  const asked: PairQuery = { object, ...range, order, after: page.after, limit: chunkSize };
  const pairs = await readPairs(reader, asked);
  for (const { pair, shown } of await show(deps, reader, ctx, object, pairs)) {
    page.after = pair;
    if (shown && isWithin(shown, band)) page.data.push(shown);
    if (page.data.length === page.limit) return "full";
  }
  return pairs.length < chunkSize ? "end" : "more";
}

export function checkMayRead(ctx: Ctx, object: MergeableObject): void {
  if (ctx.principal.rights.object(object).read !== "none") return;
  throw forbidden(`Your role may not see ${object}. An administrator can allow it.`);
}

async function ofRecord(
  deps: Deps,
  reader: Reader,
  ctx: Ctx,
  { object, band, limit = defaultPageSize }: ListDuplicates,
  recordId: string,
): Promise<Page<DuplicatePair>> {
  const pairs = await readPairsOf(reader, object, recordId, mostOfOne);
  const shown = await show(deps, reader, ctx, object, pairs);
  const data = shown.flatMap((one) => (one.shown && isWithin(one.shown, band) ? [one.shown] : []));
  return { data: data.slice(0, limit), nextCursor: null };
}

const isWithin = (pair: DuplicatePair, band: DuplicateBand | undefined) =>
  band === undefined || pair.band === band;

interface Shown {
  pair: Pair;
  /** Null where there is nothing for this caller. */
  shown: DuplicatePair | null;
}

async function show(
  { records }: Deps,
  reader: Reader,
  ctx: Ctx,
  object: MergeableObject,
  pairs: readonly Pair[],
): Promise<Shown[]> {
  const ids = [...new Set(pairs.flatMap((pair) => [pair.a_id, pair.b_id]))];
  const visible = await records.readVisible(reader, ctx, { object, ids });
  const byId = new Map(visible.map((record) => [record.id, record]));
  return pairs.map((pair) => ({ pair, shown: showPair(ctx, object, pair, byId) }));
}

function showPair(
  ctx: Ctx,
  object: MergeableObject,
  pair: Pair,
  byId: ReadonlyMap<string, StoredRecord>,
): DuplicatePair | null {
  const [a, b] = [byId.get(pair.a_id), byId.get(pair.b_id)];
  if (!a || !b) return null;
  const { rights } = ctx.principal;
  const rules = readableRules(pair.evidence, (field) => rights.field(object, field) !== "none");
  const score = scoreOf(object, rules);
  const band = bandOf(score);
  if (band === null) return null;
  return {
    object,
    ids: [a.id, b.id],
    score: score / 1000,
    band,
    reasons: reasonsOf(rules),
    records: [a, b],
    suggestedSurvivorId: filled(b) > filled(a) ? b.id : a.id,
  };
}

/** The ids carry the time of creation, so the first of a pair is the older one. */
function filled(record: StoredRecord): number {
  const values = [...Object.values(record), ...Object.values(record.custom)];
  return values.filter((value) => value !== null && value !== undefined).length;
}

type Place = Pick<Pair, "score" | "a_id" | "b_id">;

function encode({ score, a_id, b_id }: Place): string {
  return Buffer.from(`${score} ${a_id} ${b_id}`).toString("base64url");
}

function decode(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [score = "", a_id = "", b_id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  if (/^\d{1,4}$/.test(score) && isId(a_id) && isId(b_id)) {
    return { score: Number(score), a_id, b_id };
  }
  throw invalid("duplicates.bad_cursor", "This cursor is not one of this list. Start again.");
}
