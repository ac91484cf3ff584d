// Sending again all that was given up since a time.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.rules.ts";
import { useWebhookWrite } from "./webhook-queries.ts";

interface ReplayProps {
  id: string;
  opened: boolean;
  onClose: () => void;
}

export const ReplayDialog = ({ id, opened, onClose }: ReplayProps) => {
  const [since, setSince] = useState("");
  const replay = useWebhookWrite({
    run: () => api.webhooks.replay(id, { failedSince: new Date(since).toISOString() }),
    done: (count) =>
      count === 0
        ? "Nothing failed since then."
        : `${formatCount(count, "delivery is", "deliveries are")} sent again.`,
    failed: "They were not sent again",
  });
  return (
    <Dialog opened={opened} onClose={onClose} title="Send failed deliveries again">
      <Stack gap={12}>
        <Text size="sm">
          All that was given up since then, oldest first of each record. Receivers know them by
          their ids.
        </Text>
        <TextInput
          type="datetime-local"
          label="Since"
          data-autofocus
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={replay.isPending}
            disabled={Number.isNaN(Date.parse(since))}
            onClick={() => replay.mutate(undefined, { onSuccess: onClose })}
          >
            Send again
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
