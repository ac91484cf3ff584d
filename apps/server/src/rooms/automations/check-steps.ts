// Whether a step can work: the act is there, its fields and values are, and the rule's owner may do it.
import type { Step, StepValue } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { usableAct } from "./catalogue.ts";
import { type CheckDeps, type Checked, fieldReason, goneValue } from "./check-parts.ts";
import type { ObjectShape } from "./deps.ts";
import { setOf, templatesIn, textsIn } from "./rule-fields.rules.ts";
import { mayRead, pathsIn, type Slot, slotsOf, textFaults } from "./template.rules.ts";
import { textKey } from "./template-text.rules.ts";
import { cut } from "./words.rules.ts";

interface StepHere {
  step: Step;
  type: ObjectShape;
}

export async function stepFaults(
  deps: CheckDeps,
  tx: Reader,
  checked: Checked,
  here: StepHere,
): Promise<string[]> {
  const { step } = here;
  if (!usableAct(deps.acts, step.kind)) {
    return ["this server cannot do it: the part that it needs is not there."];
  }
  const texts = textReasons(checked, step);
  if (step.kind === "update") return [...texts, ...(await setFaults(deps, tx, checked, here))];
  if (step.kind === "create") return [...texts, ...(await createFaults(deps, tx, checked, here))];
  if (step.kind === "assign") return assignFaults(checked, here);
  if (step.kind === "relate") return relateFaults(checked, step.object);
  if (step.kind === "notify") return [...texts, ...membersFaults(checked, step)];
  return [...texts, ...mailFaults(checked, step)];
}

/** A field that its owner may not see is told as one that is not there: which of the two is not theirs to know. */
function slotsFor({ rule, facts, principal }: Checked): ReadonlyMap<string, Slot> {
  const all = [...slotsOf(facts.types, rule.object)];
  return new Map(
    all.filter(([, slot]) => !principal || mayRead(slot, rule.object, principal.rights)),
  );
}

function textReasons(checked: Checked, step: Step): string[] {
  const { rule, texts, facts } = checked;
  const slots = slotsOf(facts.types, rule.object);
  const seen = slotsFor(checked);
  const missing = templatesIn(step).filter(
    ({ templateId, version }) => texts.get(textKey(templateId, version))?.object !== rule.object,
  );
  if (missing.length > 0) return ["its template is not there, or is about other records."];
  const kept = templatesIn(step).flatMap(({ templateId, version }) => {
    const text = texts.get(textKey(templateId, version));
    return text ? [text.subject, text.body] : [];
  });
  const wrong = [
    ...textsIn(step).flatMap((text) => textFaults(text, seen)),
    ...kept.flatMap((text) => textFaults(text, slots)),
  ];
  if (wrong.length > 0) return wrong;
  // Others may have written the template: what it names is not told.
  const isHidden = kept.flatMap(pathsIn).some((path) => slots.has(path) && !seen.has(path));
  return isHidden ? ["it names a field that its owner may not see."] : [];
}

async function setFaults(
  deps: CheckDeps,
  tx: Reader,
  checked: Checked,
  { step, type }: StepHere,
): Promise<string[]> {
  const rights = checked.principal?.rights;
  if (rights?.object(type.key).update === "none") {
    return [`its owner may not change ${type.labelPlural.toLowerCase()}.`];
  }
  return valuesFaults(deps, tx, checked, { step, type });
}

async function createFaults(
  deps: CheckDeps,
  tx: Reader,
  checked: Checked,
  { step }: StepHere,
): Promise<string[]> {
  const target = step.kind === "create" ? checked.facts.types.get(step.object) : undefined;
  if (!target) return ["the object that it creates was removed."];
  if (checked.principal?.rights.object(target.key).create !== true) {
    return [`its owner may not create ${target.labelPlural.toLowerCase()}.`];
  }
  const set = new Set(setOf(step).map(([path]) => path));
  const open = [...target.fields].find(
    ([path, field]) => field.required && !field.readOnly && !set.has(path),
  );
  if (open) return [`"${open[1].label}" needs a value.`];
  return valuesFaults(deps, tx, checked, { step, type: target });
}

/** Each value that the step puts into a field of `type`. */
async function valuesFaults(
  deps: CheckDeps,
  tx: Reader,
  checked: Checked,
  { step, type }: StepHere,
): Promise<string[]> {
  const entries = setOf(step);
  if (entries.length === 0) return ["it sets no field."];
  const found: string[] = [];
  for (const [path, value] of entries) {
    const reason =
      fieldReason(path, type, checked) ??
      writeReason(path, type, checked.principal?.rights) ??
      copyReason(value, checked) ??
      (await literalReason(deps, tx, checked, { path, type, value }));
    if (reason !== null) found.push(`${reason}.`);
  }
  return found;
}

function writeReason(path: string, type: ObjectShape, rights: Rights | undefined): string | null {
  const field = type.fields.get(path);
  if (!field) return `"${cut(path, 100)}" cannot be set`;
  if (field.readOnly) return `"${field.label}" is set by the server alone`;
  if (rights?.field(type.key, path) === "write") return null;
  return `its owner may not change "${field.label}"`;
}

function copyReason(value: StepValue, checked: Checked): string | null {
  if (!("copy" in value) || value.copy === "id") return null;
  const source = checked.facts.types.get(checked.rule.object);
  return source ? fieldReason(value.copy, source, checked) : null;
}

async function literalReason(
  deps: CheckDeps,
  tx: Reader,
  { facts }: Checked,
  put: { path: string; type: ObjectShape; value: StepValue },
): Promise<string | null> {
  const { path, type, value } = put;
  const field = type.fields.get(path);
  const isTime = field?.type === "date" || field?.type === "datetime";
  if ("inDays" in value) return isTime ? null : `"${field?.label}" is not a date`;
  if (!("value" in value)) return null;
  const gone = goneValue(value.value, path, type, { facts });
  if (gone) return gone;
  const reason = await deps.records.valueFault(tx, type.key, path, value.value);
  return reason === null ? null : `"${field?.label}" ${reason}`;
}

function assignFaults(checked: Checked, { step, type }: StepHere): string[] {
  const rights = checked.principal?.rights;
  if (!type.fields.has("ownerId")) return [`${type.labelPlural} have no owner.`];
  const mayWrite =
    rights?.object(type.key).update !== "none" && rights?.field(type.key, "ownerId") === "write";
  if (!mayWrite)
    return [`its owner may not change the owner of ${type.labelPlural.toLowerCase()}.`];
  return step.kind === "assign" ? membersFaults(checked, step) : [];
}

function membersFaults(
  { facts }: Checked,
  step: {
    teamId?: string | undefined;
    memberIds?: string[] | undefined;
    owner?: boolean | undefined;
  },
): string[] {
  const { teamId, memberIds = [], owner } = step;
  if (teamId !== undefined && !facts.teams.has(teamId)) return ["its team was deleted."];
  const gone = memberIds.filter((id) => !facts.members.has(id));
  if (gone.length > 0) return ["it names a member who is no longer active."];
  const hasSome = teamId !== undefined || memberIds.length > 0 || owner === true;
  return hasSome ? [] : ["it names no member and no team."];
}

function relateFaults({ facts, principal }: Checked, object: string): string[] {
  const type = facts.types.get(object);
  if (!type) return ["the object that it links with was removed."];
  const mayLink = principal?.rights.object(object).update !== "none";
  return mayLink ? [] : [`its owner may not change ${type.labelPlural.toLowerCase()}.`];
}

function mailFaults(checked: Checked, step: Extract<Step, { kind: "mail" }>): string[] {
  if ("memberIds" in step.to) return membersFaults(checked, step.to);
  const slot = slotsFor(checked).get(step.to.field);
  if (!slot) return ["the field of its recipient was removed."];
  return slot.isEmail ? [] : [`"${slot.label}" holds no e-mail address.`];
}
