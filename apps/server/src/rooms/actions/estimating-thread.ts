// The thread in which one action is measured: a history in, an estimate out, and it ends.
import { parentPort, workerData } from "node:worker_threads";
import { estimateAction, type TrialRows } from "./estimate.rules.ts";

parentPort?.postMessage(estimateAction(workerData as TrialRows));
