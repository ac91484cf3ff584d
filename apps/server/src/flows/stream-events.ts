// Streams of message brokers meet the store of events and the audit log: what comes in is taken in like everything
// else, under a source of the stream's name; what goes out is the log of records.
import type { Acts } from "../platform/acts.ts";
import type { Ctx } from "../platform/context.ts";
import type { Events } from "../rooms/events/index.ts";
import { wholeSettledLog } from "../rooms/governance/index.ts";
import type { Records } from "../rooms/records/index.ts";
import type { StreamsDeps, TakeIn } from "../rooms/streams/index.ts";

interface Deps {
  acts: Acts;
  events: Pick<Events, "ingest">;
  records: Pick<Records, "objectTypes">;
}

type Lent = Pick<StreamsDeps, "take" | "readLog" | "recordKeys">;

export function streamEvents({ acts, events, records }: Deps): Lent {
  /** Asked each time, so that a source that is revoked stops its stream. */
  const sourceOf = async (ctx: Ctx, { name, kind }: { name: string; kind: string }) =>
    (await acts.perform<string>(ctx, "events.source.connect", { name, kind })).result;

  const take: TakeIn = async (ctx, stream, messages) => {
    const sourceId = await sourceOf(ctx, stream);
    const batch = messages.map((one) => ({ ...one, sourceId }));
    const outcomes = await events.ingest(ctx, batch);
    return outcomes.map(({ status }) => (status === "rejected" ? "dead" : "taken"));
  };

  return {
    take,
    readLog: wholeSettledLog,
    recordKeys: async (tx) => new Set((await records.objectTypes(tx)).keys()),
  };
}
