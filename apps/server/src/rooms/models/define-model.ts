// What a model is, in code: whom it is about, what it predicts, from what, how it is judged and watched. Pure
// functions over the records' story, each asked as of a moment. Its content (texts of the functions included) has a
// hash, which every release carries: what was trained and what is served are the same definition, or are told apart.
import { createHash } from "node:crypto";
import type { ModelEntity, ModelSetRef, ModelTask } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import type { Story, StoryObject, StoryRecord } from "./story.ts";

export type FeatureValue = number | string | null;

export interface RecordFeature {
  readonly key: string;
  readonly title: string;
  readonly kind: "number" | "category" | "text";
  /** `object.field` of every field that the value tells something of: who may not read one sees no reason of it. */
  readonly reads: readonly string[];
  /** The value as it was known at the moment; null (or NaN) where it was not. */
  at(story: Story, record: StoryRecord, atMs: number): FeatureValue;
  /** What a person could do something about; hints change only these. */
  readonly changeable?: boolean;
  readonly unit?: FeatureUnit;
  /** Where the room that it comes from decides who may read it, in place of `reads`. */
  mayRead?(principal: Principal): boolean;
}

/** Keys of features that are fields of the workspace's own begin so. */
export const ownFieldPrefix = "own_";

export type FeatureUnit = "days" | "share" | "count" | "money";

/** What a model takes of a set of the features room. */
export interface SetPick {
  /** Key of the set. */
  readonly set: string;
  readonly take: readonly { readonly key: string; readonly unit?: FeatureUnit }[];
}

/** What is believed of a feature before any case is seen: see the learner for few examples. */
export interface Belief {
  /** By how much one standard deviation (of a category: `feature=level`) moves the log-odds. */
  readonly mean: number;
  /** How sure that is. */
  readonly deviation: number;
}

export interface Gates {
  /** Least rows with a known outcome, and least of the rarer outcome. */
  readonly minRows: number;
  readonly minPositives: number;
  /** How much worse than the champion the AUC may be before it is refused. */
  readonly worseBy: number;
  /** Calibration error beyond chance that is still served. */
  readonly maxCalibrationError: number;
  /** How far the AUC of a segment may lie below that of all, when sure. */
  readonly maxSegmentGap: number;
}

export const usualGates: Gates = {
  minRows: 40,
  minPositives: 8,
  worseBy: 0.01,
  maxCalibrationError: 0.05,
  maxSegmentGap: 0.15,
};

export interface Rule {
  readonly points: number;
  /** As a reason, such as "Came by referral". */
  readonly words: string;
  /** The feature that it looks at: who may not read that does not see the reason. */
  readonly of: string;
  holds(value: (feature: string) => FeatureValue): boolean;
}

export interface ModelDefinition {
  /** Stable; part of addresses and of stored rows. */
  readonly key: string;
  readonly title: string;
  /** What the score says, in one sentence. */
  readonly about: string;
  readonly entity: ModelEntity;
  readonly task: ModelTask;
  readonly population: {
    readonly words: string;
    has(story: Story, record: StoryRecord, atMs: number): boolean;
    /** Past moments as of which the record is asked about, for training. */
    moments(story: Story, record: StoryRecord): readonly number[];
  };
  readonly label: {
    readonly words: string;
    /** How long after the moment the outcome is known; 0 for what is known when it is written. */
    readonly horizonDays: number;
    /** True or false for a chance, the class for classes; null where it is not known. */
    of(story: Story, record: StoryRecord, atMs: number): boolean | string | null;
    /** Records of another kind that tell it: where there are none of them, there is nothing to learn yet. */
    toldBy?: StoryObject;
    /** When it was known, where that is not the horizon's end. */
    knownMs?(story: Story, record: StoryRecord): number;
  };
  /** Of a chance: what one calls the outcome, such as "a deal opens". */
  readonly outcome: string;
  readonly features: readonly RecordFeature[];
  /** What is joined to these from the features room. */
  readonly sets: readonly SetPick[];
  /** Whether fields that the workspace added to the entity are learned from too, beside those that are read already. */
  readonly ownFields: boolean;
  /** By feature: what counts as long as there are few examples. */
  readonly beliefs: Readonly<Record<string, Belief>>;
  /** Columns by which quality is compared between groups. */
  readonly segments: readonly string[];
  readonly learner: "auto" | "text";
  /** The lowest rung: what one would say without a model. Points add to `start`, 0 to 100. */
  readonly rules: { readonly start: number; readonly list: readonly Rule[] };
  readonly gates: Gates;
  readonly monitors: {
    readonly drift: boolean;
    readonly skew: boolean;
    readonly calibration: boolean;
  };
  /** The column of lists, where there is one. */
  readonly column: {
    readonly key: string;
    readonly label: string;
    readonly type: "integer" | "text";
  } | null;
  /** Whether a high score is good news (a lead) or bad (a churn risk). */
  readonly highIs: "good" | "bad" | "neutral";
}

/** A definition with the features of its sets, in certain versions. */
export interface FullDefinition extends ModelDefinition {
  readonly ownFeatures: number;
  readonly refs: readonly ModelSetRef[];
  readonly featureHash: string;
}

type Optional =
  | "sets"
  | "ownFields"
  | "beliefs"
  | "segments"
  | "learner"
  | "gates"
  | "monitors"
  | "rules"
  | "highIs"
  | "column";

export type ModelInput = Omit<ModelDefinition, Optional | "gates"> &
  Partial<Omit<Pick<ModelDefinition, Optional>, "gates">> & { readonly gates?: Partial<Gates> };

/** What a definition names must be among its features. */
function strangers(input: ModelInput, keys: ReadonlySet<string>): string[] {
  const { segments = [], beliefs = {}, rules = { list: [] } } = input;
  const believed = Object.keys(beliefs).map((name) => name.split("=")[0] ?? "");
  const named = [...segments, ...believed, ...rules.list.map(({ of }) => of)];
  return named.filter((name) => !keys.has(name));
}

/** Checks a definition and fills in what it leaves out. */
export function defineModel(input: ModelInput): ModelDefinition {
  const taken = (input.sets ?? []).flatMap(({ take }) => take.map(({ key }) => key));
  const all = [...input.features.map(({ key }) => key), ...taken];
  const keys = new Set(all);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(input.key)) throw new Error(`"${input.key}" is no model key.`);
  if (keys.size < all.length) throw new Error(`${input.key}: a feature stands twice.`);
  const [stranger] = strangers(input, keys);
  if (stranger !== undefined) throw new Error(`${input.key}: there is no feature ${stranger}.`);
  return {
    sets: [],
    ownFields: false,
    beliefs: {},
    segments: [],
    learner: "auto",
    rules: { start: 50, list: [] },
    monitors: { drift: true, skew: true, calibration: true },
    highIs: "neutral",
    column: null,
    ...input,
    gates: { ...usualGates, ...input.gates },
  };
}

/** Functions count with their text, so that a changed formula is another version. */
function contentOf(_key: string, value: unknown): unknown {
  return typeof value === "function" ? String(value) : value;
}

export const hashOf = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content, contentOf)).digest("hex");

/** The version of what a model computes itself; sets have their own. */
export const featureHashOf = ({ features }: Pick<ModelDefinition, "features">): string =>
  hashOf({ features });

/** The version of the whole definition. */
export const definitionHashOf = (definition: ModelDefinition): string => hashOf(definition);
