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
      text: `${text} asks about ${digits}. When does the ${text} bakery in the harbour open its doors?`,
      attachments: [],
      automatic: false,
    },
  );
  const path = `/conversations/${conversationId}`;
  const changed = { assigneeId: memberId, tags: [text], category: text };
  const { person } = (await make("PATCH", path, changed)) as { person: { id: string } };
  await make("POST", `${path}/links`, { object: "people", recordId: person.id });
  await make("POST", `${path}/notes`, { text: `${text} note ${digits}` });
  return conversationId;
}

/** A draft that was offered and used, and a macro that was used. */
export async function fillCopilot(make: Make, conversationId: string, text: string): Promise<void> {
  await make("POST", "/knowledge/pages", {
    title: `The ${text} bakery`,
    body: `The ${text} bakery in the harbour opens its doors at 6 in the morning.`,
    state: "published",
    readers: ["members"],
  });
  const path = `/conversations/${conversationId}/copilot`;
  const draft = await make("POST", `${path}/draft`);
  if (draft.id === null) throw new Error("The page did not answer the question.");
  await make("PUT", `/copilot/suggestions/${draft.id}/outcome`, { outcome: "used" });
  const kept = { name: `${text} macro`, text: `${text} bakery`, close: false, tags: [] };
  const macro = await make("POST", "/macros", { ...kept, priority: null });
  await make("POST", `${path}/macro-uses`, { macroId: macro.id });
}
