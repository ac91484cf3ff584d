// A rule under edit. Parts that are not finished stay in the draft; the server says what is missing. Pure.
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { Automation, AutomationInput, Step, StepKind, StepValue, Trigger } from "@rapport/sdk";

export type Draft = Required<Omit<AutomationInput, "enabled">>;

export const draftOf = (rule: Automation | AutomationInput): Draft => ({
  name: rule.name,
  object: rule.object,
  trigger: rule.trigger,
  condition: rule.condition ?? null,
  steps: rule.steps,
  alsoImports: rule.alsoImports ?? false,
  maxRunsPerHour: rule.maxRunsPerHour ?? 500,
});

export const emptyDraft = (object: string): Draft =>
  draftOf({ name: "", object, trigger: { kind: "created" }, steps: [] });

const DATE_TYPES = new Set(["date", "datetime"]);

export const dateFields = (object: SchemaObject): SchemaField[] =>
  object.fields.filter(({ type }) => DATE_TYPES.has(type));

/** Kinds of trigger that these records can have. */
export const triggerChoices = (
  object: SchemaObject,
): { value: Trigger["kind"]; label: string }[] => [
  { value: "created", label: "is created" },
  { value: "changed", label: "is changed" },
  ...(dateFields(object).length > 0
    ? [{ value: "due" as const, label: "has a date that is near" }]
    : []),
  { value: "unchanged", label: "was left unchanged" },
];

export const newTrigger = (kind: Trigger["kind"], object: SchemaObject, zone: string): Trigger => {
  if (kind === "changed") return { kind, fields: [] };
  if (kind === "unchanged") return { kind, days: 14 };
  if (kind === "created") return { kind };
  return { kind: "due", field: dateFields(object)[0]?.key ?? "", days: -3, at: "09:00", zone };
};

/** Another object: what named the fields of the old one goes. */
export const withObject = (draft: Draft, object: string): Draft =>
  object === draft.object
    ? draft
    : { ...draft, object, trigger: { kind: "created" }, condition: null, steps: [] };

/** The reference by which a record of one object points at one of another. */
export const linkBetween = (target: SchemaObject, object: string): string | null =>
  target.fields.find(({ type, refObject }) => type === "reference" && refObject === object)?.key ??
  null;

const titleField = (target: SchemaObject): string | null =>
  target.fields.find((field) => field.required && !field.readOnly)?.key ?? null;

/** A step that creates a record begins with its name, a link to the record, and its owner. */
export const newCreate = (target: SchemaObject, source: SchemaObject): Step => {
  const title = titleField(target);
  const link = linkBetween(target, source.key);
  const owns = (object: SchemaObject) => object.fields.some(({ key }) => key === "ownerId");
  const set: Record<string, StepValue> = {
    ...(title ? { [title]: { text: "" } } : {}),
    ...(link ? { [link]: { copy: "id" } } : {}),
    ...(owns(target) && owns(source) ? { ownerId: { copy: "ownerId" } } : {}),
  };
  return { kind: "create", object: target.key, set };
};

export const newStep = (kind: StepKind, source: SchemaObject, schema: SchemaObject[]): Step => {
  if (kind === "create") {
    const target = schema.find(({ key }) => key === "tasks") ?? schema[0] ?? source;
    return newCreate(target, source);
  }
  if (kind === "update") return { kind, set: {} };
  if (kind === "assign") return { kind, memberIds: [] };
  if (kind === "relate") return { kind, object: source.key, recordId: "", label: "Related" };
  if (kind === "notify") return { kind, owner: true, memberIds: [], title: "", body: "" };
  return { kind: "mail", to: { field: "" }, templateId: "", templateVersion: 1 };
};

export const replaceAt = <T>(items: readonly T[], at: number, next: T | null): T[] =>
  items.flatMap((item, index) => {
    if (index !== at) return [item];
    return next === null ? [] : [next];
  });

export const moved = <T>(items: readonly T[], from: number, to: number): T[] => {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
};

export type ValueMode = "value" | "text" | "copy" | "inDays" | "template";

export const modeOf = (value: StepValue): ValueMode => {
  if ("value" in value) return "value";
  if ("text" in value) return "text";
  if ("copy" in value) return "copy";
  return "inDays" in value ? "inDays" : "template";
};

const TEXT_TYPES = new Set(["text", "longText", "url"]);

/** Ways to fill a field of this type, the usual one first. */
export const modesFor = (field: SchemaField): ValueMode[] => {
  if (TEXT_TYPES.has(field.type)) return ["text", "template", "copy"];
  if (DATE_TYPES.has(field.type)) return ["inDays", "value", "copy"];
  return ["value", "copy"];
};

export const newValue = (mode: ValueMode, field: SchemaField): StepValue => {
  if (mode === "text") return { text: "" };
  if (mode === "copy") return { copy: field.key };
  if (mode === "inDays") return { inDays: 1 };
  if (mode === "template") return { templateId: "", templateVersion: 1, part: "body" };
  return { value: null };
};

/** What is missing before the server can be asked, in words; null when nothing is. */
export const missingIn = (draft: Draft): string | null => {
  if (draft.name.trim() === "") return "Give it a name.";
  if (draft.steps.length === 0) return "Add a step: what shall happen?";
  for (const [index, step] of draft.steps.entries()) {
    const text = missingInStep(step);
    if (text) return `Step ${index + 1}: ${text}`;
  }
  return null;
};

type Looks = { [K in Step["kind"]]: (step: Extract<Step, { kind: K }>) => string | null };

const withoutFields = (set: Record<string, StepValue>): string | null => {
  if (Object.keys(set).length === 0) return "choose a field.";
  return Object.values(set).some((value) => "templateId" in value && value.templateId === "")
    ? "choose a template."
    : null;
};

const LOOKS: Looks = {
  update: ({ set }) => withoutFields(set),
  create: ({ set }) => withoutFields(set),
  assign: () => null,
  relate: ({ recordId }) => (recordId === "" ? "choose the record." : null),
  notify: ({ title }) => (title.trim() === "" ? "write what members read." : null),
  mail: ({ templateId, to }) => {
    if (templateId === "") return "choose a template.";
    return "field" in to && to.field === "" ? "choose whom to write to." : null;
  },
};

const missingInStep = (step: Step): string | null =>
  (LOOKS[step.kind] as (one: Step) => string | null)(step);
