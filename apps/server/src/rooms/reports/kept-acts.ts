// The three acts on something that is kept under a name and shared: make, change, delete. Each hands its images on,
// so that it is in the audit log and can be undone like a change of a record.
import { idSchema, type ViewAudience } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { mayChangeShared } from "../../platform/sharing.rules.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import { changedMeanwhile, type Kept, needsMember, notYours, tooMany } from "./errors.ts";
import { type KeptRows, markFavourite } from "./reports.store.ts";
import type { Shared } from "./saved.ts";

export const mostOfMember = 300;

export interface KeptKind<T extends Shared, Answer, Input, Change> {
  /** Of acts, such as `reports` or `reports.dashboard`. */
  name: string;
  word: Kept;
  /** Under which its changes are announced. */
  object: string;
  rows: KeptRows<T>;
  inputSchema: z.ZodType<Input>;
  changeSchema: z.ZodType<Change>;
  visible(tx: Tx, ctx: Ctx, id: string, lock: "" | "FOR UPDATE"): Promise<T>;
  describe(tx: Tx, ctx: Ctx, stored: T): Promise<Answer>;
  /** Checked parts of its own; undefined ones say nothing. */
  parts(tx: Tx, act: Act, given: Input | Change, before: T | null): Promise<Partial<T>>;
}

type Common = {
  name?: string | undefined;
  sharedWith?: ViewAudience | undefined;
  favourite?: boolean | undefined;
};

const shared = {
  permission: "read on what it is about; one's own reports and dashboards",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
} as const;

/** Undo puts it back as a whole, for those who may change it as it was and as it is. */
export function undoablePart<T extends Shared>(rows: KeptRows<T>): UndoablePart {
  return {
    read: rows.read,
    write: (tx, id, image) =>
      image === null ? rows.remove(tx, id) : rows.save(tx, image as unknown as T),
    mayChange: async (_tx, act, { image, current }) =>
      [image, current].every(
        (state) => state === null || mayChangeShared(act.ctx.principal, state as T),
      ),
  };
}

function mark(tx: Tx, act: Act, id: string, { favourite }: Common): void {
  if (favourite === undefined) return;
  const { memberId } = act.ctx.principal;
  if (memberId === null) throw needsMember();
  markFavourite(tx, memberId, id, favourite);
}

export function keptActs<T extends Shared, Answer, Input extends Common, Change extends Common>(
  kind: KeptKind<T, Answer, Input, Change>,
) {
  const { rows, word, object } = kind;

  const create = defineAct({
    ...shared,
    name: `${kind.name}.create`,
    title: `Save a ${word}`,
    input: kind.inputSchema,
    run: async (tx, act, input: Input): Promise<Answer> => {
      const { memberId } = act.ctx.principal;
      if (memberId === null) throw needsMember();
      if ((await rows.count(tx, memberId)) >= mostOfMember) throw tooMany(word, mostOfMember);
      const fresh = {
        id: newId(),
        name: input.name ?? "",
        sharedWith: input.sharedWith ?? "me",
        ownerId: memberId,
        version: 1,
        createdAt: act.at,
        updatedAt: act.at,
        ...(await kind.parts(tx, act, input, null)),
      } as unknown as T;
      await rows.save(tx, fresh);
      await act.changed(tx, [wholeChange<Shared>(object, null, fresh)]);
      return kind.describe(tx, act.ctx, fresh);
    },
  });

  const changed = async (tx: Tx, act: Act, before: T, change: Change): Promise<T> => {
    const { favourite: _own, ...own } = saidOnly(change);
    if (Object.keys(own).length === 0) return before;
    if (!mayChangeShared(act.ctx.principal, before)) throw notYours(word);
    const parts = await kind.parts(tx, act, change, before);
    const named = saidOnly({ name: change.name, sharedWith: change.sharedWith });
    return { ...before, ...named, ...parts, version: before.version + 1, updatedAt: act.at };
  };

  const update = defineAct({
    ...shared,
    name: `${kind.name}.update`,
    title: `Change a ${word}`,
    input: z.object({
      id: idSchema,
      change: kind.changeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    run: async (tx, act, { id, change, ifMatch }): Promise<Answer> => {
      const before = await kind.visible(tx, act.ctx, id, "FOR UPDATE");
      mark(tx, act, id, change);
      const after = await changed(tx, act, before, change);
      if (after === before) return kind.describe(tx, act.ctx, before);
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile(word, await kind.describe(tx, act.ctx, before));
      }
      await rows.save(tx, after);
      await act.changed(tx, [wholeChange<Shared>(object, before, after)]);
      return kind.describe(tx, act.ctx, after);
    },
  });

  const remove = defineAct({
    ...shared,
    name: `${kind.name}.delete`,
    title: `Delete a ${word}`,
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const before = await kind.visible(tx, act.ctx, id, "FOR UPDATE");
      if (!mayChangeShared(act.ctx.principal, before)) throw notYours(word);
      await rows.remove(tx, id);
      await act.changed(tx, [wholeChange<Shared>(object, before, null)]);
      return null;
    },
  });

  return [create, update, remove];
}
