// The dialogs of the conversation that is open.
import type { Conversation } from "@rapport/sdk";
import { LinkDialog } from "./links-card.tsx";
import { MergeDialog } from "./merge-dialog.tsx";

export type InboxDialog = "merge" | "link";

export const InboxDialogs = ({
  conversation,
  dialog,
  onClose,
}: {
  conversation: Conversation;
  dialog: InboxDialog | null;
  onClose: () => void;
}) => {
  const isOpen = conversation.mayChange && conversation.mergedInto === null;
  return (
    <>
      <MergeDialog
        conversation={conversation}
        opened={isOpen && dialog === "merge"}
        onClose={onClose}
      />
      <LinkDialog
        conversationId={conversation.id}
        opened={isOpen && dialog === "link"}
        onClose={onClose}
      />
    </>
  );
};
