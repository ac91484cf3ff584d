// The live room, put together: who asks, from where they go on, and the stream or the page that they get.
import type { LiveEvent, LivePage } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Telemetry } from "../../platform/telemetry.ts";
import type { Standings } from "../access/index.ts";
import { missedNews } from "../governance/index.ts";
import { createHub, type HubDeps } from "./hub.ts";
import { liveRoutes } from "./routes.ts";
import { tellNews } from "./tell-news.ts";
import { readCursor } from "./wire.rules.ts";

export interface LiveDeps extends Omit<HubDeps, "standings"> {
  telemetry: Telemetry;
  standings: Standings;
}

export interface Live {
  name: "live";
  routes: AnyRoute[];
  /** Something was committed that nobody should wait for, as a customer's message: look soon. */
  wake(): void;
  /** Ends every stream; before the HTTP server closes, which would wait for them. */
  stop(): Promise<void>;
}

/** More than this is not told one by one. */
const mostMissed = 500;
const resync: LiveEvent[] = [{ type: "resync" }];

type Asked = ReturnType<typeof readCursor>;

/** Whoever comes with an id that was never given out has seen nothing. */
function startOf(asked: Asked): number | null {
  if (asked === "none") return null;
  return asked === "unknown" ? 0 : asked;
}

export function createLive(deps: LiveDeps): Live {
  const hub = createHub(deps);
  deps.telemetry.gauge("live_streams", "Live streams that are open.", () => hub.count());

  async function eventsSince(ctx: Ctx, cursor: Asked): Promise<LiveEvent[]> {
    if (cursor === "none") return [];
    if (cursor === "unknown") return resync;
    const missed = await missedNews(deps.db, ctx.workspaceId, cursor, mostMissed);
    if (missed === null) return resync;
    const told = await tellNews(deps, deps.db.reader(ctx), missed, [ctx.principal]);
    return told(ctx.principal);
  }

  async function page(ctx: Ctx, after: unknown): Promise<LivePage> {
    const cursor = await hub.cursor();
    return { cursor: String(cursor), events: await eventsSince(ctx, readCursor(after)) };
  }

  async function stream(
    ctx: Ctx,
    headers: Record<string, string | string[] | undefined>,
    after: unknown,
  ) {
    const standing = await deps.standings.open(headers, ctx.principal);
    const asNow = { ...ctx, principal: standing.principal };
    const asked = readCursor(headers["last-event-id"] ?? after);
    const { queue, cursor } = await hub.open(standing, startOf(asked));
    try {
      queue.catchUp(await eventsSince(asNow, asked), cursor);
    } catch (error) {
      queue.readable.destroy();
      throw error;
    }
    return queue.readable;
  }

  return {
    name: "live",
    routes: liveRoutes({ page, stream }),
    wake: () => hub.wake(),
    stop: () => hub.stop(),
  };
}
