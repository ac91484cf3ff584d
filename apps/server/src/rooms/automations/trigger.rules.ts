// Which rules a change sets off, and what is said of it. Pure.
// A chain of changes that rules made is carried along: a rule does not come back to a record that it has had in
// the chain, and no chain is longer than `maxDepth` runs. What is held back is still noted, with the reason.
import type { Trigger } from "@rapport/contracts";
import type { RecordChange } from "../../platform/acts.ts";
import type { Cause } from "../../platform/context.ts";
import type { FieldChange, NewRun, TriggerFact, WatchingRule } from "./rule.ts";

export const maxDepth = 5;

type Image = Record<string, unknown> | null;

/** Fields of an image by path, custom ones as `custom.<key>`. */
export function imageValues(image: Image): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(image ?? {})) {
    if (key !== "custom") values.set(key, value);
    else for (const [name, one] of Object.entries(value ?? {})) values.set(`custom.${name}`, one);
  }
  return values;
}

const bookkeeping = new Set(["version", "updatedAt"]);

function changesOf(before: Image, after: Image): FieldChange[] {
  const [old, now] = [imageValues(before), imageValues(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => !bookkeeping.has(field))
    .map((field) => ({
      field,
      before: old.get(field) ?? null,
      after: now.get(field) ?? null,
    }));
}

function isOneOf(value: unknown, wanted: readonly unknown[] | undefined): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(value)
    ? value.some((item) => wanted.includes(item))
    : wanted.includes(value);
}

type Change = Pick<RecordChange, "op" | "before" | "after">;

/** What the trigger says of the change; null when it is not set off. */
export function factOf(trigger: Trigger, act: string, change: Change): TriggerFact | null {
  if (trigger.kind === "created") {
    return change.op === "create" ? { kind: "created", act, changes: [] } : null;
  }
  if (trigger.kind !== "changed" || change.op !== "update") return null;
  const changes = changesOf(change.before, change.after);
  if (trigger.fields.length === 0) {
    const named = changes.map(({ field }) => ({ field, before: null, after: null }));
    return changes.length > 0 ? { kind: "changed", act, changes: named } : null;
  }
  const seen = changes.filter(({ field, before, after }) =>
    trigger.fields.some(
      (watched) =>
        watched.field === field && isOneOf(before, watched.from) && isOneOf(after, watched.to),
    ),
  );
  return seen.length > 0 ? { kind: "changed", act, changes: seen } : null;
}

/** Acts that put back what was: nothing follows from them. */
const silentActs = new Set(["records.undo"]);

export interface Happening {
  act: { id: string; name: string; isBulk: boolean; source: string };
  cause: Cause | undefined;
  changes: readonly RecordChange[];
}

export function isImport({ act }: Pick<Happening, "act">): boolean {
  return act.isBulk || act.source === "import";
}

/** The runs that an act's changes set off, in the order of the changes. */
export function runsOf(
  rules: readonly WatchingRule[],
  happening: Happening,
  newId: () => string,
): NewRun[] {
  if (silentActs.has(happening.act.name)) return [];
  const listening = rules.filter((rule) => rule.alsoImports || !isImport(happening));
  return happening.changes.flatMap((change) =>
    listening.flatMap((rule) => {
      const fact =
        rule.object === change.object ? factOf(rule.trigger, happening.act.name, change) : null;
      return fact ? [runOf(rule, change.id, fact, happening, newId())] : [];
    }),
  );
}

export const linkOf = (ruleId: string, recordId: string) => `${ruleId}:${recordId}`;

function runOf(
  rule: WatchingRule,
  recordId: string,
  trigger: TriggerFact,
  { act, cause }: Happening,
  id: string,
): NewRun {
  const depth = cause ? cause.depth + 1 : 0;
  const trail = [...(cause?.trail ?? [])];
  const reason = heldBack(linkOf(rule.id, recordId), trail, depth);
  return {
    id,
    ruleId: rule.id,
    ruleVersion: rule.version,
    object: rule.object,
    recordId,
    triggerKey: `act:${act.id}`,
    trigger,
    chainId: cause?.chainId ?? id,
    depth,
    trail,
    state: reason === null ? "waiting" : "skipped",
    reason,
  };
}

function heldBack(link: string, trail: readonly string[], depth: number): string | null {
  if (trail.includes(link)) {
    return "This change follows from an earlier run of the same rule on the same record: it would go round in a circle.";
  }
  if (depth > maxDepth) {
    return `This change is the end of a chain of ${depth} runs that set each other off: no chain is longer than ${maxDepth}.`;
  }
  return null;
}
