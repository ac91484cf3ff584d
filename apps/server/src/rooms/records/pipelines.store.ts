// Pipelines of deals and their stages.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { Pipeline, Stage, Stages } from "./pipeline.rules.ts";

type StageRow = Stage & { pipelineId: string };

export async function readPipelines(tx: Reader): Promise<Pipeline[]> {
  const [pipelines, stages] = await Promise.all([
    tx.query<Omit<Pipeline, "stages">>(
      "SELECT id, name, position FROM records.pipelines WHERE workspace_id = $1 ORDER BY position, id",
      [tx.workspaceId],
    ),
    tx.query<StageRow>(
      `SELECT id, pipeline_id AS "pipelineId", name, position, kind, probability
       FROM records.stages WHERE workspace_id = $1 ORDER BY position, id`,
      [tx.workspaceId],
    ),
  ]);
  return pipelines.map((pipeline) => ({
    ...pipeline,
    stages: stages.filter((stage) => stage.pipelineId === pipeline.id),
  }));
}

const stagesKey = (tx: Tx) => `${tx.workspaceId}:stages`;

/** Keeps the stages as they are until this transaction ends; others may hold them too. */
export function holdStages(tx: Tx): void {
  tx.send("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", [stagesKey(tx)]);
}

/** Waits for the deals that are being written; new ones wait for the change of the stages. */
export function lockStages(tx: Tx): void {
  tx.send("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [stagesKey(tx)]);
}

export async function stagesOf(tx: Tx): Promise<Stages> {
  return new Map((await readPipelines(tx)).map((pipeline) => [pipeline.id, pipeline.stages]));
}

export async function upsertPipeline(tx: Tx, pipeline: Pipeline): Promise<void> {
  await tx.query(
    `INSERT INTO records.pipelines (workspace_id, id, name, position) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = excluded.name, position = excluded.position`,
    [tx.workspaceId, pipeline.id, pipeline.name, pipeline.position],
  );
  const { stages } = pipeline;
  await tx.query(
    "DELETE FROM records.stages WHERE workspace_id = $1 AND pipeline_id = $2 AND NOT id = ANY($3::uuid[])",
    [tx.workspaceId, pipeline.id, stages.map((stage) => stage.id)],
  );
  await tx.query(
    `INSERT INTO records.stages (workspace_id, pipeline_id, id, name, position, kind, probability)
     SELECT $1, $2, u.* FROM unnest($3::uuid[], $4::text[], $5::int[], $6::text[], $7::float8[]) AS u
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = excluded.name, position = excluded.position,
       kind = excluded.kind, probability = excluded.probability`,
    [
      tx.workspaceId,
      pipeline.id,
      stages.map((stage) => stage.id),
      stages.map((stage) => stage.name),
      stages.map((stage) => stage.position),
      stages.map((stage) => stage.kind),
      stages.map((stage) => stage.probability),
    ],
  );
}

export async function deletePipeline(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM records.pipelines WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

/** How many live or trashed deals are in these stages; they must be moved before a stage goes. */
export async function dealsInStages(tx: Tx, stageIds: readonly string[]): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*) AS count FROM records.deals WHERE workspace_id = $1 AND stage_id = ANY($2::uuid[])",
    [tx.workspaceId, stageIds],
  );
  return rows[0]?.count ?? 0;
}
