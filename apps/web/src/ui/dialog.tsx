import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

/** One that is taken away while it is open gives focus back too; the modal itself does so only when it is closed. */
const useFocusBack = (opened: boolean): void => {
  const [before] = useState(() => document.activeElement);
  const isOpen = useRef(opened);
  isOpen.current = opened;
  useEffect(
    () => () => {
      if (!isOpen.current) return;
      setTimeout(() => {
        const isLost = document.activeElement === document.body;
        if (isLost && before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
    },
    [before],
  );
};

/** A dialog that traps focus and gives it back. Close by Escape, the cross or outside. */
export const Dialog = (props: ModalProps) => {
  useFocusBack(props.opened);
  return (
    <Modal
      radius="md"
      padding="lg"
      transitionProps={{ duration: 90, transition: "fade" }}
      closeButtonProps={{ "aria-label": "Close" }}
      {...props}
    />
  );
};
