// Makes a folder and those above it, one after the other. Node's own `recursive` tries for ever, with a whole core, where a
// folder that is there refuses others with ENOENT, as /proc does.
import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Answers the uppermost folder that was missing; null: all were there. */
export function makeFolder(path: string, mode = 0o777): string | null {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) makeOne(folder, mode);
  return missing[0] ?? null;
}
