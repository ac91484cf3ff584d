// Long work that makes much garbage lets the heap grow to several times what is alive, since V8 finds
// collecting later cheaper. While such work runs, it is told to let the heap grow by less; answers to
// requests do not notice, the machine's memory does. Measured with `npm run bench:import`.
import { setFlagsFromString } from "node:v8";

const growingPercent = 40;

let holders = 0;

export async function withThriftyHeap<T>(work: () => Promise<T>): Promise<T> {
  holders += 1;
  if (holders === 1) setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
  try {
    return await work();
  } finally {
    holders -= 1;
    // Zero: V8's own judgement.
    if (holders === 0) setFlagsFromString("--heap-growing-percent=0");
  }
}
