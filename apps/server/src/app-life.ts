// How a process begins and ends its work: in which order things start, and that they stop the other way round.
import type { createPlatform } from "./app-platform.ts";
import type { Config } from "./platform/config.ts";

interface Worker {
  start(): void;
  stop(): Promise<void> | void;
}

interface Parts {
  config: Config;
  platform: ReturnType<typeof createPlatform>;
  access: { start(): Promise<void>; stop(): Promise<void> };
  sso: { start(): void; stop(): void };
  governance: { start(): void; stop(): Promise<void> };
  imports: { stop(): void };
  events: { stop(): Promise<void> };
  /** What works by itself, in the order in which it starts. */
  workers: readonly Worker[];
}

export interface Life {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createLife(parts: Parts): Life {
  const { config, platform, access, sso, governance, imports, events, workers } = parts;
  const { durable, blobs, outbound, tracing } = platform;
  const isWorker = config.roles.includes("worker");
  return {
    start: async () => {
      await access.start();
      sso.start();
      if (!isWorker) return;
      await durable.launch();
      for (const worker of workers) worker.start();
      governance.start();
    },
    stop: async () => {
      imports.stop();
      await events.stop();
      for (const worker of workers.toReversed()) await worker.stop();
      if (isWorker) await durable.shutdown();
      blobs.close();
      sso.stop();
      await access.stop();
      await outbound.close();
      await governance.stop();
      await tracing.stop();
    },
  };
}
