// Keeps one document a live record, in the transaction that changes the record. Set-based: an act of
// five thousand records is one statement, and a second one when it brings words never seen before.
import type { ChangeListener, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { documentOf, type SearchDocument, touchesDocument } from "./document.rules.ts";
import { sendDocuments, sendRemovals } from "./documents.store.ts";
import type { KnownWords } from "./known-words.ts";
import { queueWords } from "./lexicon.store.ts";
import { queueRecords } from "./record-queue.store.ts";
import { valueIndexer } from "./value-index.rules.ts";

export function indexChanges(
  known: KnownWords,
  options: { onWrite: () => void; mayQueue: boolean },
): ChangeListener {
  return async (tx, act, changes) => {
    const { live, gone, purged } = sort(changes);
    if (live.size > 0) {
      if (act.isBulk && options.mayQueue) queueLive(tx, live.values());
      else indexRecords(tx, live.values(), known);
    }
    if (gone.size > 0) sendRemovals(tx, [...gone]);
    if (purged.length > 0) queueForgetting(tx, purged);
    if (live.size + gone.size > 0) options.onWrite();
  };
}

interface SortedChanges {
  live: Map<string, RecordChange>;
  gone: Set<string>;
  purged: RecordChange[];
}

/** The last change of a record decides; a change that the index does not show is left out. */
function sort(changes: readonly RecordChange[]): SortedChanges {
  const sorted: SortedChanges = { live: new Map(), gone: new Set(), purged: [] };
  for (const change of changes) {
    const isLive = change.record !== null && !change.record.deletedAt;
    if (isLive && change.op === "update" && !touches(change)) continue;
    // Not a record: roles, pipelines and the like have none.
    if (change.record === null && change.op !== "trash" && change.op !== "purge") continue;
    sorted.live.delete(change.id);
    sorted.gone.delete(change.id);
    if (isLive) sorted.live.set(change.id, change);
    else sorted.gone.add(change.id);
    if (change.op === "purge") sorted.purged.push(change);
  }
  return sorted;
}

function touches({ object, before, after }: RecordChange): boolean {
  if (before === null && after === null) return true;
  return touchesDocument(object, [...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
}

function queueLive(tx: Tx, changes: Iterable<RecordChange>): void {
  const idsOf = new Map<string, string[]>();
  for (const { object, id } of changes) {
    const ids = idsOf.get(object);
    if (ids) ids.push(id);
    else idsOf.set(object, [id]);
  }
  for (const [object, ids] of idsOf) queueRecords(tx, object, ids);
}

export type LiveRecord = Pick<RecordChange, "object" | "record">;

export function indexRecords(tx: Tx, records: Iterable<LiveRecord>, known: KnownWords): void {
  const indexer = valueIndexer(tx.workspaceId);
  const documents: SearchDocument[] = [];
  const unknown = new Map<number, string>();
  for (const { object, record } of records) {
    const document = documentOf(indexer, object, record ?? {});
    documents.push(document);
    for (const { token, word } of document.words.flat()) {
      if (!known.has(token)) unknown.set(token, word);
    }
  }
  sendDocuments(tx, documents);
  if (unknown.size > 0) queueWords(tx, "add", unknown);
}

/** What is purged must leave no word behind that nothing else holds. */
function queueForgetting(tx: Tx, purged: readonly RecordChange[]): void {
  const indexer = valueIndexer(tx.workspaceId);
  const words = new Map<number, string>();
  for (const { object, id, before } of purged) {
    const document = documentOf(indexer, object, { id, ...before });
    for (const { token, word } of document.words.flat()) words.set(token, word);
  }
  if (words.size > 0) queueWords(tx, "check", words);
}
