// A conversation of a customer, with a note and a reply, in a workspace that is filled.
import type { App } from "../../src/app.ts";
import { systemContext } from "../../src/platform/context.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Make, Marks } from "./fill-workspace.ts";

/** `address`: of a person who is there, whose region the conversation has. */
export async function fillConversation(
  app: App,
  workspaceId: string,
  make: Make,
  { marks, address }: { marks: Marks; address: string },
): Promise<string> {
  const { text, digits, memberId } = marks;
  const { conversationId } = await app.conversations.receiveMessage(
    systemContext(workspaceId, newId()),
    workspaceId,
    {
      channelId: newId(),
      channelKind: "api",
      providerId: `${text}-${newId()}`,
      threadKey: `${text} thread`,
      inReplyTo: [],
      from: { address, name: `${text} customer`, userId: null, verified: false },
      sentAt: new Date(0),
      subject: `${text} subject`,
      text: `${text} asks about ${digits}`,
      attachments: [],
      automatic: false,
    },
  );
  const path = `/conversations/${conversationId}`;
  await make("PATCH", path, { assigneeId: memberId, tags: [text], category: text });
  await make("POST", `${path}/notes`, { text: `${text} note ${digits}` });
  return conversationId;
}
