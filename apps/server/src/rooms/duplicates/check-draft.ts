// Who a draft may be: for the form that makes a record. Compares within the caller's rows and fields only.
// Beyond them one thing is told, to roles that may know it and not often: that some record out of sight has
// this very e-mail address – not which, not how many, nothing of it. Each time it is told it is audited.
import type { DuplicateCheckAnswer, MergeableObject } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { RateLimiter } from "../../platform/http/rate-limit.ts";
import type { Records } from "../records/index.ts";
import { bandOf, reasonsOf, scoreOf } from "./confidence.rules.ts";
import { emailKey, keysOf } from "./keys.rules.ts";
import { recordsByKey } from "./keys.store.ts";
import { compare, type Described, lookedAt } from "./likeness.rules.ts";
import { checkMayRead } from "./list-duplicates.ts";

const mostMatches = 10;
const mostCandidates = 200;
const hintsPerMinute = 10;
const longestValue = 500;

interface Deps {
  db: Database;
  acts: Acts;
  clock: Clock;
  records: Pick<Records, "readVisible">;
}

export interface Draft {
  object: MergeableObject;
  data: Record<string, unknown>;
  exceptId?: string | undefined;
}

export function createDraftCheck(deps: Deps) {
  const limiter = new RateLimiter(deps.clock);

  async function hidden(
    ctx: Ctx,
    { object, data }: Draft,
  ): Promise<DuplicateCheckAnswer["hidden"]> {
    const { rights, id } = ctx.principal;
    const email = typeof data.email === "string" ? data.email : "";
    const mayKnow = rights.has("duplicates.hints") && rights.field("people", "email") !== "none";
    if (object !== "people" || !mayKnow || emailKey(email) === null) return "not-looked";
    if (rights.object("people").read === "all") return "none";
    if (!limiter.take(id, hintsPerMinute).allowed) return "not-looked";
    const { result } = await deps.acts.perform<boolean>(ctx, "duplicates.hint", { email });
    return result ? "match" : "none";
  }

  return async function checkDraft(ctx: Ctx, draft: Draft): Promise<DuplicateCheckAnswer> {
    checkMayRead(ctx, draft.object);
    const data = await visibleMatches(deps, ctx, draft);
    return { data, hidden: await hidden(ctx, draft) };
  };
}

async function visibleMatches(deps: Deps, ctx: Ctx, { object, data, exceptId }: Draft) {
  const reader = deps.db.reader(ctx);
  const draft = readable(ctx, object, data);
  const candidates = (await candidatesOf(reader, object, draft)).filter((id) => id !== exceptId);
  const records = await deps.records.readVisible(reader, ctx, { object, ids: candidates });
  const matches = records.flatMap((record) => {
    const rules = compare(object, draft, record);
    const score = scoreOf(object, rules);
    const band = bandOf(score);
    return band === null ? [] : [{ record, score: score / 1000, band, reasons: reasonsOf(rules) }];
  });
  return matches.sort((a, b) => b.score - a.score).slice(0, mostMatches);
}

/** Fields that the caller may not read take no part: their match would tell what they hold. */
function readable(ctx: Ctx, object: MergeableObject, data: Record<string, unknown>): Described {
  const { rights } = ctx.principal;
  const fields = [...lookedAt[object]].filter((field) => rights.field(object, field) !== "none");
  return Object.fromEntries(
    fields.map((field) => [field, String(data[field] ?? "").slice(0, longestValue)]),
  );
}

async function candidatesOf(
  reader: Reader,
  object: MergeableObject,
  draft: Described,
): Promise<string[]> {
  const keys = keysOf(object, draft);
  const byKey = await recordsByKey(reader, keys);
  const ids = new Set(keys.flatMap((key) => byKey.get(key) ?? []));
  return [...ids].slice(0, mostCandidates);
}
