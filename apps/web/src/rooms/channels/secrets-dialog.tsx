// Key and secret of a channel: shown once, when they are made.
import { Button, Group, Stack, Text } from "@mantine/core";
import type { ChannelWithSecrets } from "@rapport/sdk";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";

const SECRET_WORDS = {
  widget:
    "With it your server signs who is signed in on your website. Without that you need not keep it.",
  api: "With it you check that replies come from here.",
  sms: "With it the provider signs what it posts to you.",
  email: "",
} as const;

export const SecretsDialog = ({
  made,
  onClose,
}: {
  made: ChannelWithSecrets | null;
  onClose: () => void;
}) => (
  <Dialog
    opened={made !== null}
    onClose={onClose}
    title="Copy this now"
    closeOnClickOutside={false}
  >
    {made ? (
      <Stack gap={12}>
        <Text size="sm" role="status">
          It is shown only this once.
        </Text>
        {made.key ? <CopyField label="Key, to bring messages in" value={made.key} /> : null}
        {made.secret ? (
          <>
            <CopyField label="Secret" value={made.secret} />
            <Text size="sm" c="dimmed">
              {SECRET_WORDS[made.kind]}
            </Text>
          </>
        ) : null}
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    ) : null}
  </Dialog>
);
