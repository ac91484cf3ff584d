// The one way in which a page is stored: with its version, and with its passages in the index, in one transaction.
import { createHash } from "node:crypto";
import { cutPassages, guessLanguage } from "@rapport/retrieval";
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { IndexedDocument, Passages } from "../passages/index.ts";
import { addVersion, type StoredPage, savePage } from "./pages.store.ts";

export const languageOfText = (title: string, body: string): string =>
  guessLanguage(`${title}\n${body}`);

function documentOf({ id, title, body, language, readers }: StoredPage): IndexedDocument {
  const passages = cutPassages(body);
  const whole = passages.length > 0 ? passages : [{ headings: [], text: title }];
  return { id, title, language, readers, passages: whole };
}

/** What the audit log keeps of a page: everything but its text, of which each version stays here, known by its digest. */
export const pageImage = ({ body, ...facts }: StoredPage) => ({
  ...facts,
  characters: body.length,
  digest: createHash("sha256").update(body).digest("hex"),
});

export interface PageChange {
  before: StoredPage | null;
  after: StoredPage;
}

/** Passages of published pages are in the index, those of others are not. */
export async function indexPages(
  passages: Passages,
  tx: Tx,
  pages: readonly StoredPage[],
): Promise<void> {
  const shown = pages.filter(({ state }) => state === "published");
  const hidden = pages.filter(({ state }) => state !== "published");
  await passages.write(
    tx,
    shown.map(documentOf),
    hidden.map(({ id }) => id),
  );
}

export async function writePages(
  passages: Passages,
  tx: Tx,
  act: Act,
  changes: readonly PageChange[],
): Promise<void> {
  for (const { after } of changes) {
    await savePage(tx, after);
    const { version, title, body } = after;
    const by = act.ctx.principal.label;
    addVersion(tx, after.id, { version, title, body, by, at: act.at });
  }
  await indexPages(
    passages,
    tx,
    changes.map(({ after }) => after),
  );
  await act.changed(
    tx,
    changes.map(({ before, after }) =>
      wholeChange("knowledge-pages", before && pageImage(before), pageImage(after)),
    ),
  );
}

export const removedChange = (page: StoredPage) =>
  wholeChange("knowledge-pages", pageImage(page), null);
