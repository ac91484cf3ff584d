// What the room asks of others. Records, consent and scores come as functions that the composition root hands in.
import type { ActionEntity, RecordScore } from "@rapport/contracts";
import type { Act, Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { NewsSource, RecordsPort, Undoable, WithoutConsent } from "../models/index.ts";
import type { ActionDefinition } from "./define-action.ts";
import type { Estimate } from "./estimate-in-thread.ts";

/** A record that an action is about, as the caller may see it. */
export interface Subject {
  title: string;
  ownerId: string | null;
  createdAt: string;
}

export interface NewTask {
  title: string;
  priority: "normal" | "high";
  dueAt: string;
  ownerId: string | null;
  about: { object: ActionEntity; id: string };
}

export interface ActionsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  outbox: Outbox;
  records: RecordsPort;
  /** Those of the records that the caller sees, by id. */
  subjects(
    tx: Reader,
    ctx: Ctx,
    object: ActionEntity,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Subject>>;
  /** Within the rights of whoever acts; throws where they do not reach. */
  makeTask(tx: Tx, act: Act, task: NewTask): Promise<string>;
  /** Of these people, those who objected to being called. */
  objecting(tx: Reader, personIds: readonly string[]): Promise<ReadonlySet<string>>;
  withoutConsent: WithoutConsent;
  scoresOf(ctx: Ctx, asked: { object: ActionEntity; id: string }): Promise<RecordScore[]>;
  estimate: Estimate;
  news: NewsSource;
  workspaceIds(): Promise<string[]>;
  addUndoable(object: string, part: Undoable): void;
  definitions: readonly ActionDefinition[];
  /** Whether actions are measured without being asked to. */
  isAutomatic: boolean;
}
