// A form in a dialog of the screens of prompts: its fields, then the way back and the way on.
import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  submit: string;
  isSending: boolean;
  disabled?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

export const PromptForm = ({ submit, isSending, disabled, onSubmit, onClose, children }: Props) => (
  <form
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    <Stack gap={12}>
      {children}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={disabled ?? false} loading={isSending}>
          {submit}
        </Button>
      </Group>
    </Stack>
  </form>
);
