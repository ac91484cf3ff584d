// What others changed since yesterday, by whom and what, with the records that the asker may see. Loads are left out.
import { type ChangeLine, spanOf, zoneOrUtc } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { type AuditEntry, recentEntries } from "../governance/index.ts";
import type { HomeDeps } from "./home-deps.ts";

const entriesMost = 1000;
const linesMost = 12;
const shownRecords = 5;

const verbs: Record<string, ChangeLine["verb"]> = {
  create: "created",
  update: "changed",
  restore: "restored",
};

/** One for each record and verb: the newest; a record that is new is not also changed. */
function latest(entries: readonly AuditEntry[], ownId: string): AuditEntry[] {
  const created = new Set(
    entries.filter(({ op }) => op === "create").map(({ recordId }) => recordId),
  );
  const kept = new Map<string, AuditEntry>();
  for (const entry of entries) {
    const isEcho = entry.op === "update" && created.has(entry.recordId);
    if (entry.actor.id === ownId || !(entry.op in verbs) || isEcho) continue;
    const key = `${entry.actor.id} ${entry.op} ${entry.recordId}`;
    if (!kept.has(key)) kept.set(key, entry);
  }
  return [...kept.values()];
}

async function titlesOf(deps: HomeDeps, tx: Reader, ctx: Ctx, entries: readonly AuditEntry[]) {
  const titles = new Map<string, string>();
  for (const [object, some] of Map.groupBy(entries, (entry) => entry.object)) {
    const ids = [...new Set(some.map(({ recordId }) => recordId))];
    for (const [id, title] of await deps.records.titles(tx, ctx, object, ids))
      titles.set(id, title);
  }
  return titles;
}

export async function changesSinceYesterday(
  deps: HomeDeps,
  ctx: Ctx,
  zone: string | undefined,
): Promise<ChangeLine[]> {
  const nowMs = deps.clock.nowMs();
  const span = spanOf("yesterday", { nowMs, zone: zoneOrUtc(zone) });
  const from = new Date(span.fromMs ?? nowMs - 86_400_000).toISOString();
  const reader = deps.db.reader(ctx);
  const entries = latest(
    await recentEntries(reader, { from, limit: entriesMost }),
    ctx.principal.id,
  );
  const titles = await titlesOf(deps, reader, ctx, entries);
  const seen = entries.filter(({ recordId }) => titles.has(recordId));
  const groups = Map.groupBy(seen, ({ actor, object, op }) => `${actor.id} ${object} ${op}`);
  return [...groups.values()].slice(0, linesMost).flatMap((group): ChangeLine[] => {
    const [first] = group;
    if (!first) return [];
    const records = group
      .slice(0, shownRecords)
      .map(({ recordId: id }) => ({ id, title: titles.get(id) ?? "" }));
    const { actor, object, at, op } = first;
    const verb = verbs[op] ?? "changed";
    return [{ who: actor.label, object, verb, count: group.length, at, records }];
  });
}
