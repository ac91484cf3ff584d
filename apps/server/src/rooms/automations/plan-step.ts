// One step on one record → the act that it takes, with its input. Nothing is done here: runs and runs tried over
// the past make the same plan. Recipients come from fields and members alone, never from a text.
import type { FieldDefinition, Step, StepValue } from "@rapport/contracts";
import { AppError } from "../../platform/errors.ts";
import { actOf } from "./catalogue.ts";
import type { ObjectShape } from "./deps.ts";
import { fillIn, type Source, textAt, valueAt } from "./fill-in.ts";
import { setOf, type Texts } from "./rule-fields.rules.ts";
import { oneLine } from "./template.rules.ts";
import { textKey } from "./template-text.rules.ts";
import { cut, labelOf, valueWords } from "./words.rules.ts";

export interface Difference {
  field: string;
  label: string;
  before: unknown;
  after: unknown;
}

export interface PlannedStep {
  act: string;
  input: Record<string, unknown>;
  /** What it does, in words without values that others may not see. */
  text: string;
  differences: Difference[];
}

export interface Planning {
  source: Source;
  texts: Texts;
  nowMs: number;
  /** Of whom one gets the record, in a fixed order; and whose turn it is. */
  candidates: readonly string[];
  turn: number;
  /** For letters and their steps. */
  run: { id: string; position: number };
  newId(): string;
}

const dayMs = 86_400_000;
const mostNotified = 100;

/** What cannot work, however often it is tried. */
function cannot(message: string): AppError {
  return new AppError("invalid", "automations.step_cannot", message);
}

export function planStep(step: Step, planning: Planning): PlannedStep {
  if (step.kind === "update") return planUpdate(step, planning);
  if (step.kind === "create") return planCreate(step, planning);
  if (step.kind === "assign") return planAssign(planning);
  if (step.kind === "relate") return planRelate(step, planning);
  if (step.kind === "notify") return planNotify(step, planning);
  return planMail(step, planning);
}

function valueFor(value: StepValue, path: string, type: ObjectShape, planning: Planning): unknown {
  const { source, nowMs } = planning;
  const field = type.fields.get(path);
  if ("value" in value) return value.value;
  if ("copy" in value) {
    return value.copy === "id" ? source.record.id : valueAt(source.record, value.copy);
  }
  if ("inDays" in value) {
    const at = new Date(nowMs + value.inDays * dayMs).toISOString();
    return field?.type === "date" ? at.slice(0, 10) : at;
  }
  return textFor(value, field, planning);
}

type TextValue = Extract<StepValue, { text: string } | { templateId: string }>;

/** As long as the field takes; on one line where it is of one. */
function textFor(
  value: TextValue,
  field: FieldDefinition | undefined,
  { source, texts }: Planning,
): string | null {
  const kept =
    "text" in value
      ? value.text
      : texts.get(textKey(value.templateId, value.templateVersion))?.[value.part];
  if (kept === undefined) throw cannot("Its template is not there any more.");
  const { text } = fillIn(source, kept);
  const isLong = field?.type === "longText";
  const most = field?.maxLength ?? (isLong ? 50_000 : 255);
  return cut(isLong ? text : oneLine(text), most) || null;
}

function dataOf(step: Step, type: ObjectShape, planning: Planning): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [path, value] of setOf(step)) {
    const content = valueFor(value, path, type, planning);
    if (path.startsWith("custom.")) custom[path.slice(7)] = content;
    else data[path] = content;
  }
  return Object.keys(custom).length > 0 ? { ...data, custom } : data;
}

function flat(data: Record<string, unknown>): [string, unknown][] {
  return Object.entries(data).flatMap(([key, value]): [string, unknown][] =>
    key === "custom"
      ? Object.entries(value as object).map(([name, one]) => [`custom.${name}`, one])
      : [[key, value]],
  );
}

function differencesOf(
  data: Record<string, unknown>,
  type: ObjectShape,
  planning: Planning,
  isNew: boolean,
): Difference[] {
  const { names } = planning.source.facts;
  const shown = (path: string, value: unknown) =>
    value === null || value === undefined ? null : valueWords(value, type.fields.get(path), names);
  return flat(data).map(([field, value]) => ({
    field,
    label: labelOf(field, { type, names, labels: {} }),
    before: isNew ? null : shown(field, valueAt(planning.source.record, field)),
    after: shown(field, value),
  }));
}

function planUpdate(step: Step, planning: Planning): PlannedStep {
  const { type, record } = planning.source;
  const data = dataOf(step, type, planning);
  const differences = differencesOf(data, type, planning, false);
  const changed = differences.map(({ label }) => label).join(", ");
  return {
    act: actOf.update,
    input: { object: type.key, id: record.id, data },
    text: `Changed ${changed}`,
    differences,
  };
}

function planCreate(step: Extract<Step, { kind: "create" }>, planning: Planning): PlannedStep {
  const type = planning.source.facts.types.get(step.object);
  if (!type) throw cannot("The object that it creates was removed.");
  const data = dataOf(step, type, planning);
  return {
    act: actOf.create,
    input: { object: type.key, data },
    text: `Created a ${type.label.toLowerCase()}`,
    differences: differencesOf(data, type, planning, true),
  };
}

function planAssign(planning: Planning): PlannedStep {
  const { source, candidates, turn } = planning;
  const memberId = candidates[turn % Math.max(1, candidates.length)];
  if (memberId === undefined) throw cannot("Nobody is there to assign it to: the team is empty.");
  const data = { ownerId: memberId };
  const name = source.facts.names.get(memberId) ?? "a member";
  return {
    act: actOf.assign,
    input: { object: source.type.key, id: source.record.id, data },
    text: `Assigned to ${name}`,
    differences: differencesOf(data, source.type, planning, false),
  };
}

function planRelate(
  step: Extract<Step, { kind: "relate" }>,
  { source: { type, record } }: Planning,
): PlannedStep {
  return {
    act: actOf.relate,
    input: {
      fromObject: type.key,
      fromId: record.id,
      toObject: step.object,
      toId: step.recordId,
      label: step.label,
    },
    text: `Linked as "${step.label}"`,
    differences: [],
  };
}

function planNotify(step: Extract<Step, { kind: "notify" }>, planning: Planning): PlannedStep {
  const { source, candidates } = planning;
  const ownerId = step.owner ? valueAt(source.record, "ownerId") : null;
  const isActive = typeof ownerId === "string" && source.facts.members.has(ownerId);
  const memberIds = [...new Set([...candidates, ...(isActive ? [String(ownerId)] : [])])];
  if (memberIds.length === 0) throw cannot("Nobody is there to notify.");
  const title = cut(oneLine(fillIn(source, step.title).text), 200);
  if (title === "") throw cannot("What members would read is empty.");
  return {
    act: actOf.notify,
    input: {
      memberIds: memberIds.slice(0, mostNotified),
      title,
      body: cut(fillIn(source, step.body ?? "").text, 2000),
      recordRef: { object: source.type.key, id: source.record.id },
    },
    text: `Notified ${memberIds.length} ${memberIds.length === 1 ? "member" : "members"}`,
    differences: [],
  };
}

function planMail(step: Extract<Step, { kind: "mail" }>, planning: Planning): PlannedStep {
  const { source, texts, run } = planning;
  const kept = texts.get(textKey(step.templateId, step.templateVersion));
  if (!kept) throw cannot("Its template is not there any more.");
  const addresses =
    "field" in step.to
      ? [textAt(source, step.to.field)]
      : step.to.memberIds.map((id) => source.facts.members.get(id)?.email ?? null);
  const to = [...new Set(addresses.filter((address) => address !== null && address !== ""))];
  if (to.length === 0) throw cannot("There is no e-mail address to send it to.");
  const subject = cut(oneLine(fillIn(source, kept.subject).text), 300) || "(no subject)";
  const body = fillIn(source, kept.body).text;
  const letters = to.map((address) => ({ id: planning.newId(), address, subject, body }));
  return {
    act: actOf.mail,
    input: { runId: run.id, position: run.position, letters },
    text: `Wrote ${to.length} ${to.length === 1 ? "letter" : "letters"}`,
    differences: [
      { field: "to", label: "To", before: null, after: to.join(", ") },
      { field: "subject", label: "Subject", before: null, after: subject },
      { field: "body", label: "Text", before: null, after: body },
    ],
  };
}
