// Waves of one reader: the first is told at once, what follows is gathered, so that a load of a million rows is
// a few events. No clock of its own.

export const waveEveryMs = 5000;

interface Wave {
  toldMs: number;
  /** Counted since it was told last; null: something that may not be counted. */
  waiting: number | null | undefined;
}

export type Waves = Map<string, Wave>;

export interface ToldWave {
  object: string;
  count: number | null;
}

const sum = (a: number | null | undefined, b: number | null): number | null =>
  a === null || b === null ? null : (a ?? 0) + b;

/** Takes a wave in. What is to be told now, or null. */
export function noteWave(waves: Waves, wave: ToldWave, nowMs: number): ToldWave | null {
  const known = waves.get(wave.object);
  if (!known || nowMs - known.toldMs >= waveEveryMs) {
    waves.set(wave.object, { toldMs: nowMs, waiting: undefined });
    return known?.waiting === undefined ? wave : { ...wave, count: sum(known.waiting, wave.count) };
  }
  known.waiting = sum(known.waiting, wave.count);
  return null;
}

/** What was gathered and is due. */
export function dueWaves(waves: Waves, nowMs: number): ToldWave[] {
  const due: ToldWave[] = [];
  for (const [object, wave] of waves) {
    if (nowMs - wave.toldMs < waveEveryMs) continue;
    if (wave.waiting === undefined) waves.delete(object);
    else {
      due.push({ object, count: wave.waiting });
      waves.set(object, { toldMs: nowMs, waiting: undefined });
    }
  }
  return due;
}

/** Whether something was gathered that is not told yet. */
export function isGathering(waves: Waves): boolean {
  return [...waves.values()].some(({ waiting }) => waiting !== undefined);
}
