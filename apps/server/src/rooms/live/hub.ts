// The streams of this process and the loop that feeds them: news every 300 ms while somebody listens, all open
// credentials once a second, a heartbeat every 15 seconds. A round that fails is tried again from where it stood;
// after a long absence of the database every stream is told to load again.
import type { LiveEvent } from "@rapport/contracts";
import { type Clock, sleep } from "../../platform/clock.ts";
import type { Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Standing, Standings } from "../access/index.ts";
import { type News, type NewsPosition, readNews, startOfNews } from "../governance/index.ts";
import type { Records } from "../records/index.ts";
import { createStreamQueue, type StreamQueue } from "./stream-queue.ts";
import { tellNews, waveFor } from "./tell-news.ts";
import { dueWaves, noteWave, type Waves } from "./waves.rules.ts";

export interface HubDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  records: Pick<Records, "sight">;
  standings: Pick<Standings, "changed">;
  /** What waits for members, as a mark that moves with it; in the order of the members. */
  bells(members: readonly { workspaceId: string; memberId: string }[]): Promise<string[]>;
}

export interface Hub {
  /** A number from which a reader without a stream may go on. */
  cursor(): Promise<number>;
  /** From here on the stream is told of everything; what it missed before is pushed by the caller. */
  open(standing: Standing): Promise<{ queue: StreamQueue; cursor: number }>;
  count(): number;
  stop(): Promise<void>;
}

interface Stream {
  standing: Standing;
  queue: StreamQueue;
  waves: Waves;
  bell: string | null;
}

const roundMs = 300;
const waveRoundMs = 1000;
const checkMs = 1000;
const beatMs = 15_000;
const maxStreams = 5000;
const maxStreamsOfMember = 20;

export function createHub(deps: HubDeps): Hub {
  const { db, clock, logger } = deps;
  const streams = new Set<Stream>();
  const stopping = new AbortController();
  let position: NewsPosition | null = null;
  let running: Promise<void> | null = null;

  /** Kept only while somebody listens: a position that nobody moves on would be a long way back. */
  async function positionNow(): Promise<NewsPosition> {
    return position ?? startOfNews(db);
  }

  function tell(stream: Stream, event: LiveEvent): void {
    stream.queue.push(event, position?.floorNo ?? 0);
  }

  function streamsOf(workspaceId: string): Stream[] {
    return [...streams].filter(({ standing }) => standing.principal.workspaceId === workspaceId);
  }

  async function tellEntries(workspaceId: string, entries: News["entries"]): Promise<void> {
    const listening = streamsOf(workspaceId);
    const principals = [...new Set(listening.map(({ standing }) => standing.principal))];
    const told = await tellNews(deps, db.reader({ workspaceId }), entries, principals);
    const events = new Map(principals.map((one) => [one, told(one)]));
    for (const stream of listening)
      for (const event of events.get(stream.standing.principal) ?? []) tell(stream, event);
  }

  async function tellWave(wave: News["waves"][number]): Promise<void> {
    const reader = db.reader({ workspaceId: wave.workspaceId });
    if (!(await deps.records.sight(reader, wave.object, [], []))) return;
    for (const stream of streamsOf(wave.workspaceId)) {
      const own = waveFor(stream.standing.principal, wave);
      const now = own && noteWave(stream.waves, own, clock.nowMs());
      if (now) tell(stream, { type: "many", ...now });
    }
  }

  /** True after a wave: the next look may wait. */
  async function tellAll(): Promise<boolean> {
    const ids = [...new Set([...streams].map(({ standing }) => standing.principal.workspaceId))];
    const news = await readNews(db, ids, await positionNow());
    position = news.position;
    const byWorkspace = Map.groupBy(news.entries, ({ workspaceId }) => workspaceId);
    for (const [workspaceId, entries] of byWorkspace) await tellEntries(workspaceId, entries);
    for (const wave of news.waves) await tellWave(wave);
    for (const stream of streams) {
      for (const wave of dueWaves(stream.waves, clock.nowMs()))
        tell(stream, { type: "many", ...wave });
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
      if (stream.bell !== null && stream.bell !== mark) tell(stream, { type: "notifications" });
      stream.bell = mark;
    }
  }

  function beat(): void {
    for (const stream of streams)
      if (!stream.queue.beat(clock.nowMs())) stream.queue.readable.destroy();
  }

  let checkedMs = 0;
  let beatenMs = 0;

  async function round(): Promise<number> {
    try {
      const isWave = await tellAll();
      if (clock.nowMs() - checkedMs >= checkMs) {
        checkedMs = clock.nowMs();
        await endChanged();
        await ringBells();
      }
      return isWave ? waveRoundMs : roundMs;
    } catch (error) {
      logger.warn({ error }, "The live stream could not read the log just now; trying again");
      return waveRoundMs;
    }
  }

  async function loop(): Promise<void> {
    beatenMs = clock.nowMs();
    while (!stopping.signal.aborted && streams.size > 0) {
      const pauseMs = await round();
      if (clock.nowMs() - beatenMs >= beatMs) {
        beatenMs = clock.nowMs();
        beat();
      }
      await sleep(pauseMs, stopping.signal);
    }
    running = null;
    // Nobody listens: what happens from now on is read when somebody comes back.
    if (streams.size === 0) position = null;
    else if (!stopping.signal.aborted) running = loop();
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
    open: async (standing) => {
      const from = await positionNow();
      checkRoom(standing.principal);
      position ??= from;
      const cursor = position.floorNo;
      const queue = createStreamQueue(cursor);
      const stream: Stream = { standing, queue, waves: new Map(), bell: null };
      streams.add(stream);
      queue.readable.once("close", () => streams.delete(stream));
      running ??= loop();
      return { queue, cursor };
    },
    count: () => streams.size,
    stop: async () => {
      stopping.abort();
      for (const { queue } of streams) queue.end("stopping");
      await running;
    },
  };
}
