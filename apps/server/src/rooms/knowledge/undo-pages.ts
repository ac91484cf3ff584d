// How undoing puts back pages and questions that were dealt with. The audit log keeps no text of a page: it comes from the
// page's versions, so a page that was deleted with these stays deleted.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Passages } from "../passages/index.ts";
import {
  addVersion,
  deletePage,
  readPage,
  type StoredPage,
  savePage,
  versionWithText,
} from "./pages.store.ts";
import { reopenLike, settledSince, settleLike } from "./questions.store.ts";
import { mayManage } from "./readers.rules.ts";
import { indexPages, pageImage } from "./write-page.ts";

type Image = Record<string, unknown>;

const mayChange = async (_tx: Tx, { ctx }: Act): Promise<boolean> => mayManage(ctx.principal);

const versionOf = (tx: Tx, { id, digest }: Image) =>
  versionWithText(tx, String(id), String(digest));

export function undoablePage(passages: Passages) {
  return {
    mayChange,
    read: async (tx: Tx, id: string): Promise<object | null> => {
      const page = await readPage(tx, id, "FOR UPDATE");
      return page && pageImage(page);
    },
    fits: async (tx: Tx, image: Image): Promise<boolean> => (await versionOf(tx, image)) !== null,
    write: async (tx: Tx, id: string, image: Image | null, at: string): Promise<void> => {
      if (image === null) {
        await passages.write(tx, [], [id]);
        return deletePage(tx, id);
      }
      const found = await versionOf(tx, image);
      if (!found) throw new Error(`Page ${id} has no version with the text to put back.`);
      const { characters: _length, digest: _digest, ...facts } = image;
      const page = { ...facts, body: found.body } as unknown as StoredPage;
      await savePage(tx, page);
      addVersion(tx, id, { ...found, title: page.title, version: page.version, at });
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
