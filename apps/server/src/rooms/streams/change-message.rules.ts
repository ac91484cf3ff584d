// A change of a record as the message that goes out. Its id is the audit entry's, so that one that comes twice is known.
import type { OutMessage } from "./feed.ts";

export interface LogEntry {
  entryNo: number;
  id: string;
  at: string;
  actId: string;
  act: string;
  actor: { kind: string; id: string; label: string };
  source: string;
  object: string;
  recordId: string;
  op: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const words: Record<string, string> = {
  create: "created",
  update: "updated",
  trash: "trashed",
  restore: "restored",
  purge: "purged",
};

export function changeMessage(workspaceId: string, entry: LogEntry): OutMessage {
  const { id, at, object, recordId, op, before, after, actId, act, actor, source } = entry;
  const word = words[op] ?? op;
  const change = {
    id,
    type: `${object}.${word}`,
    at,
    workspaceId,
    object,
    recordId,
    before,
    after,
    actId,
    act,
    actor,
    source,
  };
  return { id, key: recordId, subject: `${object}.${word}`, body: JSON.stringify(change) };
}

/** What a stream sends: the kinds that it names, or all that are records. */
export function isWanted(
  { object }: Pick<LogEntry, "object">,
  named: readonly string[] | undefined,
  records: ReadonlySet<string>,
): boolean {
  return named ? named.includes(object) : records.has(object);
}
