// What is known of the customer: a pane of its own where there is room, else a drawer.
import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { Conversation } from "@rapport/sdk";
import { memo } from "react";
import { CopilotPanel } from "../copilot/copilot-panel.tsx";
import { CustomerDetails } from "./customer-panel.tsx";
import css from "./inbox.module.css";
import type { InboxDialog } from "./inbox-dialogs.tsx";

export const useIsNarrow = (): boolean =>
  useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false }) ?? false;

interface DetailsProps {
  conversation: Conversation;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onMacro: ((id: string) => void) | null;
  onDialog: (dialog: InboxDialog) => void;
}

const showMessage = (id: string): void => {
  const shown = document.getElementById(`message-${id}`);
  shown?.scrollIntoView({ block: "center" });
  shown?.focus({ preventScroll: true });
};

export const Details = memo((props: DetailsProps) => {
  const { conversation, isOpen, onOpen, onMacro, onDialog } = props;
  const isNarrow = useIsNarrow();
  const close = (): void => {
    if (isNarrow) onOpen(false);
  };
  const beside = (
    <CopilotPanel
      conversation={conversation}
      onMessage={(id) => {
        close();
        // The drawer gives the focus back first.
        setTimeout(() => showMessage(id), isNarrow ? 250 : 0);
      }}
      onMacro={
        onMacro &&
        ((id) => {
          close();
          onMacro(id);
        })
      }
    />
  );
  const details = (
    <CustomerDetails
      conversation={conversation}
      beside={beside}
      onDialog={(dialog) => {
        close();
        // The drawer gives the focus back first.
        setTimeout(() => onDialog(dialog), isNarrow ? 250 : 0);
      }}
    />
  );
  if (!isNarrow) {
    return (
      <aside className={css.panel} aria-label="Customer">
        {details}
      </aside>
    );
  }
  return (
    <Drawer
      opened={isOpen}
      onClose={() => onOpen(false)}
      position="right"
      size={360}
      title="Details"
      closeButtonProps={{ "aria-label": "Close the details" }}
    >
      <div className={css.drawer}>{details}</div>
    </Drawer>
  );
});
