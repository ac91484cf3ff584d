// Waits until what follows a large load (search, audit, duplicates) is done: it would compete with what is measured.
import { setTimeout } from "node:timers/promises";

const lookMs = 5000;
/** Of one core. */
const idleShare = 0.2;

/** @param url of a running server @param most how long to wait at most, in milliseconds */
export async function untilIdle(url: string, most = Number.POSITIVE_INFINITY): Promise<void> {
  const used = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^rapport_process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
  };
  const endMs = performance.now() + most;
  for (let before = await used(); performance.now() < endMs; ) {
    await setTimeout(lookMs);
    const now = await used();
    if (now - before < (idleShare * lookMs) / 1000) return;
    before = now;
  }
}
