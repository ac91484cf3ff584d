// What is written of a page before it is saved, and how a browser keeps it: all of it, so that what was meant as a draft
// for members does not come back as published for customers. What is sent of a page that is there is only what was
// changed, so that who may read it stays as a colleague made it meanwhile. Pure.
import type { KnowledgePage, KnowledgePageChange, KnowledgePageInput } from "@rapport/sdk";
import { changedIn, type Drafted, type DraftKind } from "../../ui/draft.rules.ts";

export type Draft = Required<Pick<KnowledgePageInput, "title" | "body" | "state" | "readers">> &
  Pick<KnowledgePage, "reviewOn"> & { ownerId: string | null };

export const states = [
  { value: "draft", label: "Draft: search does not know it" },
  { value: "published", label: "Published" },
  { value: "archived", label: "Archived: kept, but not found" },
] as const satisfies readonly { value: Draft["state"]; label: string }[];

export const newDraft = (title: string): Draft => ({
  ...{ title, body: "", state: "published", readers: ["public"] },
  ...{ reviewOn: null, ownerId: null },
});

export const draftOf = ({
  owner,
  ...page
}: Pick<KnowledgePage, (keyof Draft & keyof KnowledgePage) | "owner">): Draft => {
  const { title, body, state, readers, reviewOn } = page;
  return { title, body, state, readers, reviewOn, ownerId: owner?.id ?? null };
};

/** Of a page that is there. Going on with one's own takes what one did not touch from theirs. */
export const pageKind: DraftKind<KnowledgePage, Draft> = {
  draftOf,
  isNewer: (saved, base) => saved.version > base.version,
  merged: (draft, base, theirs) => ({ ...theirs, ...changedIn(draft, base) }),
};

export interface PageSave {
  change: KnowledgePageChange;
  /** The one that the draft began from. */
  version: number;
}

export const saveOf = ({ base, draft }: Drafted<KnowledgePage, Draft>): PageSave => ({
  change: changedIn(draft, draftOf(base)),
  version: base.version,
});

const isText = (one: unknown): one is string => typeof one === "string";
const isTextOrNone = (one: unknown): one is string | null => one === null || isText(one);

const isDraft = (one: unknown): one is Draft => {
  const { title, body, state, readers, reviewOn, ownerId } = (one ?? {}) as Partial<Draft>;
  const isShared = Array.isArray(readers) && readers.length > 0 && readers.every(isText);
  const isState = states.some(({ value }) => value === state);
  const isWritten = isText(title) && isText(body);
  return isWritten && isState && isShared && isTextOrNone(reviewOn) && isTextOrNone(ownerId);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Null where it is not a whole draft. */
export const draftFrom = (kept: string): Draft | null => {
  const found = parsed(kept);
  return isDraft(found) ? found : null;
};

/** Empty for one in which nothing was written. */
export const textOf = (draft: Draft, title: string): string => {
  const text = JSON.stringify(draft);
  return text === JSON.stringify(newDraft(title)) ? "" : text;
};
