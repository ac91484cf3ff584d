// Suggested pages, over what is settled in conversations and records, knowledge that they are published to, and the
// gateway's rules about personal data.
import type { Conversations } from "../rooms/conversations/index.ts";
import { createHarvest, type Harvest, type HarvestDeps } from "../rooms/harvest/index.ts";
import type { Llm } from "../rooms/llm/index.ts";

type Given = Omit<HarvestDeps, "settled" | "minimised"> & {
  conversations: Pick<Conversations, "settled">;
  llm: Pick<Llm, "minimised">;
};

export const makeHarvest = ({ conversations, llm, ...given }: Given): Harvest =>
  createHarvest({ ...given, settled: conversations.settled, minimised: llm.minimised });
