// How undoing puts back pages and questions that were dealt with. The audit log keeps no text of a page: it comes from the
// page's versions, so a page that was deleted with these stays deleted.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Passages } from "../passages/index.ts";
import { deletePage, readPage, readVersion, type StoredPage, savePage } from "./pages.store.ts";
import { reopenLike, settledSince, settleLike } from "./questions.store.ts";
import { mayManage } from "./readers.rules.ts";
import { indexPages, pageImage } from "./write-page.ts";

type Image = Record<string, unknown>;

const mayChange = async (_tx: Tx, { ctx }: Act): Promise<boolean> => mayManage(ctx.principal);

async function textOf(tx: Tx, image: Image) {
  const version = await readVersion(tx, String(image.id), Number(image.version));
  return version && version.body.length === image.characters ? version.body : null;
}

export function undoablePage(passages: Passages) {
  return {
    mayChange,
    read: async (tx: Tx, id: string): Promise<object | null> => {
      const page = await readPage(tx, id, "FOR UPDATE");
      return page && pageImage(page);
    },
    fits: async (tx: Tx, image: Image): Promise<boolean> => (await textOf(tx, image)) !== null,
    write: async (tx: Tx, id: string, image: Image | null): Promise<void> => {
      if (image === null) {
        await passages.write(tx, [], [id]);
        return deletePage(tx, id);
      }
      const { characters: _length, ...facts } = image;
      const page = { ...facts, body: (await textOf(tx, image)) ?? "" } as unknown as StoredPage;
      await savePage(tx, page);
      await indexPages(passages, tx, [page]);
    },
  };
}

export const undoableGap = {
  mayChange,
  read: async (tx: Tx, id: string): Promise<object | null> => {
    const settledAt = await settledSince(tx, id);
    return settledAt === undefined ? null : { id, settledAt };
  },
  write: async (tx: Tx, id: string, image: Image | null): Promise<void> => {
    if (typeof image?.settledAt === "string") await settleLike(tx, id, image.settledAt);
    else await reopenLike(tx, id);
  },
};
