// Knowledge and the index of its passages, which know nothing of each other's insides.
import type { Config } from "../platform/config.ts";
import { createKnowledge, type KnowledgeDeps } from "../rooms/knowledge/index.ts";
import { createPassages } from "../rooms/passages/index.ts";
import type { Records } from "../rooms/records/index.ts";

export type { Knowledge } from "../rooms/knowledge/index.ts";

interface Deps extends Omit<KnowledgeDeps, "passages"> {
  /** None: vectors are learned from the pages. */
  config?: Pick<Config, "encoderDir">;
  /** None: nothing is undone here. */
  records?: Pick<Records, "addUndoable">;
}

export function makeKnowledge({ config, records, ...given }: Deps) {
  const { db, clock, logger, acts, workspaceIds } = given;
  const deps = { db, clock, logger, acts, workspaceIds };
  const passages = createPassages({ ...deps, encoderDir: config?.encoderDir ?? "" });
  const knowledge = createKnowledge({ ...deps, passages });
  for (const [object, part] of Object.entries(knowledge.undoable))
    records?.addUndoable(object, part);
  return { passages, knowledge };
}
