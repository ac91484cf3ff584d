// A recording in a message, from the outbox to what was said in it, or to why nobody heard it. A durable run keyed by the
// wish to hear it; a kill between the model's answer and its keeping asks the model once more, and the call that was cut
// counts at the price that was reserved. While a model fails for a passing reason the recording waits a little, so that
// whoever answers is not kept waiting; after that it stands as unheard, and is tried again some times more.
import type { Clock } from "../platform/clock.ts";
import { systemContext } from "../platform/context.ts";
import type { Durable } from "../platform/durable.ts";
import { createTurns } from "../platform/in-turns.ts";
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

type Outcome = "gone" | "kept" | "may-pass";

const workflow = "media.hear";
/** Between tries while it waits. */
const shortMs = [3000, 20_000];
/** By how often it was asked for: until it is asked for again by itself. */
const longMs = [600_000, 3_600_000, 6 * 3_600_000];
/** Each holds its recording in memory, and a thread for a while. */
const mostAtOnce = 4;
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
    return mayPass ? "may-pass" : "kept";
  };
}

/** Puts speech to text: whatever recording a message brings is heard once it is stored. */
export function hearRecordings(parts: Parts): void {
  const { durable, outbox, conversations } = parts;
  const inTurns = createTurns(mostAtOnce);
  const listening = createListening(parts, createMedia(parts));
  const listen = (input: Input, isLast: boolean) => inTurns(() => listening(input, isLast));

  durable.register(workflow, async (run, input: Input): Promise<Outcome> => {
    for (const [tries, pauseMs] of shortMs.entries()) {
      const outcome = await run.step(`hear ${tries + 1}`, () => listen(input, false));
      if (outcome !== "may-pass") return outcome;
      await run.sleep(pauseMs);
    }
    const last = await run.step("hear at last", () => listen(input, true));
    const laterMs = longMs[input.times - 1];
    if (last !== "may-pass" || laterMs === undefined) return last;
    await run.sleep(laterMs);
    const ctx = systemContext(input.workspaceId, input.messageId);
    await run.step("ask again", async () => conversations.hearAgain(ctx, input));
    return last;
  });

  outbox.subscribe("conversations.recorded", async ({ workspaceId, payload }) => {
    const { messageId, conversationId, at, times } = payload as unknown as Recorded;
    const input: Input = { workspaceId, messageId, conversationId, at, times };
    await durable.start(workflow, `hear-${messageId}-${at}-${times}`, input);
  });
}
