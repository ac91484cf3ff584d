// Takes in what a broker delivers: fetch, commit to the database, settle at the broker, in this order and one batch at
// a time. Whatever is killed when, the broker delivers again what was not settled, and a message's id lets it in once.
import { sleep } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Delivery, Feed } from "./feed.ts";
import { pauseMs } from "./pause.rules.ts";
import { messageOf } from "./read-delivery.rules.ts";
import type { Standing } from "./standing.ts";
import type { StreamIn } from "./streams-file.ts";

export interface StreamMessage {
  message: unknown;
  receivedMs: number;
}

/**
 * Takes in a batch in one transaction, and answers for each whether it is in the store (or was before), or became a
 * dead letter. Resolved means committed; rejected means that nothing was taken.
 */
export type TakeIn = (
  ctx: Ctx,
  stream: Pick<StreamIn, "name" | "kind">,
  messages: readonly StreamMessage[],
) => Promise<readonly ("taken" | "dead")[]>;

export interface ConsumeDeps {
  logger: Logger;
  take: TakeIn;
  chance(): number;
  standing: Standing;
  open(): Promise<Feed>;
  signal: AbortSignal;
}

const maxBatch = 1000;
/** A batch that is refused so often while nothing is away is taken apart. */
const maxRefusals = 3;

export async function consume(deps: ConsumeDeps, stream: StreamIn): Promise<void> {
  const { signal, standing, logger } = deps;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    let feed: Feed | undefined;
    try {
      standing.connecting();
      feed = await deps.open();
      standing.running();
      await drain(deps, stream, feed, () => {
        attempt = 0;
      });
    } catch (error) {
      if (signal.aborted) break;
      logger.warn({ error, stream: stream.name }, "A stream does not flow; trying again");
      standing.waiting(error);
    } finally {
      await feed?.close().catch(() => undefined);
    }
    await sleep(pauseMs(attempt, deps.chance()), signal);
  }
  standing.stopped();
}

async function drain(
  deps: ConsumeDeps,
  stream: StreamIn,
  feed: Feed,
  onProgress: () => void,
): Promise<void> {
  while (!deps.signal.aborted) {
    const batch = await feed.next(maxBatch);
    if (batch.length === 0) {
      deps.standing.waits(await feed.lag());
      continue;
    }
    const dead = await takeIn(deps, stream, batch);
    if (deps.signal.aborted && dead === null) return;
    await feed.settle(batch);
    onProgress();
    deps.standing.handled(batch.length, dead ?? 0);
  }
}

/** How many became dead letters; null when the process stops before the batch was taken. */
async function takeIn(
  deps: ConsumeDeps,
  stream: StreamIn,
  batch: readonly Delivery[],
): Promise<number | null> {
  let refusals = 0;
  for (let attempt = 0; !deps.signal.aborted; attempt += 1) {
    try {
      return await takeOnce(deps, stream, batch);
    } catch (error) {
      if (!isAway(error)) refusals += 1;
      deps.logger.warn({ error, stream: stream.name }, "A batch was not taken; trying again");
      deps.standing.waiting(error);
      if (refusals >= maxRefusals) return takeApart(deps, stream, batch);
    }
    await sleep(pauseMs(attempt, deps.chance()), deps.signal);
  }
  return null;
}

async function takeOnce(
  { take, standing }: ConsumeDeps,
  stream: StreamIn,
  batch: readonly Delivery[],
): Promise<number> {
  const ctx = systemContext(stream.workspace, `stream:${newId()}`);
  const messages = batch
    .filter(({ body }) => body !== null)
    .map((delivery) => ({ message: messageOf(delivery), receivedMs: delivery.atMs }));
  const results = messages.length === 0 ? [] : await take(ctx, stream, messages);
  standing.running();
  return results.filter((result) => result === "dead").length;
}

/** One message that the store refuses for no reason that it knows must not keep the others out: it goes in as text. */
async function takeApart(
  deps: ConsumeDeps,
  stream: StreamIn,
  batch: readonly Delivery[],
): Promise<number | null> {
  const [only] = batch;
  if (batch.length > 1 && only) {
    const middle = Math.ceil(batch.length / 2);
    const first = await takeIn(deps, stream, batch.slice(0, middle));
    const second = await takeIn(deps, stream, batch.slice(middle));
    return first === null || second === null ? null : first + second;
  }
  const text = new TextDecoder().decode(only?.body ?? new Uint8Array()).slice(0, 1000);
  const ctx = systemContext(stream.workspace, `stream:${newId()}`);
  await deps.take(ctx, stream, [{ message: text, receivedMs: only?.atMs ?? 0 }]);
  return 1;
}

function isAway(error: unknown): boolean {
  return isAppError(error) && (error.kind === "unavailable" || error.kind === "rate-limited");
}
