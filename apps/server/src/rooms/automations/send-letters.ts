// Letters leave after their step is committed. Each is marked before it is handed to the mail server, so that a
// process killed in between leaves one that nobody knows about: it is never sent again by itself, and says so.
import { nowIso } from "../../platform/clock.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { MailOutcome } from "../../platform/mail.ts";
import type { RoomDeps } from "./deps.ts";
import { failDoneRun, readRun } from "./runs.store.ts";
import {
  type ClaimedLetter,
  claimLetters,
  lettersOfStep,
  lostLetters,
  noteStep,
  settleLetter,
  workspacesWithLetters,
} from "./steps.store.ts";

const lettersAtOnce = 10;
const leaseMs = 120_000;
const mostAttempts = 6;
const pausesMs = [30_000, 120_000, 600_000, 1_800_000, 3_600_000];

/** One set of letters in each workspace that has some; answers whether there may be more. */
export async function sendLetters(deps: RoomDeps, signal: AbortSignal): Promise<boolean> {
  let hasMore = false;
  for (const workspaceId of await workspacesWithLetters(deps.db, nowIso(deps.clock))) {
    if (signal.aborted) return false;
    try {
      hasMore = (await sendOf(deps, workspaceId, signal)) === lettersAtOnce || hasMore;
    } catch (error) {
      deps.logger.warn(
        { error, workspaceId },
        "Letters of a workspace were not sent; trying again",
      );
    }
  }
  return hasMore;
}

async function sendOf(deps: RoomDeps, workspaceId: string, signal: AbortSignal): Promise<number> {
  const claimed = await deps.db.tenant({ workspaceId }, async (tx) => {
    const now = nowIso(deps.clock);
    for (const letter of await lostLetters(tx, now)) await settleStep(tx, letter, lostReason);
    const until = new Date(deps.clock.nowMs() + leaseMs).toISOString();
    return claimLetters(tx, { now, until, limit: lettersAtOnce });
  });
  for (const letter of claimed) {
    const work = signal.aborted ? giveBack : sendOne;
    await work(deps, workspaceId, letter).catch((error: unknown) =>
      // It stays marked, and is called lost in time. The letters behind it leave.
      deps.logger.warn({ error, letterId: letter.id }, "What came of a letter was not written"),
    );
  }
  return claimed.length;
}

const lostReason =
  "The server stopped while it was being sent. It may have arrived; it is not sent again by itself.";

/** Marked, and not begun when the server was told to stop. */
async function giveBack(deps: RoomDeps, workspaceId: string, { id }: ClaimedLetter): Promise<void> {
  await deps.db.tenant({ workspaceId }, async (tx) =>
    settleLetter(tx, id, { state: "queued", dueAt: nowIso(deps.clock) }),
  );
}

async function sendOne(deps: RoomDeps, workspaceId: string, letter: ClaimedLetter): Promise<void> {
  const { id, address, subject, body } = letter;
  const outcome = await deps.mail.attempt({ id, to: address, subject, text: body });
  await deps.db.tenant({ workspaceId }, async (tx) => {
    const nowMs = deps.clock.nowMs();
    const next = nextState(outcome, letter.attempts);
    const pauseMs = pausesMs[letter.attempts - 1] ?? pausesMs.at(-1) ?? 0;
    settleLetter(tx, id, { state: next, dueAt: new Date(nowMs + pauseMs).toISOString() });
    await settleStep(tx, letter, outcome.kind === "sent" ? null : outcome.reason);
  });
}

function nextState(
  outcome: MailOutcome,
  attempts: number,
): "sent" | "refused" | "unknown" | "queued" {
  if (outcome.kind !== "refused") return outcome.kind;
  return outcome.isPermanent || attempts >= mostAttempts ? "refused" : "queued";
}

/** The step says what became of its letters, once none is on its way. The run is held, so that it is not called done
 * at this very moment. */
async function settleStep(
  tx: Tx,
  { runId, position }: ClaimedLetter,
  reason: string | null,
): Promise<void> {
  await readRun(tx, runId, "FOR UPDATE");
  const counts = await lettersOfStep(tx, runId, position);
  const open = (counts.get("queued") ?? 0) + (counts.get("sending") ?? 0);
  const step = { runId, position };
  if (open > 0) return noteStep(tx, { ...step, state: "sending", error: reason });
  if (counts.has("unknown")) {
    noteStep(tx, { ...step, state: "unknown", error: reason });
    return failDoneRun(tx, runId, `Step ${position}: ${reason ?? lostReason}`);
  }
  if (!counts.has("refused")) return noteStep(tx, { ...step, state: "done", error: null });
  noteStep(tx, { ...step, state: "failed", error: reason });
  return failDoneRun(tx, runId, `Step ${position}: ${reason ?? "A letter was refused."}`);
}
