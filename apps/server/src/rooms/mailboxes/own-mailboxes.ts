// Which addresses are those of the workspace's own mailboxes, also with more in them (`help+4711@ours.example`).
import { type Mailbox, mailboxOf } from "./mailbox.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";

export const bareAddress = (one: string): string => one.replace(/\+[^@]*@/, "@");

export async function ownMailboxes(
  deps: { channels: Pick<MailboxesDeps["channels"], "find"> },
  { workspaceId, address }: Pick<Mailbox, "workspaceId" | "address">,
): Promise<ReadonlySet<string>> {
  const channels = await deps.channels.find.openAll("email", workspaceId);
  const others = channels.map((one) => mailboxOf(one).address);
  return new Set([address, ...others].map((one) => one.toLowerCase()));
}
