// What differs between the images of an audit entry, field by field. Custom values are named as filters name them.

export interface FieldDifference {
  field: string;
  before: unknown;
  after: unknown;
}

type Image = Record<string, unknown> | null;

const HIDDEN = new Set([
  "id",
  "object",
  "version",
  "updatedAt",
  "createdAt",
  "createdBy",
  "deletedAt",
]);

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `{custom: {tier: 1}}` as `{"custom.tier": 1}`. */
const flat = (image: Image): Map<string, unknown> => {
  const { custom, ...rest } = image ?? {};
  const own = Object.entries(rest).filter(([key]) => !HIDDEN.has(key));
  const customs = isPlainObject(custom) ? Object.entries(custom) : [];
  return new Map([...own, ...customs.map(([key, value]) => [`custom.${key}`, value] as const)]);
};

const isSame = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

/** The fields whose values differ, in the order of the images. */
export const differences = (before: Image, after: Image): FieldDifference[] => {
  const was = flat(before);
  const is = flat(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
    .filter((change) => !isSame(change.before, change.after));
};
