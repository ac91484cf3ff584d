// Rounds that fail, streams that open in between, and waves: over a log that the test plays.
import type { LiveEvent } from "@rapport/contracts";
import { builtInRoles } from "@rapport/contracts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { createLogger } from "../../platform/logger.ts";
import { compileRights, type Standing } from "../access/index.ts";
import { createHub, type Hub, type HubDeps } from "./hub.ts";

interface Log {
  no: number;
  /** Rows of the next look, by workspace. */
  rows: Record<string, unknown>[];
  counts: { workspace_id: string; object: string; count: number }[];
  /** Runs while the log is read. */
  reading(): Promise<void>;
}

const nothing = async () => {};

function fakeDb(log: Log): Database {
  const answer = async (text: string) => {
    if (text.includes("last_value")) return [{ no: log.no }];
    if (text.includes("pg_current_snapshot"))
      return [{ snapshot: `${log.no}:${log.no}:`, xmin: String(log.no), xmax: String(log.no) }];
    if (text.includes("count(*)")) return log.counts.splice(0);
    await log.reading();
    return log.rows.splice(0);
  };
  const tx = { query: answer };
  return { system: (work: (one: unknown) => unknown) => work(tx), reader: () => tx } as never;
}

const entry = (workspaceId: string, no: number, object = "companies") => ({
  workspace_id: workspaceId,
  entry_no: no,
  occurred_at: "2026-11-28T08:00:00.000Z",
  object,
  record_id: `r${no}`,
  op: "update",
  version: "2",
  actor_kind: "user",
  actor_id: "u",
  actor_label: "Ada",
  had_owner: false,
  had_region: false,
});

function standingIn(workspaceId: string, memberId: string | null = null): Standing {
  const { principal } = systemContext(workspaceId, "r");
  const rights = compileRights(builtInRoles.admin);
  return { principal: { ...principal, rights, memberId }, credential: null };
}

let hub: Hub;
afterEach(() => hub.stop());

function open(log: Log, more: Partial<HubDeps> = {}): Hub {
  hub = createHub({
    db: fakeDb(log),
    clock: systemClock,
    logger: createLogger("silent"),
    records: { sight: async () => () => [] } as never,
    standings: { changed: async () => new Set() },
    bells: async (members) => members.map(() => "0"),
    scores: async () => [],
    ...more,
  });
  return hub;
}

async function listen(workspaceId: string, memberId: string | null = null) {
  const { queue } = await hub.open(standingIn(workspaceId, memberId), null);
  const told: { id: number; event: LiveEvent }[] = [];
  queue.readable.on("data", (chunk) => {
    for (const [, id, data] of String(chunk).matchAll(/id: (\d+)\nevent: rapport\ndata: (.*)\n/g))
      told.push({ id: Number(id), event: JSON.parse(data ?? "null") });
  });
  return told;
}

const untilTold = (told: unknown[]) => expect.poll(() => told.length, { timeout: 5000 });

describe("the loop of the streams", () => {
  it("looks soon when it is woken, and not more often than it may", async () => {
    vi.useFakeTimers();
    try {
      let looks = 0;
      const reading = async () => {
        looks += 1;
      };
      const log: Log = { no: 1, rows: [], counts: [], reading };
      const woken = open(log);
      await listen("w");
      const lookedAfter = async (ms: number) => {
        log.no += 1;
        const before = looks;
        await vi.advanceTimersByTimeAsync(ms);
        return looks - before;
      };
      await lookedAfter(1000);
      await lookedAfter(300);
      expect(await lookedAfter(100)).toBe(0);
      woken.wake();
      expect(await lookedAfter(1)).toBe(1);
      woken.wake();
      expect(await lookedAfter(30)).toBe(0);
      expect(await lookedAfter(20)).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("tells everybody to load again when a look fails after the place has moved", async () => {
    const log: Log = { no: 5, rows: [], counts: [], reading: nothing };
    const sight = async () => {
      throw new Error("statement timeout");
    };
    open(log, { records: { sight } });
    const told = await listen("w1");
    log.rows = [entry("w1", 6)];
    log.no = 6;
    await untilTold(told).toBe(1);
    expect(told).toEqual([{ id: 5, event: { type: "resync" } }]);
  });

  it("tells a stream to load again that opened for another workspace during a look", async () => {
    const log: Log = { no: 5, rows: [], counts: [], reading: nothing };
    open(log);
    await listen("w1");
    const late: Awaited<ReturnType<typeof listen>>[] = [];
    log.reading = async () => {
      log.reading = nothing;
      late.push(await listen("w2"));
    };
    log.no = 6;
    await expect.poll(() => late[0]?.length, { timeout: 5000 }).toBe(1);
    expect(late[0]?.[0]?.event).toEqual({ type: "resync" });
  });

  it("tells of what rings between the opening of a stream and the first look at the bells", async () => {
    const log: Log = { no: 5, rows: [], counts: [], reading: nothing };
    let mark = 1;
    const changed = async () => {
      // The first thing that a round asks.
      mark = 2;
      return new Set<Standing>();
    };
    const bells: HubDeps["bells"] = async (members) => members.map(() => String(mark));
    open(log, { bells, standings: { changed } });
    const told = await listen("w1", "m1");
    await untilTold(told).toBe(1);
    expect(told[0]?.event).toEqual({ type: "notifications" });
  });

  it("ends those whose rights are gone before it tells anything", async () => {
    const log: Log = { no: 5, rows: [entry("w1", 6, "fields")], counts: [], reading: nothing };
    open(log, { standings: { changed: async (all) => new Set(all) } });
    const started = listen("w1");
    log.no = 6;
    const told = await started;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(told).toEqual([]);
  });

  it("tells of settings that changed in a wave, and gives no id beyond a wave that is gathered", async () => {
    const log: Log = { no: 5, rows: [], counts: [], reading: nothing };
    open(log);
    const told = await listen("w1");
    const wave = (object: string) => {
      log.rows = Array.from({ length: 201 }, (_none, at) => entry("w1", log.no + at));
      log.counts = [{ workspace_id: "w1", object, count: 201 }];
      log.no += 201;
    };
    wave("fields");
    await untilTold(told).toBe(1);
    expect(told[0]?.event).toEqual({ type: "settings", object: "fields" });
    wave("companies");
    await untilTold(told).toBe(2);
    wave("companies");
    await expect.poll(() => log.counts.length, { timeout: 5000 }).toBe(0);
    for (const object of ["views", "fields"]) {
      log.rows = [entry("w1", log.no + 1, object)];
      log.no += 1;
      await expect.poll(() => told.at(-1)?.event, { timeout: 5000 }).toMatchObject({ object });
    }
    expect(told.at(-1)?.id).toBeLessThanOrEqual(407);
    await untilTold(told).toBe(5);
    expect(told.at(-1)?.event).toMatchObject({ type: "many", count: 201 });
  }, 20_000);
});
