// Macros and saved views: made, changed and deleted, each undone as a whole.
import {
  type InboxView,
  idSchema,
  inboxViewInputSchema,
  type Macro,
  macroInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { forbidden } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import { missingMacro, missingView, needsMember, notYourView, tooMany } from "./errors.ts";
import {
  listMacros,
  listViews,
  readMacro,
  readView,
  type StoredMacro,
  type StoredView,
  saveMacro,
  saveView,
} from "./kept.store.ts";

const maxMacros = 500;
const maxViews = 100;
export const macros = "macros";
export const views = "inbox-views";

const shared = {
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
} as const;

/** Who may write to customers may keep texts for it. */
function checkWriter({ principal }: Ctx): void {
  if (principal.rights.object("conversations").update !== "none") return;
  throw forbidden("Your role may not work on conversations. An administrator can allow it.");
}

/** Views are of conversations: who may read none has no use for one, and gives everybody none. */
function checkReader({ principal }: Ctx): void {
  if (mayRead(principal)) return;
  throw forbidden("Your role may not work on conversations. An administrator can allow it.");
}

const mayRead = ({ rights }: Ctx["principal"]) => rights.object("conversations").read !== "none";

export const viewFor = ({ principal }: Ctx, { ownerId, ...view }: StoredView): InboxView => ({
  ...view,
  mine: ownerId === principal.memberId,
});

const macroActs = [
  defineAct({
    ...shared,
    name: "inbox.save_macro",
    title: "Save a macro",
    permission: "update on conversations",
    input: z.object({ id: idSchema.nullable(), macro: macroInputSchema }),
    check: checkWriter,
    run: async (tx, act, { id, macro }): Promise<Macro> => {
      const before = id === null ? null : await readMacro(tx, id);
      if (id !== null && !before) throw missingMacro();
      if (id === null && (await listMacros(tx)).length >= maxMacros)
        throw tooMany("macros", maxMacros);
      const after: StoredMacro = { ...macro, id: id ?? newId() };
      await saveMacro(tx, after.id, after);
      await act.changed(tx, [wholeChange(macros, before, after)]);
      return after;
    },
  }),
  defineAct({
    ...shared,
    name: "inbox.delete_macro",
    title: "Delete a macro",
    permission: "update on conversations",
    input: z.object({ id: idSchema }),
    check: checkWriter,
    run: async (tx, act, { id }): Promise<null> => {
      const before = await readMacro(tx, id);
      if (!before) throw missingMacro();
      await saveMacro(tx, id, null);
      await act.changed(tx, [wholeChange(macros, before, null)]);
      return null;
    },
  }),
];

const viewActs = [
  defineAct({
    ...shared,
    name: "inbox.save_view",
    title: "Save a view of the inbox",
    permission: "a member's own session or key, read on conversations",
    input: z.object({ id: idSchema.nullable(), view: inboxViewInputSchema }),
    check: checkReader,
    run: async (tx, act, { id, view }): Promise<InboxView> => {
      const { memberId } = act.ctx.principal;
      if (memberId === null) throw needsMember();
      const before = id === null ? null : await readView(tx, id);
      if (id !== null && !before) throw missingView();
      if (before && before.ownerId !== memberId)
        throw before.shared ? notYourView() : missingView();
      if (id === null && (await listViews(tx, memberId)).length >= maxViews)
        throw tooMany("views", maxViews);
      const after: StoredView = { ...view, id: id ?? newId(), ownerId: memberId };
      await saveView(tx, after.id, after);
      await act.changed(tx, [wholeChange(views, before, after)]);
      return viewFor(act.ctx, after);
    },
  }),
  defineAct({
    ...shared,
    name: "inbox.delete_view",
    title: "Delete a view of the inbox",
    permission: "one's own views",
    input: z.object({ id: idSchema }),
    check: () => undefined,
    run: async (tx, act, { id }): Promise<null> => {
      const before = await readView(tx, id);
      const isOwn = before?.ownerId === act.ctx.principal.memberId;
      if (!before || (!isOwn && !before.shared)) throw missingView();
      if (!isOwn) throw notYourView();
      await saveView(tx, id, null);
      await act.changed(tx, [wholeChange(views, before, null)]);
      return null;
    },
  }),
];

export const keptActs = [...macroActs, ...viewActs];

export const macroPart: UndoablePart = {
  read: readMacro,
  write: (tx, id, image) => saveMacro(tx, id, image as StoredMacro | null),
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.object("conversations").update !== "none",
};

export const viewPart: UndoablePart = {
  read: readView,
  write: (tx, id, image) => saveView(tx, id, image as StoredView | null),
  mayChange: async (_tx, { ctx }, { image }) =>
    mayRead(ctx.principal) && (image as unknown as StoredView).ownerId === ctx.principal.memberId,
};
