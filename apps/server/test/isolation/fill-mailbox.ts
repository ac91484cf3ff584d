// A mailbox with one mail that is stuck, and a campaign that sends from it. It is paused, so that nobody looks for its
// server.
import { newId } from "../../src/platform/ids.ts";
import type { TestDatabase } from "../harness.ts";
import type { Make } from "./fill-workspace.ts";

export async function fillMailbox(
  database: Pick<TestDatabase, "asOwner">,
  workspaceId: string,
  make: Make,
  text: string,
): Promise<void> {
  const server = { host: "127.0.0.1", port: 9, security: "none", user: text };
  const { id } = await make("POST", "/channels", {
    kind: "email",
    name: `${text} mail`,
    providerToken: `${text} password`,
    settings: {
      address: `help@${text}.example`,
      senderName: text,
      imap: server,
      smtp: server,
      folders: [text],
      since: "2026-01-01",
    },
  });
  await make("POST", `/channels/${id}/pause`);
  await fillCampaign(database, workspaceId, make, { text, channelId: String(id) });
  await database.asOwner(
    `INSERT INTO mailboxes.mails (workspace_id, channel_id, path, uid_validity, uid, id, verdict, reason, attempts, sender,
       subject, read_at) VALUES ($1, $2, $3, 1, 1, $4, 'stuck', $5, 1, $6, $7, now())`,
    [workspaceId, id, text, newId(), `${text} reason`, `zoe@${text}.example`, `${text} subject`],
  );
}

/** With what one person answered. */
async function fillCampaign(
  database: Pick<TestDatabase, "asOwner">,
  workspaceId: string,
  make: Make,
  { text, channelId }: { text: string; channelId: string },
): Promise<void> {
  const segments = (await make("GET", "/segments")).data as { id: string }[];
  const people = (await make("GET", "/people?limit=1")).data as { id: string }[];
  const { id } = await make("POST", "/nps/campaigns", {
    ...{ name: `${text} campaign`, brand: `${text} brand`, language: "en", periodDays: 90 },
    ...{ segmentId: segments[0]?.id, channelId },
  });
  await database.asOwner(
    `INSERT INTO nps.questions (workspace_id, id, campaign_id, person_id, address_key, state, reason, attempts, queued_at,
       due_at, sent_at, open_until, score, comment, answered_at)
     VALUES ($1, $2, $3, $4, $5, 'sent', $5, 1, now(), now(), now(), now() + interval '30 days', 9, $5, now())`,
    [workspaceId, newId(), id, people[0]?.id, `${text} comment`],
  );
}
