// What is typed over something saved that others may save too: nothing typed is lost, and nothing newer written over.

export interface Drafted<S, D> {
  /** What the draft started from; what is dirty, and the version that is sent, are measured against it. */
  base: S;
  draft: D;
}

export interface DraftKind<S, D> {
  draftOf: (saved: S) => D;
  isNewer: (saved: S, base: S) => boolean;
  /** What goes on as mine over theirs; all of the draft unless told. */
  merged?: (draft: D, base: D, theirs: D) => D;
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export const draftFrom = <S, D>(saved: S, { draftOf }: DraftKind<S, D>): Drafted<S, D> => ({
  base: saved,
  draft: draftOf(saved),
});

export const isDirty = <S, D>({ base, draft }: Drafted<S, D>, { draftOf }: DraftKind<S, D>) =>
  !isSame(draft, draftOf(base));

/** After something newer came: taken over while nothing is typed; otherwise the draft stays as it is. */
export const followed = <S, D>(now: Drafted<S, D>, saved: S, kind: DraftKind<S, D>) =>
  kind.isNewer(saved, now.base) && !isDirty(now, kind) ? draftFrom(saved, kind) : now;

/** Somebody else saved it, and the member goes on with their own. */
export const goneOn = <S, D>(
  { base, draft }: Drafted<S, D>,
  saved: S,
  { draftOf, merged }: DraftKind<S, D>,
): Drafted<S, D> => ({
  base: saved,
  draft: merged ? merged(draft, draftOf(base), draftOf(saved)) : draft,
});

/** After `sent` was saved: it is where the draft starts from, and what was typed since stays. */
export const savedAs = <S, D>(
  now: Drafted<S, D>,
  { sent, saved }: { sent: D; saved: S },
  kind: DraftKind<S, D>,
): Drafted<S, D> =>
  isSame(now.draft, sent) ? draftFrom(saved, kind) : { base: saved, draft: now.draft };

/** The members that differ from what the draft started from. */
export const changedIn = <D extends object>(draft: D, before: D): Partial<D> =>
  Object.fromEntries(
    Object.entries(draft).filter(([key, value]) => !isSame(value, before[key as keyof D])),
  ) as Partial<D>;
