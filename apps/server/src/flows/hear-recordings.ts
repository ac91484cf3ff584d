// A recording in a message, from the outbox to what was said in it, or to why nobody heard it. A durable run keyed by the
// wish to hear it; a kill between the model's answer and its keeping asks the model once more, and the call that was cut
// counts at the price that was reserved. While a model fails for a passing reason the recording waits a little, so that
// whoever answers is not kept waiting; after that it stands as unheard, and is tried again some times more.
import type { Clock } from "../platform/clock.ts";
import { systemContext } from "../platform/context.ts";
import type { Durable } from "../platform/durable.ts";
import { createTurns, type InTurns } from "../platform/in-turns.ts";
import type { Logger } from "../platform/logger.ts";
import type { Outbox } from "../platform/outbox.ts";
import type { Conversations, Heard, Recorded } from "../rooms/conversations/index.ts";
import type { Llm } from "../rooms/llm/index.ts";
import {
  createMedia,
  type HeardRecording,
  type Media,
  type Unheard,
} from "../rooms/media/index.ts";

interface Parts {
  clock: Clock;
  logger: Logger;
  durable: Pick<Durable, "register" | "start">;
  outbox: Pick<Outbox, "subscribe">;
  conversations: Pick<Conversations, "recording" | "heard" | "hearAgain">;
  llm: Pick<Llm, "transcribe">;
}

interface Input extends Recorded {
  workspaceId: string;
}

/** `waits`: it failed for a reason that passes, and waits on; `unheard`: so it is kept. `failed`: nobody knows. */
type Outcome = "gone" | "kept" | "waits" | "unheard" | "failed";

const workflow = "media.hear";
/** After each try that settled nothing. From the third on, what may pass is kept as unheard as well. */
const pausesMs = [3000, 20_000, 60_000, 600_000, 3_600_000];
const triesThatWait = 2;
/** By how often it was asked for: until it is asked for again by itself. */
const longMs = [600_000, 3_600_000, 6 * 3_600_000];
/** Each holds its recording in memory, and a thread for a while. A workspace whose model is slow leaves turns to others. */
const mostAtOnce = 4;
const mostOfWorkspace = 2;
const failedReason = "It could not be listened to just now.";

function heardOf(found: HeardRecording | Unheard): Heard {
  const { type, durationMs } = found;
  const blank = { type, durationMs, text: null, language: null, rung: null, reason: null };
  if (found.kind === "unheard") return { ...blank, state: "unheard", reason: found.reason };
  const { text, language, rung } = found;
  return { ...blank, state: "heard", text, language, rung };
}

function createListening({ conversations, logger }: Parts, media: Media) {
  /** `isLast`: what may pass is kept as unheard as well. */
  return async (input: Input, isLast: boolean): Promise<Outcome> => {
    const { workspaceId, messageId } = input;
    const ctx = systemContext(workspaceId, messageId);
    const file = await conversations.recording(ctx, input);
    if (!file) return "gone";
    const found = await media.hear(ctx, file).catch((error: unknown): Unheard => {
      logger.warn({ error, messageId }, "A recording could not be listened to");
      const unknown = { type: null, durationMs: null };
      return { ...unknown, kind: "unheard", reason: failedReason, mayPass: true };
    });
    const mayPass = found.kind === "unheard" && found.mayPass;
    const heard = heardOf(found);
    const waits: Heard = { ...heard, state: "waiting" };
    const isKept = await conversations.heard(ctx, input, mayPass && !isLast ? waits : heard);
    if (!isKept) return "gone";
    if (!mayPass) return "kept";
    return isLast ? "unheard" : "waits";
  };
}

/** Puts speech to text: whatever recording a message brings is heard once it is stored. */
export function hearRecordings(parts: Parts): void {
  const { durable, outbox, conversations, logger } = parts;
  const listen = createListening(parts, createMedia(parts));
  const inTurns = createTurns(mostAtOnce);
  const ofWorkspace = new Map<string, InTurns>();

  function turnsOf(workspaceId: string): InTurns {
    const own = ofWorkspace.get(workspaceId) ?? createTurns(mostOfWorkspace);
    ofWorkspace.set(workspaceId, own);
    return own;
  }

  const attempt = (input: Input, isLast: boolean): Promise<Outcome> =>
    turnsOf(input.workspaceId)(() => inTurns(() => listen(input, isLast))).catch(
      (error: unknown) => {
        logger.warn({ error, messageId: input.messageId }, "A recording could not be dealt with");
        return "failed";
      },
    );

  durable.register(workflow, async (run, input: Input): Promise<Outcome> => {
    let outcome: Outcome = "failed";
    for (const [tries, pauseMs] of pausesMs.entries()) {
      outcome = await run.step(`hear ${tries + 1}`, () => attempt(input, tries >= triesThatWait));
      if (outcome !== "waits" && outcome !== "failed") break;
      await run.sleep(pauseMs);
    }
    const laterMs = longMs[input.times - 1];
    if (outcome !== "unheard" || laterMs === undefined) return outcome;
    await run.sleep(laterMs);
    const ctx = systemContext(input.workspaceId, input.messageId);
    await run.step("ask again", async () => conversations.hearAgain(ctx, input));
    return outcome;
  });

  outbox.subscribe("conversations.recorded", async ({ workspaceId, payload }) => {
    const { messageId, conversationId, at, times } = payload as unknown as Recorded;
    const input: Input = { workspaceId, messageId, conversationId, at, times };
    await durable.start(workflow, `hear-${messageId}-${at}-${times}`, input);
  });
}
