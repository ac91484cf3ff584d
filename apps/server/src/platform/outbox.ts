// Events that leave a transaction: written with the change, delivered after the commit, at least once.
// Subscribers are idempotent by event id; one that fails is tried again with growing pauses.

import type { ChangeListener } from "./acts.ts";
import type { Clock } from "./clock.ts";
import { sleep } from "./clock.ts";
import type { Database, Tx } from "./db/index.ts";
import { newId } from "./ids.ts";
import type { Logger } from "./logger.ts";

export interface OutboxEvent {
  id: string;
  workspaceId: string;
  topic: string;
  payload: Record<string, unknown>;
  requestId: string | null;
}

export type Subscriber = (event: OutboxEvent) => Promise<void>;

/** Events of one topic and workspace, in their order; all of them come again when it fails. */
export type GroupSubscriber = (
  workspaceId: string,
  events: readonly OutboxEvent[],
) => Promise<void>;

export interface Outbox {
  publish(tx: Tx, topic: string, payload: Record<string, unknown>, requestId: string): void;
  subscribe(topic: string, subscriber: Subscriber): void;
  /** For what costs a group hardly more than one: after those who take each event by itself. */
  subscribeGroups(topic: string, subscriber: GroupSubscriber): void;
  /** Announces each act's changes as one `records.changed` event. */
  onChange: ChangeListener;
  start(): void;
  stop(): Promise<void>;
}

const batchSize = 200;
const idleMs = 500;

/** By the whole key, so that the index is used however long the queue has grown. */
function remove(tx: Tx, rows: readonly DueRow[]): Promise<unknown> {
  return tx.query(
    `DELETE FROM platform.outbox o USING unnest($1::uuid[], $2::uuid[]) AS d (workspace_id, id)
     WHERE o.workspace_id = d.workspace_id AND o.id = d.id`,
    [rows.map((row) => row.workspace_id), rows.map((row) => row.id)],
  );
}

interface DueRow {
  workspace_id: string;
  id: string;
  topic: string;
  payload: Record<string, unknown>;
  request_id: string | null;
}

const eventOf = (row: DueRow): OutboxEvent => ({
  id: row.id,
  workspaceId: row.workspace_id,
  topic: row.topic,
  payload: row.payload,
  requestId: row.request_id,
});

export function createOutbox(deps: { db: Database; clock: Clock; logger: Logger }): Outbox {
  const subscribers = new Map<string, Subscriber[]>();
  const groupSubscribers = new Map<string, GroupSubscriber[]>();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  // What nobody listens to is not written: it would only be claimed and deleted again.
  const publish: Outbox["publish"] = (tx, topic, payload, requestId) => {
    if (!subscribers.has(topic) && !groupSubscribers.has(topic)) return;
    tx.send(
      "INSERT INTO platform.outbox (workspace_id, id, topic, payload, request_id) VALUES ($1, $2, $3, $4, $5)",
      [tx.workspaceId, newId(), topic, JSON.stringify(payload), requestId],
    );
  };

  async function isTaken(rows: readonly DueRow[], take: () => Promise<void>): Promise<boolean> {
    try {
      await take();
      return true;
    } catch (error) {
      const [first] = rows;
      deps.logger.warn(
        { error, eventId: first?.id, topic: first?.topic, events: rows.length },
        "An event was not delivered; it will be tried again",
      );
      return false;
    }
  }

  const deliver = (row: DueRow): Promise<boolean> =>
    isTaken([row], async () => {
      for (const subscriber of subscribers.get(row.topic) ?? []) await subscriber(eventOf(row));
    });

  /** A group that fails is offered one by one, so that one bad event holds up no other. */
  async function deliverGroup(
    workspaceId: string,
    rows: readonly DueRow[],
    own: readonly GroupSubscriber[],
  ): Promise<readonly DueRow[]> {
    const taken = await isTaken(rows, async () => {
      for (const subscriber of own) await subscriber(workspaceId, rows.map(eventOf));
    });
    if (taken) return rows;
    if (rows.length === 1) return [];
    const alone: DueRow[] = [];
    for (const row of rows) alone.push(...(await deliverGroup(workspaceId, [row], own)));
    return alone;
  }

  async function deliverGroups(all: readonly DueRow[]): Promise<DueRow[]> {
    const done: DueRow[] = [];
    for (const [topic, rows] of Map.groupBy(all, (row) => row.topic)) {
      const own = groupSubscribers.get(topic) ?? [];
      for (const [workspaceId, group] of Map.groupBy(rows, (row) => row.workspace_id))
        done.push(...(await deliverGroup(workspaceId, group, own)));
    }
    return done;
  }

  /** Claims due events by pushing their due time ahead, so that a killed process's claims come back. */
  async function round(): Promise<number> {
    const due = await deps.db.system((tx) =>
      tx.query<DueRow>(
        // Materialised, or the planner may ask for it again and take more than it was told.
        `WITH d AS MATERIALIZED (
           SELECT workspace_id, id FROM platform.outbox WHERE due_at <= now()
           ORDER BY due_at, id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
         UPDATE platform.outbox o SET attempts = attempts + 1,
            due_at = now() + make_interval(secs => least(3600, 30 * 2 ^ least(attempts, 10)))
         FROM d
         WHERE o.workspace_id = d.workspace_id AND o.id = d.id
         RETURNING o.workspace_id, o.id, o.topic, o.payload, o.request_id`,
      ),
    );
    const taken: DueRow[] = [];
    for (const row of due.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (await deliver(row)) taken.push(row);
    }
    const done = await deliverGroups(taken);
    if (done.length > 0) await deps.db.system((tx) => remove(tx, done));
    return due.length;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const count = await round().catch((error: unknown) => {
        deps.logger.warn({ error }, "The outbox could not be read; trying again");
        return 0;
      });
      if (count < batchSize) await sleep(idleMs, stopping.signal);
    }
  }

  return {
    publish,
    subscribe: (topic, subscriber) => {
      subscribers.set(topic, [...(subscribers.get(topic) ?? []), subscriber]);
    },
    subscribeGroups: (topic, subscriber) => {
      groupSubscribers.set(topic, [...(groupSubscribers.get(topic) ?? []), subscriber]);
    },
    onChange: async (tx, act, changes) => {
      const refs = changes.map(({ object, id, op }) => ({ object, id, op }));
      publish(
        tx,
        "records.changed",
        { actId: act.id, act: act.name, changes: refs },
        act.ctx.requestId,
      );
    },
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
