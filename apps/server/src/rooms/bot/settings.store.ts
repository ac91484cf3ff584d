// The one row of a workspace's bot.
import type { BotSettings } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export async function readSettings(tx: Reader): Promise<BotSettings | null> {
  const rows = await tx.query<BotSettings>(
    `SELECT is_on AS "isOn", "precision", most_answers AS "mostAnswers", uses_model AS "usesModel",
       link_hosts AS "linkHosts", wordings
     FROM bot.settings WHERE workspace_id = $1`,
    [tx.workspaceId],
  );
  return rows[0] ?? null;
}

export async function saveSettings(tx: Tx, one: BotSettings, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO bot.settings (workspace_id, is_on, "precision", most_answers, uses_model, link_hosts, wordings, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (workspace_id) DO UPDATE SET is_on = EXCLUDED.is_on, "precision" = EXCLUDED."precision",
       most_answers = EXCLUDED.most_answers, uses_model = EXCLUDED.uses_model, link_hosts = EXCLUDED.link_hosts,
       wordings = EXCLUDED.wordings, updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      one.isOn,
      one.precision,
      one.mostAnswers,
      one.usesModel,
      one.linkHosts,
      JSON.stringify(one.wordings),
      at,
    ],
  );
}
