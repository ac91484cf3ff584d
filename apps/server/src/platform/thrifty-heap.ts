// Work that makes much garbage lets the heap grow to several times what is alive, since V8 finds collecting later
// cheaper. It is told to let the heap grow by less: answers to requests hardly notice, the machine's memory does. Measured
// with bench:api and bench:import.
import { setFlagsFromString } from "node:v8";

const growingPercent = 50;

/** Called once, when the process starts. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
}
