// Sending dead letters in again, and discarding them. What is sent again goes the way of every message, with the
// time at which it first came; it is known from now on, since until now nobody knew it.
import {
  type LettersChoice,
  lettersChoiceSchema,
  maxLettersAtOnce,
  type ReplayedLetters,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { Incoming, Outcome } from "./batch.ts";
import { requireManager } from "./errors.ts";
import { openLetters, type StoredLetter, settleLetters } from "./letters.store.ts";

/** Without what the client wrote. */
export const letterImage = ({ id, reason, state }: StoredLetter) => ({ id, reason, state });

export function letterActs() {
  const discard = defineAct({
    name: "events.letters.discard",
    title: "Discard dead letters",
    permission: "events.manage",
    effect: "internal",
    risk: "medium",
    compensation: { by: "undo" },
    input: z.object({ choice: lettersChoiceSchema }),
    check: requireManager,
    run: async (tx, act, { choice }): Promise<{ discarded: number }> => {
      const letters = await openLetters(tx, choice, maxLettersAtOnce);
      settleLetters(
        tx,
        letters.map(({ id }) => id),
        "discarded",
        act.at,
      );
      const changes = letters.map((letter) =>
        wholeChange(
          "event-letters",
          letterImage(letter),
          letterImage({ ...letter, state: "discarded" }),
        ),
      );
      await act.changed(tx, changes);
      return { discarded: letters.length };
    },
  });
  return [discard];
}

export interface ReplayDeps {
  db: Database;
  clock: Clock;
  ingest(ctx: Ctx, batch: readonly Incoming[]): Promise<Outcome[]>;
}

const incomingOf = ({ message, sourceId, receivedAt, sentAt }: StoredLetter): Incoming => ({
  message,
  sourceId,
  receivedMs: Date.parse(receivedAt),
  ...(sentAt === null ? {} : { sentAt }),
  isRepeatable: true,
});

/** At most 1,000 at once. Twice at the same time takes nothing in twice: a message's id is taken once. */
export async function replayLetters(
  { db, clock, ingest }: ReplayDeps,
  ctx: Ctx,
  choice: LettersChoice,
): Promise<ReplayedLetters> {
  requireManager(ctx);
  const letters = await db.tenant(ctx, (tx) => openLetters(tx, choice, maxLettersAtOnce));
  const whole = letters.filter(({ message }) => message !== null);
  const outcomes = await ingest(ctx, whole.map(incomingOf));
  const taken = whole.filter((_letter, at) => outcomes[at]?.status !== "rejected");
  const ids = taken.map(({ id }) => id);
  await db.tenant(ctx, async (tx) => settleLetters(tx, ids, "replayed", nowIso(clock)));
  return { replayed: taken.length, rejected: letters.length - taken.length };
}
