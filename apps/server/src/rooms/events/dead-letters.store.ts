// SQL of messages that could not be taken.
import type { Tx } from "../../platform/db/index.ts";

export interface NewLetter {
  id: string;
  key: string;
  sourceId: string | null;
  reason: string;
  detail: string;
  name: string | null;
  /** JSON text; null when it is too large to keep. */
  message: string | null;
  sentAt: string | null;
  receivedAt: string;
  at: string;
}

/** A message that comes again is the same letter, open again, with its latest reason. */
export function saveLetters(tx: Tx, letters: readonly NewLetter[]): void {
  if (letters.length === 0) return;
  const column = (of: (letter: NewLetter) => string | null) => letters.map(of);
  tx.send(
    `INSERT INTO events.dead_letters AS d (workspace_id, id, message_key, source_id, reason, detail, name, message,
       sent_at, received_at, last_at, state)
     SELECT $1, n.id, n.key, n.source_id, n.reason, n.detail, n.name, n.message, n.sent_at, n.received_at, n.at, 'open'
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[],
       $10::timestamptz[], $11::timestamptz[])
       AS n (id, key, source_id, reason, detail, name, message, sent_at, received_at, at)
     ON CONFLICT (workspace_id, message_key) DO UPDATE SET reason = EXCLUDED.reason, detail = EXCLUDED.detail,
       last_at = EXCLUDED.last_at, times = d.times + 1, state = 'open', settled_at = NULL`,
    [
      tx.workspaceId,
      column(({ id }) => id),
      column(({ key }) => key),
      column(({ sourceId }) => sourceId),
      column(({ reason }) => reason),
      column(({ detail }) => detail),
      column(({ name }) => name),
      column(({ message }) => message),
      column(({ sentAt }) => sentAt),
      column(({ receivedAt }) => receivedAt),
      column(({ at }) => at),
    ],
  );
}
