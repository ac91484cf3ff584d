import { Modal, type ModalProps } from "@mantine/core";

/** A dialog that traps focus and gives it back. Close by Escape, the cross or outside. */
export const Dialog = (props: ModalProps) => (
  <Modal
    radius="md"
    padding="lg"
    transitionProps={{ duration: 90, transition: "fade" }}
    closeButtonProps={{ "aria-label": "Close" }}
    {...props}
  />
);
