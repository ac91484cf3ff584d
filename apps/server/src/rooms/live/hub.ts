// The streams of this process and the loop that feeds them: news every 300 ms while somebody listens, sooner when told
// that there are some, all open credentials once a second, a heartbeat every 15 seconds. A look that cannot read the log is tried again from where
// it stood; what a look that fails halfway leaves untold becomes `resync`.
import type { LiveEvent } from "@rapport/contracts";
import { type Clock, sleep } from "../../platform/clock.ts";
import type { Principal } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Standing, Standings } from "../access/index.ts";
import { type News, type NewsPosition, readNews, startOfNews } from "../governance/index.ts";
import type { Records } from "../records/index.ts";
import { createStreamQueue, type StreamQueue } from "./stream-queue.ts";
import { isSettings, type Told, tellNews, waveFor } from "./tell-news.ts";
import { mostScores, type ScoreNews, tellScores } from "./tell-scores.ts";
import { dueWaves, isGathering, noteWave, type Waves } from "./waves.rules.ts";

export interface HubDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  records: Pick<Records, "sight">;
  standings: Pick<Standings, "changed">;
  /** Scores that were written between two snapshots of the database; at most so many of each workspace. */
  scores(
    workspaceIds: readonly string[],
    window: { from: string; to: string },
    most: number,
  ): Promise<ScoreNews[]>;
  /** What waits for members, as a mark that moves with it; in the order of the members. */
  bells(members: readonly { workspaceId: string; memberId: string }[]): Promise<string[]>;
}

export interface Hub {
  /** A number from which a reader without a stream may go on. */
  cursor(): Promise<number>;
  /**
   * From here on the stream is told of everything. What it missed since `from` is for the caller to tell, up to
   * the cursor that is answered; null: it goes on from nowhere.
   */
  open(standing: Standing, from: number | null): Promise<{ queue: StreamQueue; cursor: number }>;
  /** Something was committed that nobody should wait for: look soon. */
  wake(): void;
  count(): number;
  stop(): Promise<void>;
}

interface Stream {
  standing: Standing;
  queue: StreamQueue;
  waves: Waves;
  /** The mark that the reader has heard of. */
  bell: string | null;
  /** The floor below the first gathered wave that was not told yet: no id goes beyond it. */
  heldNo: number | null;
}

const roundMs = 300;
/** However often it is woken. */
const leastRoundMs = 40;
const waveRoundMs = 1000;
const checkMs = 1000;
const beatMs = 15_000;
const maxStreams = 5000;
const maxStreamsOfMember = 20;

export function createHub(deps: HubDeps): Hub {
  const { db, clock, logger } = deps;
  const streams = new Set<Stream>();
  const stopping = new AbortController();
  let woken = new AbortController();
  let position: NewsPosition | null = null;
  /** Up to which snapshot of the database scores were told of, and when. */
  let scoredTo: string | null = null;
  let scoredMs = 0;
  let running: Promise<void> | null = null;

  /** Kept only while somebody listens: a position that nobody moves on would be a long way back. */
  async function positionNow(): Promise<NewsPosition> {
    return position ?? startOfNews(db);
  }

  /** `floorNo`: what was settled before the look that the event is of, since the rest of the look is not told yet. */
  function tell(stream: Stream, event: LiveEvent, floorNo: number): void {
    stream.queue.push(event, stream.heldNo ?? floorNo);
  }

  function tellResync(those: Iterable<Stream>, floorNo: number): void {
    for (const stream of those) tell(stream, { type: "resync" }, floorNo);
  }

  function streamsOf(workspaceId: string): Stream[] {
    return [...streams].filter(({ standing }) => standing.principal.workspaceId === workspaceId);
  }

  async function tellThose(
    workspaceId: string,
    floorNo: number,
    told: (reader: Reader, principals: readonly Principal[]) => Promise<Told>,
  ): Promise<void> {
    const listening = streamsOf(workspaceId);
    const principals = [...new Set(listening.map(({ standing }) => standing.principal))];
    const toldTo = await told(db.reader({ workspaceId }), principals);
    const events = new Map(principals.map((one) => [one, toldTo(one)]));
    for (const stream of listening)
      for (const event of events.get(stream.standing.principal) ?? []) tell(stream, event, floorNo);
  }

  async function tellWave(wave: News["waves"][number], floorNo: number): Promise<void> {
    const { workspaceId, object } = wave;
    if (isSettings(object)) {
      for (const stream of streamsOf(workspaceId))
        tell(stream, { type: "settings", object }, floorNo);
      return;
    }
    const listening = streamsOf(workspaceId);
    if (!(await deps.records.sight(db.reader({ workspaceId }), object, [], []))) return;
    for (const stream of listening) gather(stream, wave, floorNo);
  }

  function gather(stream: Stream, wave: News["waves"][number], floorNo: number): void {
    const own = waveFor(stream.standing.principal, wave);
    if (!own) return;
    const now = noteWave(stream.waves, own, clock.nowMs());
    if (now) tell(stream, { type: "many", ...now }, floorNo);
    else stream.heldNo ??= floorNo;
  }

  function tellDueWaves(floorNo: number): void {
    for (const stream of streams) {
      for (const wave of dueWaves(stream.waves, clock.nowMs()))
        tell(stream, { type: "many", ...wave }, floorNo);
      if (!isGathering(stream.waves)) stream.heldNo = null;
    }
  }

  async function tellLook(news: News, floorNo: number): Promise<void> {
    const byWorkspace = Map.groupBy(news.entries, ({ workspaceId }) => workspaceId);
    for (const [workspaceId, entries] of byWorkspace)
      await tellThose(workspaceId, floorNo, (reader, principals) =>
        tellNews(deps, reader, entries, principals),
      );
    for (const wave of news.waves) await tellWave(wave, floorNo);
    tellDueWaves(floorNo);
  }

  /** However often the log is looked at: scores follow what is written a while after it. */
  async function tellDueScores(
    workspaceIds: readonly string[],
    from: NewsPosition,
    to: NewsPosition,
  ): Promise<void> {
    scoredTo ??= from.snapshot;
    if (clock.nowMs() - scoredMs < roundMs) return;
    scoredMs = clock.nowMs();
    const window = { from: scoredTo, to: to.snapshot };
    scoredTo = to.snapshot;
    if (window.from === window.to) return;
    const written = await deps.scores(workspaceIds, window, mostScores + 1);
    for (const [workspaceId, own] of Map.groupBy(written, (one) => one.workspaceId))
      await tellThose(workspaceId, from.floorNo, (reader, principals) =>
        tellScores(deps, reader, own, principals),
      );
  }

  /** True after a wave: the next look may wait. */
  async function tellAll(): Promise<boolean> {
    const ids = new Set([...streams].map(({ standing }) => standing.principal.workspaceId));
    const from = await positionNow();
    const news = await readNews(db, [...ids], from);
    position = news.position;
    // Opened while the log was read: their workspaces were not looked at, and will not be again from `from`.
    const unseen = [...streams].filter(({ standing }) => !ids.has(standing.principal.workspaceId));
    tellResync(unseen, from.floorNo);
    try {
      await tellLook(news, from.floorNo);
      await tellDueScores([...ids], from, news.position);
    } catch (error) {
      // The place in the log has moved on: what was not told now is not told again.
      tellResync(streams, from.floorNo);
      throw error;
    }
    return news.waves.length > 0;
  }

  async function endChanged(): Promise<void> {
    const byStanding = new Map([...streams].map((stream) => [stream.standing, stream]));
    for (const standing of await deps.standings.changed([...byStanding.keys()]))
      byStanding.get(standing)?.queue.end("rights");
  }

  async function ringBells(): Promise<void> {
    const members = [...streams].flatMap((stream) => {
      const { workspaceId, memberId } = stream.standing.principal;
      return memberId === null ? [] : [{ stream, workspaceId, memberId }];
    });
    const marks = await deps.bells(members);
    for (const [at, { stream }] of members.entries()) {
      const mark = marks[at] ?? "";
      if (stream.bell !== mark) tell(stream, { type: "notifications" }, position?.floorNo ?? 0);
      stream.bell = mark;
    }
  }

  /** Read before the stream begins: a reader asks what waits when it does, and what comes later is told. */
  async function bellNow({ workspaceId, memberId }: Principal): Promise<string | null> {
    if (memberId === null) return null;
    const [mark = ""] = await deps.bells([{ workspaceId, memberId }]);
    return mark;
  }

  function beat(): void {
    for (const stream of streams)
      if (!stream.queue.beat(clock.nowMs())) stream.queue.readable.destroy();
  }

  let checkedMs = 0;
  let beatenMs = 0;

  async function round(): Promise<number> {
    try {
      const isDue = clock.nowMs() - checkedMs >= checkMs;
      // Before anything is told: whose rights are gone hears no more.
      if (isDue) await endChanged();
      const isWave = await tellAll();
      if (isDue) await ringBells();
      if (isDue) checkedMs = clock.nowMs();
      return isWave ? waveRoundMs : roundMs;
    } catch (error) {
      logger.warn({ error }, "The live stream could not read the log just now; trying again");
      return waveRoundMs;
    }
  }

  async function loop(): Promise<void> {
    beatenMs = clock.nowMs();
    while (!stopping.signal.aborted && streams.size > 0) {
      // Before the log is read: what is committed while it is read is news of the next look.
      woken = new AbortController();
      const pauseMs = await round();
      if (clock.nowMs() - beatenMs >= beatMs) {
        beatenMs = clock.nowMs();
        beat();
      }
      await rest(pauseMs);
    }
    running = null;
    // Nobody listens: what happens from now on is read when somebody comes back.
    if (streams.size > 0) return;
    position = null;
    scoredTo = null;
  }

  async function rest(pauseMs: number): Promise<void> {
    await sleep(leastRoundMs, stopping.signal);
    // After a wave it takes its time, whoever wakes it.
    const ends = pauseMs === roundMs ? [woken.signal, stopping.signal] : [stopping.signal];
    await sleep(pauseMs - leastRoundMs, AbortSignal.any(ends));
  }

  function checkRoom({ workspaceId, memberId, id }: Principal): void {
    const own = streamsOf(workspaceId).filter(({ standing: { principal } }) =>
      memberId === null ? principal.id === id : principal.memberId === memberId,
    );
    if (own.length < maxStreamsOfMember && streams.size < maxStreams) return;
    throw new AppError(
      "rate-limited",
      "live.too_many_streams",
      "Too many live streams are open. Close some tabs or programs, or read `/live` as JSON.",
      { retryAfterSeconds: 30 },
    );
  }

  return {
    cursor: async () => (await positionNow()).floorNo,
    open: async (standing, from) => {
      const bell = await bellNow(standing.principal);
      const now = await positionNow();
      checkRoom(standing.principal);
      position ??= now;
      const cursor = position.floorNo;
      const queue = createStreamQueue(cursor, from);
      const stream: Stream = { standing, queue, waves: new Map(), bell, heldNo: null };
      streams.add(stream);
      queue.readable.once("close", () => streams.delete(stream));
      running ??= loop();
      return { queue, cursor };
    },
    wake: () => woken.abort(),
    count: () => streams.size,
    stop: async () => {
      stopping.abort();
      for (const { queue } of streams) queue.end("stopping");
      await running;
    },
  };
}
