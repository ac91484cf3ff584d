// Starts the receiver of the measurement and asks it for its tally.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Tally {
  calls: number;
  taken: number;
  repeated: number;
  outOfOrder: number;
  badSignatures: number;
}

export interface Receiver {
  host: string;
  url: string;
  tell(what: { secret?: string; failing?: number }): Promise<Tally>;
  stop(): void;
}

export interface Asked {
  events: number;
  records: number;
  failing: number;
  processes: number;
  databaseUrl: string;
  port: number;
}

export async function startReceiver(): Promise<Receiver> {
  const child = fork(fileURLToPath(new URL("webhooks-receiver.ts", import.meta.url)));
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `http://${host}/hook`,
    tell: async (what) => {
      const answered = once(child, "message") as Promise<[{ tally: Tally }]>;
      child.send(what);
      return (await answered)[0].tally;
    },
    stop: () => child.disconnect(),
  };
}

export interface Outcome {
  events: number;
  lost: number;
  outOfOrder: number;
  badSignatures: number;
  calls: number;
  repeated: number;
  seconds: number;
  perSecond: number;
}

export function outcomeOf(events: number, seconds: number, tally: Tally): Outcome {
  const { taken, ...counted } = tally;
  return {
    events,
    lost: events - taken,
    ...counted,
    seconds: Math.round(seconds * 100) / 100,
    perSecond: Math.round(events / seconds),
  };
}
