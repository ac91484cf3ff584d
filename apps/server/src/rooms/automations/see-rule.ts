// Who sees a rule and its runs, and what a rule looks like to them. A rule widens nothing: who may not read one of
// the fields that it names does not see it, nor what it did, unless it is their own.
import type { Automation } from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { memberPrincipal } from "../access/index.ts";
import { faultsOf } from "./check-rule.ts";
import type { RoomDeps } from "./deps.ts";
import { missingRule } from "./errors.ts";
import { type Facts, loadFacts } from "./facts.ts";
import type { StoredRule } from "./rule.ts";
import { fieldsOfRule, type NamedField, type Texts, templatesIn } from "./rule-fields.rules.ts";
import { listRules, readRule } from "./rules.store.ts";
import { type Health, healthOf } from "./runs.store.ts";
import { textsOf } from "./templates.store.ts";
import { ruleWords } from "./words.rules.ts";

export const mayManage = (principal: Principal) => principal.rights.has("automations.manage");

export const isOwnRule = (principal: Principal, rule: Pick<StoredRule, "ownerId">) =>
  principal.memberId !== null && rule.ownerId === principal.memberId;

/** All that a rule names may be read by this principal. */
export function mayReadAll(
  principal: Principal,
  rule: StoredRule,
  texts: Texts,
  facts: Facts,
): boolean {
  return mayReadFields(principal, [
    { object: rule.object, field: "id" },
    ...fieldsOfRule(rule, texts, facts.types),
  ]);
}

export function mayReadFields({ rights }: Principal, named: readonly NamedField[]): boolean {
  return named.every(
    ({ object, field }) =>
      rights.object(object).read !== "none" && rights.field(object, field) !== "none",
  );
}

export function maySee(principal: Principal, rule: StoredRule, texts: Texts, facts: Facts) {
  if (isOwnRule(principal, rule)) return true;
  return mayManage(principal) && mayReadAll(principal, rule, texts, facts);
}

export function textsOfRules(tx: Reader, rules: readonly StoredRule[]): Promise<Texts> {
  return textsOf(
    tx,
    rules.flatMap(({ steps }) => steps.flatMap(templatesIn)),
  );
}

/** The rule, if the caller may see it; in other words for none. */
export async function visibleRule(
  deps: Pick<RoomDeps, "records">,
  tx: Reader,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredRule> {
  const rule = isId(id) ? await readRule(tx, id, lock) : null;
  if (!rule) throw missingRule();
  if (isOwnRule(ctx.principal, rule)) return rule;
  if (!mayManage(ctx.principal)) throw missingRule();
  const facts = await loadFacts(deps.records, tx);
  if (maySee(ctx.principal, rule, await textsOfRules(tx, [rule]), facts)) return rule;
  throw missingRule();
}

export async function visibleRules(
  deps: Pick<RoomDeps, "records">,
  tx: Reader,
  ctx: Ctx,
): Promise<{ rules: StoredRule[]; facts: Facts; texts: Texts }> {
  const { principal } = ctx;
  const facts = await loadFacts(deps.records, tx);
  if (!mayManage(principal) && principal.memberId === null) {
    return { rules: [], facts, texts: new Map() };
  }
  const all = await listRules(tx, mayManage(principal) ? null : principal.memberId);
  const texts = await textsOfRules(tx, all);
  return { rules: all.filter((rule) => maySee(principal, rule, texts, facts)), facts, texts };
}

const dayMs = 86_400_000;

const noHealth: Omit<Health, "rule_id"> = { last_run_at: null, done: 0, failed: 0, waiting: 0 };

export async function describeRules(
  deps: RoomDeps,
  tx: Tx,
  ctx: Ctx,
  seen: { rules: readonly StoredRule[]; facts: Facts; texts: Texts },
): Promise<Automation[]> {
  const { rules, facts, texts } = seen;
  const ids = rules.map(({ id }) => id);
  const sinceMs = deps.clock.nowMs() - dayMs;
  const health = new Map((await healthOf(tx, ids, sinceMs)).map((row) => [row.rule_id, row]));
  const owners = new Map<string, Principal | null>();
  const described: Automation[] = [];
  for (const rule of rules) {
    if (!owners.has(rule.ownerId)) {
      owners.set(rule.ownerId, await memberPrincipal(tx, rule.ownerId));
    }
    const principal = owners.get(rule.ownerId) ?? null;
    const faults = await faultsOf(deps, tx, { rule, principal, facts, texts });
    const type = facts.types.get(rule.object);
    const labels = Object.fromEntries(
      Object.entries(rule.labels).map(([key, label]) => [key.slice(rule.object.length + 1), label]),
    );
    const { last_run_at, done, failed, waiting } = health.get(rule.id) ?? noHealth;
    const { labels: _labels, sweptUntil: _swept, ...shown } = rule;
    described.push({
      ...shown,
      faults,
      ownerName: facts.names.get(rule.ownerId) ?? null,
      isOwn: isOwnRule(ctx.principal, rule),
      sentence: ruleWords(rule, { type, names: facts.names, labels }, facts.types),
      health: { lastRunAt: last_run_at, done24h: done, failed24h: failed, waiting },
    });
  }
  return described;
}

export async function describeRule(
  deps: RoomDeps,
  tx: Tx,
  ctx: Ctx,
  rule: StoredRule,
): Promise<Automation> {
  const facts = await loadFacts(deps.records, tx);
  const texts = await textsOfRules(tx, [rule]);
  const [described] = await describeRules(deps, tx, ctx, { rules: [rule], facts, texts });
  if (!described) throw missingRule();
  return described;
}
