// The thread in which triage learns one field: examples in, what was learned out, and it ends.
import { parentPort, workerData } from "node:worker_threads";
import { type Example, type LearnedField, learnTriage } from "./learn-triage.rules.ts";

const { field, examples } = workerData as { field: LearnedField; examples: Example[] };
parentPort?.postMessage(learnTriage(field, examples));
