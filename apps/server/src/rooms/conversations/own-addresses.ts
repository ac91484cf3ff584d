// The addresses of the workspace's own mailboxes: a mail that went to one of them would come in as a customer's.
import type { Reader } from "../../platform/db/index.ts";
import type { ConversationsDeps } from "./ports.ts";

export async function ownAddresses(
  deps: Pick<ConversationsDeps, "channels">,
  tx: Reader,
): Promise<ReadonlySet<string>> {
  const channels = await deps.channels(tx);
  return new Set(channels.flatMap(({ address }) => address ?? []));
}
