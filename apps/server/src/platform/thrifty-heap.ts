// Work that makes much garbage lets the heap grow to several times what is alive, since V8 finds collecting
// later cheaper. It is told to let the heap grow by less, and by still less while an import runs; answers
// to requests hardly notice, the machine's memory does. Measured with bench:api and bench:import.
import { setFlagsFromString } from "node:v8";

const usualPercent = 50;
const importPercent = 60;

let holders = 0;

function letGrowBy(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** Called once, when the process starts. */
export function keepHeapSmall(): void {
  letGrowBy(usualPercent);
}

export async function withThriftyHeap<T>(work: () => Promise<T>): Promise<T> {
  holders += 1;
  if (holders === 1) letGrowBy(importPercent);
  try {
    return await work();
  } finally {
    holders -= 1;
    if (holders === 0) letGrowBy(usualPercent);
  }
}
