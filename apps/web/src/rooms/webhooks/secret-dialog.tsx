// The secret of a webhook: shown once when it is made, and changed with an overlap in which messages carry
// signatures by both.
import { Button, Group, Stack, Text } from "@mantine/core";
import type { CreatedWebhook } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { useWebhookWrite } from "./webhook-queries.ts";

interface SecretProps {
  secret: string | null;
  onClose: () => void;
}

const ShownSecret = ({ secret, onClose }: { secret: string; onClose: () => void }) => (
  <Stack gap={12}>
    <Text size="sm" role="status">
      Copy the secret now and give it to the receiver. It is shown only this once; with it the
      receiver checks that messages come from here.
    </Text>
    <CopyField label="Secret" value={secret} />
    <Group justify="flex-end">
      <Button onClick={onClose}>I have copied it</Button>
    </Group>
  </Stack>
);

export const SecretDialog = ({ secret, onClose }: SecretProps) => (
  <Dialog
    opened={secret !== null}
    onClose={onClose}
    title="The secret of your webhook"
    closeOnClickOutside={false}
  >
    {secret ? <ShownSecret secret={secret} onClose={onClose} /> : null}
  </Dialog>
);

const OVERLAPS = [
  { value: "24", label: "One day" },
  { value: "168", label: "One week" },
  { value: "1", label: "One hour" },
  { value: "0", label: "Not at all: the old one leaked" },
];

const RotateForm = ({
  id,
  onDone,
  onCancel,
}: {
  id: string;
  onDone: (made: CreatedWebhook) => void;
  onCancel: () => void;
}) => {
  const [hours, setHours] = useState("24");
  const rotate = useWebhookWrite({
    run: () => api.webhooks.rotateSecret(id, { overlapHours: Number(hours) }),
    done: null,
    failed: "The secret was not changed",
  });
  return (
    <Stack gap={12}>
      <Text size="sm">
        Messages are signed with the new secret from now on, and for a while also with the old one,
        so that the receiver misses none while you change it.
      </Text>
      <Select
        label="The old secret still works for"
        allowDeselect={false}
        data={OVERLAPS}
        value={hours}
        onChange={(value) => setHours(value ?? "24")}
      />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          loading={rotate.isPending}
          onClick={() => rotate.mutate(undefined, { onSuccess: ({ data }) => onDone(data) })}
        >
          Make new secret
        </Button>
      </Group>
    </Stack>
  );
};

export const RotateDialog = ({
  id,
  opened,
  onClose,
}: {
  id: string;
  opened: boolean;
  onClose: () => void;
}) => {
  const [secret, setSecret] = useState<string | null>(null);
  const close = (): void => {
    setSecret(null);
    onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={secret ? "The new secret" : "New secret"}
      closeOnClickOutside={!secret}
    >
      {secret ? (
        <ShownSecret secret={secret} onClose={close} />
      ) : (
        <RotateForm id={id} onDone={(made) => setSecret(made.secret)} onCancel={close} />
      )}
    </Dialog>
  );
};
