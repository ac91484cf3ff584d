// The files that a restore puts into the data folder, so that a restore that fails can take them back: what it wrote is
// removed, and what stood in its place stands there again.
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../platform/make-folder.ts";

export interface Placed {
  /** A file that is already there (keys, above all) is kept beside the restored one. */
  makeRoomFor(target: string): Promise<void>;
  putAside(file: string): Promise<void>;
  takeBack(): Promise<void>;
}

const isGone = (error: NodeJS.ErrnoException): false => {
  if (error.code === "ENOENT") return false;
  throw error;
};

export function createPlaced(): Placed {
  const undo: (() => Promise<unknown>)[] = [];

  async function putAside(file: string): Promise<void> {
    const aside = `${file}.before-restore`;
    const isMoved = await rename(file, aside).then(() => true, isGone);
    if (isMoved) undo.push(() => rename(aside, file));
  }

  return {
    putAside,
    makeRoomFor: async (target) => {
      const made = makeFolder(dirname(target), 0o700);
      if (made !== null) undo.push(() => rm(made, { recursive: true, force: true }));
      await putAside(target);
      undo.push(() => rm(target, { force: true }));
    },
    takeBack: async () => {
      for (const step of undo.reverse()) await step();
    },
  };
}
