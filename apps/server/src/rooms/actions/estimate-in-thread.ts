// Measures in a thread of its own, so that the event loop never waits for arithmetic.
import { inOwnThread } from "../../platform/own-thread.ts";
import type { Estimated, TrialRows } from "./estimate.rules.ts";

export type Estimate = (trial: TrialRows) => Promise<Estimated>;

const file = new URL("./estimating-thread.ts", import.meta.url);

export const estimateInThread: Estimate = (trial) =>
  inOwnThread<Estimated>(trial, { file, doing: "measuring", memoryMb: 512 });
