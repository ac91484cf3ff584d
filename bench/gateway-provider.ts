// The model server of the bench, in a thread of its own: it says in each answer how long it took for it.
import { parentPort } from "node:worker_threads";
import { type Fault, openModelServer } from "../apps/server/test/model-server.ts";

interface Order {
  delayMs?: number;
  fault?: Fault;
}

const server = await openModelServer();
server.remembers = false;
let met = 0;
server.answer = (_asked, tookMs) => `took ${tookMs.toFixed(3)} ms`;
parentPort?.on("message", (order: Order) => {
  Object.assign(server, order);
  met = server.met;
  parentPort?.postMessage({ given: server.given, met });
});
parentPort?.postMessage({ host: server.host, baseUrl: server.baseUrl });
