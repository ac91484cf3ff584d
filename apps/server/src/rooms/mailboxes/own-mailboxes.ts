// Which addresses are those of the workspace's own mailboxes, also with more in them (`help+4711@ours.example`).
import { type Mailbox, mailboxOf } from "./mailbox.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";

const bareAddress = (one: string): string => one.replace(/\+[^@]*@/, "@");

/** Whether an address, in small letters, is one of them, or of those given beside them. */
export async function ownMailboxes(
  deps: { channels: { find: Pick<MailboxesDeps["channels"]["find"], "openAll"> } },
  { workspaceId, address }: Pick<Mailbox, "workspaceId" | "address">,
  more: readonly string[] = [],
): Promise<(address: string) => boolean> {
  const channels = await deps.channels.find.openAll("email", workspaceId);
  const others = channels.map((one) => mailboxOf(one).address);
  const own = new Set([address, ...others, ...more].map((one) => one.toLowerCase()));
  return (one) => own.has(one) || own.has(bareAddress(one));
}
