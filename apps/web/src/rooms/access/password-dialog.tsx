// Asks for the password once more before something that concerns the sign-in itself.
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { FormError } from "../../ui/states.tsx";

interface PasswordDialogProps<T> {
  opened: boolean;
  title: string;
  children: ReactNode;
  submit: string;
  danger?: boolean;
  run: (password: string) => Promise<T>;
  onDone: (result: T) => void;
  onClose: () => void;
}

export const PasswordDialog = <T,>(props: PasswordDialogProps<T>) => {
  const [password, setPassword] = useState("");
  const proving = useMutation({
    mutationFn: props.run,
    onSuccess: (result) => {
      setPassword("");
      props.onDone(result);
    },
  });
  const close = (): void => {
    setPassword("");
    proving.reset();
    props.onClose();
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    proving.mutate(password);
  };
  return (
    <Dialog opened={props.opened} onClose={close} title={props.title}>
      <form onSubmit={onSubmit}>
        <Stack gap={12}>
          <Text size="sm">{props.children}</Text>
          <FormError error={proving.error} />
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              type="submit"
              {...(props.danger ? { color: "red" } : {})}
              loading={proving.isPending}
              disabled={password === ""}
            >
              {props.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
