// Acts on pages. Each version stays, so that an earlier text is never further than one save away.
import {
  idSchema,
  type KnowledgePage,
  type KnowledgePageInput,
  knowledgePageChangeSchema,
  knowledgePageInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, type Acts, defineAct } from "../../platform/acts.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import { groupIds, knownMembers } from "../access/index.ts";
import type { Passages } from "../passages/index.ts";
import { describePage } from "./describe-page.ts";
import {
  changedMeanwhile,
  missingGap,
  missingPage,
  unknownOwner,
  unknownReaders,
} from "./errors.ts";
import { type CameAs, deletePage, readPage, type StoredPage, sourceByName } from "./pages.store.ts";
import { settleLike } from "./questions.store.ts";
import { requireEditor } from "./require-editor.ts";
import { languageOfText, removedChange, writePages } from "./write-page.ts";

export interface PageDeps {
  db: Database;
  acts: Acts;
  passages: Passages;
}

const shared = {
  permission: "knowledge.manage",
  effect: "internal",
  risk: "low",
  check: requireEditor,
} as const;

async function requireOwner(tx: Tx, ownerId: string | null | undefined): Promise<void> {
  if (ownerId == null) return;
  if (!(await knownMembers(tx, [ownerId])).has(ownerId)) throw unknownOwner();
}

/** Who may read it already may since have gone. */
export async function requireReaders(
  tx: Tx,
  readers: readonly string[] | undefined,
  before: readonly string[] = [],
): Promise<void> {
  const named = (readers ?? []).filter(
    (reader) => !before.includes(reader) && reader.includes(":"),
  );
  if (named.length === 0) return;
  const { teams, roles } = await groupIds(tx);
  const isThere = (reader: string) => {
    const [kind, id = ""] = reader.split(":");
    return (kind === "team" ? teams : roles).has(id);
  };
  if (!named.every(isThere)) throw unknownReaders();
}

interface Gap {
  id: string;
  settledAt: string | null;
}

/** Where a page comes from that is not written here, and which id it gets. */
export interface PageOrigin {
  id: string;
  cameAs: CameAs;
  source: string;
}

/** Makes a page within an act that is open. */
export async function createPage(
  passages: Passages,
  tx: Tx,
  act: Act,
  input: KnowledgePageInput,
  origin?: PageOrigin,
): Promise<KnowledgePage> {
  await requireOwner(tx, input.ownerId);
  await requireReaders(tx, input.readers);
  const id = origin?.id ?? newId();
  const page: StoredPage = {
    id,
    sourceId: origin ? await sourceByName(tx, newId(), origin.source, act.at) : null,
    path: id,
    title: input.title,
    body: input.body,
    cameAs: origin?.cameAs ?? "page",
    url: input.url ?? null,
    language: input.language ?? languageOfText(input.title, input.body),
    state: input.state ?? "draft",
    readers: input.readers ?? ["members"],
    ownerId: input.ownerId ?? act.ctx.principal.memberId,
    reviewOn: input.reviewOn ?? null,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
  await writePages(passages, tx, act, [{ before: null, after: page }]);
  return describePage(tx, page, act.at);
}

/** Told from the text anew, unless somebody had said another one than the text tells. */
function languageAfter(
  before: StoredPage,
  change: { title?: string | undefined; body?: string | undefined },
): string {
  if (before.language !== languageOfText(before.title, before.body)) return before.language;
  return languageOfText(change.title ?? before.title, change.body ?? before.body);
}

export function pageActs({ passages }: PageDeps) {
  const create = defineAct({
    ...shared,
    name: "knowledge.page.create",
    title: "Write a page",
    input: knowledgePageInputSchema,
    compensation: { by: "undo" },
    run: (tx, act, input): Promise<KnowledgePage> => createPage(passages, tx, act, input),
  });

  const update = defineAct({
    ...shared,
    name: "knowledge.page.update",
    title: "Change a page",
    input: knowledgePageChangeSchema.extend({ id: idSchema, ifMatch: z.string().optional() }),
    compensation: { by: "undo" },
    run: async (tx, act, { id, ifMatch, ...change }): Promise<KnowledgePage> => {
      const before = await readPage(tx, id, "FOR UPDATE");
      if (!before) throw missingPage();
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile(await describePage(tx, before, act.at));
      }
      await requireOwner(tx, change.ownerId);
      await requireReaders(tx, change.readers, before.readers);
      const after: StoredPage = {
        ...before,
        language: languageAfter(before, change),
        ...saidOnly(change),
        version: before.version + 1,
        updatedAt: act.at,
      };
      await writePages(passages, tx, act, [{ before, after }]);
      return describePage(tx, after, act.at);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "knowledge.page.delete",
    title: "Delete a page with all its versions",
    input: z.object({ id: idSchema }),
    compensation: { by: "none", because: "its texts are gone; archive a page to keep them" },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await readPage(tx, id, "FOR UPDATE");
      if (!before) throw missingPage();
      await passages.write(tx, [], [id]);
      await deletePage(tx, id);
      await act.changed(tx, [removedChange(before)]);
      return null;
    },
  });

  const settle = defineAct({
    ...shared,
    name: "knowledge.gap.settle",
    title: "Say that a question without an answer is dealt with",
    input: z.object({ id: idSchema }),
    compensation: { by: "undo" },
    run: async (tx, act, { id }): Promise<null> => {
      if ((await settleLike(tx, id, act.at)) === 0) throw missingGap();
      const open: Gap = { id, settledAt: null };
      await act.changed(tx, [wholeChange("knowledge-gaps", open, { id, settledAt: act.at })]);
      return null;
    },
  });
  return [create, update, remove, settle];
}
