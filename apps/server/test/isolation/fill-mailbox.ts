// A mailbox with one mail that is stuck. It is paused, so that nobody looks for its server.
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
  await database.asOwner(
    `INSERT INTO mailboxes.mails (workspace_id, channel_id, path, uid_validity, uid, id, verdict, reason, attempts, sender,
       subject, read_at) VALUES ($1, $2, $3, 1, 1, $4, 'stuck', $5, 1, $6, $7, now())`,
    [workspaceId, id, text, newId(), `${text} reason`, `zoe@${text}.example`, `${text} subject`],
  );
}
