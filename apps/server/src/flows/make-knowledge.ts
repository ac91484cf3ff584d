// Knowledge and the index of its passages, which know nothing of each other's insides.
import type { Config } from "../platform/config.ts";
import { createKnowledge, type KnowledgeDeps } from "../rooms/knowledge/index.ts";
import { createPassages } from "../rooms/passages/index.ts";

export type { Knowledge } from "../rooms/knowledge/index.ts";

interface Deps extends Omit<KnowledgeDeps, "passages"> {
  /** None: vectors are learned from the pages. */
  config?: Pick<Config, "encoderDir">;
}

export function makeKnowledge({ config, ...deps }: Deps) {
  const passages = createPassages({ ...deps, encoderDir: config?.encoderDir ?? "" });
  return { passages, knowledge: createKnowledge({ ...deps, passages }) };
}
