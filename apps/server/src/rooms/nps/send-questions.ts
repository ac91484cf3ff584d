// From a question that waits to what became of its mail. Any number of processes may run it on one database: a question
// is claimed, in a transaction of its own, before its mail leaves. What a killed process had in hand may have left, so it
// is never sent again.
import type { Clock } from "../../platform/clock.ts";
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { createRounds } from "../../platform/rounds.ts";
import type { SignedLinks } from "../../platform/signed-links.ts";
import { endCampaigns, readCampaign } from "./campaigns.store.ts";
import { addresseesOf } from "./enlist.ts";
import type { Letter, NpsDeps, Sent } from "./nps-deps.ts";
import { letterOf } from "./page.rules.ts";
import {
  type Claimed,
  claimQuestions,
  forgetStopped,
  giveUpLost,
  hasWork,
  type Outcome,
  openQuestion,
  settleQuestion,
} from "./questions.store.ts";

type SendDeps = NpsDeps & { links: SignedLinks };

const atOnce = 8;
/** Longer than any mail server is waited for. */
const holdMs = 5 * 60_000;
const openForMs = 30 * 86_400_000;
const pauseMs = 2000;
const mostAttempts = 6;
const firstRetryMs = 60_000;
const maxReasonLength = 300;
const lostReason = "The server was stopped while this was being sent. It may have arrived.";

const later = (clock: Clock, ms: number): string => new Date(clock.nowMs() + ms).toISOString();

const none = { dueAt: null, sentAt: null };

type Ready = { letter: Letter } | { outcome: Outcome };

const skipped = (reason: string): Ready => ({ outcome: { ...none, state: "skipped", reason } });

/** The mail, or why there is to be none; whether people agree is looked up now, not when they were enlisted. */
async function prepare(
  deps: SendDeps,
  tx: Tx,
  { id, campaignId, personId }: Claimed,
): Promise<Ready> {
  const campaign = await readCampaign(tx, campaignId);
  const [person] = await addresseesOf(deps, tx, [personId]);
  if (!campaign || !person) return skipped("no_address");
  const allowed = await deps.consent.of(tx, [personId]);
  const isAsked = await deps.consent.isAsked(tx);
  if (!isAsked || allowed.get(personId)?.isAllowed !== true) return skipped("not_agreed");
  const until = later(deps.clock, openForMs);
  // Kept before the mail leaves: its link must hold whatever becomes known of it.
  await openQuestion(tx, id, until);
  const token = deps.links.give({ workspaceId: tx.workspaceId, id, untilMs: Date.parse(until) });
  const { language, brand, channelId } = campaign;
  const url = `${deps.publicUrl}/recommend/${token}`;
  const { address, name } = person;
  return {
    letter: {
      id,
      channelId,
      to: { address, name },
      ...letterOf({ language, brand, name, url, until }),
    },
  };
}

function outcomeOf(deps: SendDeps, { attempts }: Claimed, sent: Sent): Outcome {
  const sentAt = nowIso(deps.clock);
  if (sent.kind === "delivered") return { ...none, state: "sent", reason: null, sentAt };
  const reason = sent.reason.slice(0, maxReasonLength).toWellFormed();
  if (sent.kind === "unknown") return { ...none, state: "unknown", reason, sentAt };
  if (sent.permanent || attempts >= mostAttempts) return { ...none, state: "refused", reason };
  const dueAt = later(deps.clock, firstRetryMs * 4 ** (attempts - 1));
  return { ...none, state: "waiting", reason, dueAt };
}

async function carry(deps: SendDeps, workspaceId: string, claimed: Claimed): Promise<void> {
  const { db, logger } = deps;
  const ctx = systemContext(workspaceId, newId());
  const ready = await db.tenant(ctx, (tx) => prepare(deps, tx, claimed));
  const outcome =
    "outcome" in ready ? ready.outcome : outcomeOf(deps, claimed, await handOver(ready.letter));
  await db.tenant(ctx, async (tx) => {
    await settleQuestion(tx, claimed.id, outcome);
    if (outcome.state === "waiting") await forgetStopped(tx, claimed.id);
  });

  async function handOver(letter: Letter): Promise<Sent> {
    try {
      return await deps.send(ctx, letter);
    } catch (error) {
      logger.warn({ error, questionId: claimed.id }, "A question could not be handed over");
      return { kind: "unknown", reason: "The channel broke off." };
    }
  }
}

/** Sends what is due in a workspace. */
async function sendDue(deps: SendDeps, workspaceId: string, signal: AbortSignal): Promise<void> {
  const scope = { workspaceId };
  while (!signal.aborted) {
    const now = nowIso(deps.clock);
    if (!(await hasWork(deps.db.reader(scope), now))) break;
    const claim = { now, until: later(deps.clock, holdMs), limit: atOnce };
    const claimed = await deps.db.tenant(scope, async (tx) => {
      await giveUpLost(tx, now, lostReason);
      // In a transaction after those in which the last ones were settled: these see nothing of each other.
      await endCampaigns(tx);
      return claimQuestions(tx, claim);
    });
    if (claimed.length === 0) break;
    const done = await Promise.allSettled(claimed.map((one) => carry(deps, workspaceId, one)));
    for (const one of done)
      if (one.status === "rejected")
        deps.logger.warn({ error: one.reason }, "What became of a question was not written down");
  }
}

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: SendDeps): Upkeep {
  async function round(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (signal.aborted) return;
      await sendDue(deps, workspaceId, signal);
    }
  }

  return createRounds({
    round,
    pauseMs,
    firstMs: pauseMs,
    logger: deps.logger,
    failed: "Questions could not be sent; trying again",
  });
}
