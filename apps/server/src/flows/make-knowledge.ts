// Knowledge and the index of its passages, which know nothing of each other's insides.
import { createKnowledge, type KnowledgeDeps } from "../rooms/knowledge/index.ts";
import { createPassages, type PassagesDeps } from "../rooms/passages/index.ts";

export type { Knowledge } from "../rooms/knowledge/index.ts";

export function makeKnowledge(
  deps: Omit<KnowledgeDeps, "passages"> & Pick<PassagesDeps, "encoderDir">,
) {
  const passages = createPassages(deps);
  return { passages, knowledge: createKnowledge({ ...deps, passages }) };
}
