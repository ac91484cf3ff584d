// Rows of nps.campaigns.
import type { NpsLanguage, NpsState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredCampaign {
  id: string;
  name: string;
  brand: string;
  language: NpsLanguage;
  segmentId: string;
  channelId: string;
  periodDays: number;
  state: NpsState;
  version: number;
  createdAt: string;
  startedAt: string | null;
  stoppedAt: string | null;
}

const selected = `SELECT id, name, brand, language, segment_id AS "segmentId", channel_id AS "channelId",
  period_days AS "periodDays", state, version, created_at AS "createdAt", started_at AS "startedAt",
  stopped_at AS "stoppedAt" FROM nps.campaigns`;

/** Newest first. */
export function listCampaigns(tx: Reader, lock: "" | "FOR UPDATE" = ""): Promise<StoredCampaign[]> {
  return tx.query<StoredCampaign>(`${selected} WHERE workspace_id = $1 ORDER BY id DESC ${lock}`, [
    tx.workspaceId,
  ]);
}

export async function readCampaign(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredCampaign | null> {
  const rows = await tx.query<StoredCampaign>(
    `${selected} WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function saveCampaign(tx: Tx, one: StoredCampaign): Promise<void> {
  await tx.query(
    `INSERT INTO nps.campaigns (workspace_id, id, name, brand, language, segment_id, channel_id, period_days, state,
       version, created_at, started_at, stopped_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = EXCLUDED.name, brand = EXCLUDED.brand,
       language = EXCLUDED.language, segment_id = EXCLUDED.segment_id, channel_id = EXCLUDED.channel_id,
       period_days = EXCLUDED.period_days, state = EXCLUDED.state, version = EXCLUDED.version,
       started_at = EXCLUDED.started_at, stopped_at = EXCLUDED.stopped_at`,
    [
      tx.workspaceId,
      one.id,
      one.name,
      one.brand,
      one.language,
      one.segmentId,
      one.channelId,
      one.periodDays,
      one.state,
      one.version,
      one.createdAt,
      one.startedAt,
      one.stoppedAt,
    ],
  );
}

export async function removeCampaign(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM nps.campaigns WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

/** Those of which nothing waits any more are sent. */
export async function endCampaigns(tx: Tx): Promise<void> {
  await tx.query(
    `UPDATE nps.campaigns c SET state = 'sent' WHERE c.workspace_id = $1 AND c.state = 'sending' AND NOT EXISTS (
       SELECT 1 FROM nps.questions q WHERE q.workspace_id = $1 AND q.campaign_id = c.id
         AND q.state IN ('waiting', 'sending'))`,
    [tx.workspaceId],
  );
}
