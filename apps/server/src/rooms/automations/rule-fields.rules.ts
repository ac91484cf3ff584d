// Every field, value and text that a rule names: what its checks look at, and what decides who may see it. Pure.
import type { Step, StepValue, Trigger } from "@rapport/contracts";
import type { ObjectShape } from "./deps.ts";
import { pathsIn, type Slot, slotsOf } from "./template.rules.ts";
import { type TemplateText, textKey } from "./template-text.rules.ts";

export interface NamedField {
  object: string;
  field: string;
}

export interface RuleParts {
  object: string;
  trigger: Trigger;
  condition: unknown;
  steps: readonly Step[];
}

/** A condition on one field, with the plain values that it names. */
export interface NamedTest {
  field: string;
  values: unknown[];
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Conditions of a filter, however they are nested. */
export function testsIn(filter: unknown): NamedTest[] {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) return [];
  return Object.entries(filter).flatMap(([key, condition]) => {
    if (key === "and" || key === "or") return listed(condition).flatMap(testsIn);
    const isPlain = typeof condition !== "object" || condition === null || Array.isArray(condition);
    const values = isPlain
      ? listed(condition)
      : Object.entries(condition as Record<string, unknown>)
          .filter(([op]) => op === "eq" || op === "ne" || op === "in")
          .flatMap(([, value]) => listed(value));
    return [{ field: key, values }];
  });
}

export function triggerTests(trigger: Trigger): NamedTest[] {
  if (trigger.kind === "due") return [{ field: trigger.field, values: [] }];
  if (trigger.kind !== "changed") return [];
  return trigger.fields.map(({ field, from = [], to = [] }) => ({
    field,
    values: [...from, ...to],
  }));
}

/** Texts with placeholders that stand in the step itself. */
export function textsIn(step: Step): string[] {
  if (step.kind === "notify") return [step.title, step.body ?? ""];
  return setOf(step).flatMap(([, value]) => ("text" in value ? [value.text] : []));
}

export function setOf(step: Step): [string, StepValue][] {
  return step.kind === "update" || step.kind === "create" ? Object.entries(step.set) : [];
}

/** Versions of templates that the step uses. */
export function templatesIn(step: Step): { templateId: string; version: number }[] {
  if (step.kind === "mail") {
    return [{ templateId: step.templateId, version: step.templateVersion }];
  }
  return setOf(step).flatMap(([, value]) =>
    "templateId" in value ? [{ templateId: value.templateId, version: value.templateVersion }] : [],
  );
}

export type Texts = ReadonlyMap<string, TemplateText>;

/** Placeholder paths of a step: in its own texts, its templates and its recipients. */
export function pathsOfStep(step: Step, texts: Texts): string[] {
  const own = textsIn(step).flatMap(pathsIn);
  const kept = templatesIn(step).flatMap(({ templateId, version }) => {
    const text = texts.get(textKey(templateId, version));
    return text ? [...pathsIn(text.subject), ...pathsIn(text.body)] : [];
  });
  const to = step.kind === "mail" && "field" in step.to ? [step.to.field] : [];
  return [...new Set([...own, ...kept, ...to])];
}

/** Fields of the record that the step reads or writes by name. */
function fieldsOfStep(step: Step, object: string): NamedField[] {
  if (step.kind === "assign") return [{ object, field: "ownerId" }];
  const target = step.kind === "create" ? step.object : object;
  return setOf(step).flatMap(([field, value]) => [
    { object: target, field },
    ...("copy" in value && value.copy !== "id" ? [{ object, field: value.copy }] : []),
  ]);
}

function slotFields(object: string, slot: Slot): NamedField[] {
  const via = slot.via === null ? [] : [{ object, field: slot.via }];
  return slot.object === "members" ? via : [...via, { object: slot.object, field: slot.field }];
}

/** All fields that a rule names, its texts included: who may not read one of them does not see the rule's inside. */
export function fieldsOfRule(
  { object, trigger, condition, steps }: RuleParts,
  texts: Texts,
  types: ReadonlyMap<string, ObjectShape>,
): NamedField[] {
  const slots = slotsOf(types, object);
  const tested = [...triggerTests(trigger), ...testsIn(condition)];
  return [
    ...tested.map(({ field }) => ({ object, field })),
    ...steps.flatMap((step) => [
      ...fieldsOfStep(step, object),
      ...pathsOfStep(step, texts).flatMap((path) => {
        const slot = slots.get(path);
        return slot ? slotFields(object, slot) : [];
      }),
    ]),
  ];
}
