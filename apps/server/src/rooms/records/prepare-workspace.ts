// A new workspace starts with one pipeline, so that the first deal has a stage to stand in.
import type { ChangeListener } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { readPipelines, upsertPipeline } from "./pipelines.store.ts";

const firstStages = [
  ["New", "open", 0.1],
  ["Qualified", "open", 0.25],
  ["Proposal", "open", 0.5],
  ["Negotiation", "open", 0.75],
  ["Won", "won", 1],
  ["Lost", "lost", 0],
] as const;

export async function prepareWorkspace(tx: Tx): Promise<void> {
  if ((await readPipelines(tx)).length > 0) return;
  const id = newId();
  const stages = firstStages.map(([name, kind, probability], position) => ({
    id: newId(),
    pipelineId: id,
    name,
    position,
    kind,
    probability,
  }));
  await upsertPipeline(tx, { id, name: "Sales", position: 0, stages });
}

/** Prepares each workspace in the transaction that makes it. */
export const prepareNewWorkspaces: ChangeListener = async (tx, _act, changes) => {
  if (changes.some(({ object, op }) => object === "workspaces" && op === "create"))
    await prepareWorkspace(tx);
};
