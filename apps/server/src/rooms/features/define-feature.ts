// Definitions of features and of sets of them. A set's version is the hash of all that its values depend on: titles
// may change, anything else makes another version. The hash also carries how values are computed.
import { createHash } from "node:crypto";
import {
  type FeatureDefinition,
  type FeatureEntity,
  featureDefinitionSchema,
} from "@rapport/contracts";
import { type Fault, faultOf, kindOf } from "./definition.rules.ts";
import { badDefinition } from "./errors.ts";

/** Changes when values of the same definition would come out otherwise. */
const compilerVersion = 1;

export interface FeatureSet {
  readonly key: string;
  readonly title: string;
  readonly entity: FeatureEntity;
  readonly features: readonly FeatureDefinition[];
  /** The version: hash of the content. */
  readonly hash: string;
  readonly names: readonly string[];
  readonly kinds: readonly ("number" | "text")[];
}

/**
 * Checks a definition and answers it.
 * @throws AppError `features.bad_definition`, or `features.knows_the_future` for one whose values would hold what was
 * not known at the time that they are of.
 */
export function defineFeature(definition: FeatureDefinition): FeatureDefinition {
  const parsed = featureDefinitionSchema.safeParse(definition);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badDefinition(definition.key, {
      code: "bad_definition",
      message: `${issue?.path.join(".")}: ${issue?.message}`,
    });
  }
  const fault: Fault | null = faultOf(parsed.data);
  if (fault) throw badDefinition(definition.key, fault);
  return parsed.data;
}

export interface FeatureSetInput {
  key: string;
  title?: string;
  entity: FeatureEntity;
  features: readonly FeatureDefinition[];
}

/** The set as far as some of its features: the same version, since their values are the same. */
export function narrowed(set: FeatureSet, names: readonly string[]): FeatureSet {
  const places = names.map((name) => set.names.indexOf(name));
  const missing = places.indexOf(-1);
  if (missing >= 0)
    throw badDefinition(set.key, {
      code: "bad_definition",
      message: `There is no feature ${names[missing]} in this version.`,
    });
  const pick = <T>(all: readonly T[]) => places.map((place) => all[place] as T);
  return { ...set, features: pick(set.features), names: [...names], kinds: pick(set.kinds) };
}

const maxFeatures = 200;

export function defineFeatureSet({ key, title, entity, features }: FeatureSetInput): FeatureSet {
  const checked = features.map(defineFeature);
  const names = checked.map((feature) => feature.key);
  const stranger = checked.find((feature) => feature.entity !== entity);
  const fault = (message: string) => badDefinition(key, { code: "bad_definition", message });
  if (stranger)
    throw fault(`${stranger.key} is a feature of ${stranger.entity}, not of ${entity}.`);
  if (new Set(names).size < names.length) throw fault("Two features have the same key.");
  if (names.length === 0 || names.length > maxFeatures)
    throw fault(`A set has 1 to ${maxFeatures} features.`);
  return {
    key,
    title: title ?? key,
    entity,
    features: checked,
    hash: hashOf({ compilerVersion, entity, features: checked.map(contentOf) }),
    names,
    kinds: checked.map(kindOf),
  };
}

type Content = Omit<FeatureDefinition, "title" | "quality">;

function contentOf({ title: _title, quality: _quality, ...content }: FeatureDefinition): Content {
  return content;
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 32);
}

/** JSON with keys in order and nothing that is undefined (RFC 8785 for what definitions hold). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  const parts = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, held]) => `${JSON.stringify(name)}:${canonicalJson(held)}`);
  return `{${parts.join(",")}}`;
}
