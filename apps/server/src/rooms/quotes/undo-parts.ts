// How undo takes back what this room keeps. A number that was given stays given.
import type { UndoablePart } from "../records/index.ts";
import { dealsInReach, mayChangeWith } from "./describe-quote.ts";
import { checkNoGap, type QuoteDeps } from "./quote-acts.ts";
import { deleteQuote, holdVersions, readQuote, saveQuote } from "./quotes.store.ts";
import { readSettings, saveSettings } from "./settings.store.ts";
import type { StoredQuote, StoredSettings } from "./stored-quote.ts";

export function quotePart(deps: QuoteDeps): UndoablePart {
  return {
    read: readQuote,
    write: async (tx, id, image) => {
      if (image !== null) return saveQuote(tx, image as unknown as StoredQuote);
      const quote = await readQuote(tx, id);
      if (quote) await checkNoGap(tx, quote);
      await deleteQuote(tx, id);
    },
    /** The number of a version that was deleted may have gone to a newer one. */
    fits: async (tx, { id, rootId, versionNo }) => {
      const versions = await holdVersions(tx, String(rootId));
      return versions.every((one) => one.id === id || one.versionNo !== versionNo);
    },
    mayChange: async (tx, { ctx }, { image }) => {
      const dealId = String(image.dealId);
      return mayChangeWith(ctx, (await dealsInReach(deps, tx, ctx, [dealId])).get(dealId));
    },
    ends: ({ dealId }) => [["deals", String(dealId)]],
  };
}

/** One a workspace, under its id; it never goes. */
export const settingsPart: UndoablePart = {
  read: async (tx, id) => ({ id, ...(await readSettings(tx)) }),
  write: async (tx, _id, image, at) => {
    if (image === null) return;
    const { id: _own, ...settings } = image;
    await saveSettings(tx, settings as unknown as StoredSettings, at);
  },
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.has("workspace.manage"),
};
