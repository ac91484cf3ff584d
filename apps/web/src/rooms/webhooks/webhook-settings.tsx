// The settings of a webhook that exists: the form, its secret, and removing it.
import { Button, Group, Text } from "@mantine/core";
import type { Webhook, WebhookInput } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.rules.ts";
import { Section } from "../../ui/settings.tsx";
import { showDone } from "../../ui/toast.tsx";
import { RotateDialog } from "./secret-dialog.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { refreshWebhooks, useWebhookWrite } from "./webhook-queries.ts";

/** Its secret and its log cannot be brought back, so it is asked, by name. */
const RemoveDialog = ({
  webhook,
  opened,
  onClose,
}: {
  webhook: Webhook;
  opened: boolean;
  onClose: () => void;
}) => {
  const navigate = useNavigate();
  const remove = useWebhookWrite({
    run: () => api.webhooks.remove(webhook.id),
    done: "Webhook deleted.",
    failed: "The webhook was not deleted",
  });
  const { waiting } = webhook.health;
  return (
    <Dialog opened={opened} onClose={onClose} title={`Delete “${webhook.name}”?`}>
      <Text size="sm">
        The receiver is told nothing any more
        {waiting > 0
          ? `, and ${formatCount(waiting, "event", "events")} that wait are dropped`
          : ""}
        . Its secret and its log cannot be brought back.
      </Text>
      <Group justify="flex-end" mt={16} gap={8}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, {
              onSuccess: () => void navigate({ to: "/settings/webhooks" }),
            })
          }
        >
          Delete webhook
        </Button>
      </Group>
    </Dialog>
  );
};

export const WebhookSettings = ({
  webhook,
  onReset,
}: {
  webhook: Webhook;
  onReset: () => void;
}) => {
  const [dialog, setDialog] = useState<"rotate" | "remove" | null>(null);
  const close = (): void => setDialog(null);
  const save = useMutation({
    mutationFn: (values: WebhookInput) =>
      api.webhooks.update(webhook.id, values, { version: webhook.version }),
    onSuccess: async () => {
      await refreshWebhooks();
      showDone("Webhook saved. It acts for you now.");
      onReset();
    },
  });
  return (
    <>
      <WebhookForm
        webhook={webhook}
        error={save.error}
        isSaving={save.isPending}
        action="Save webhook"
        onSave={(values) => save.mutate(values)}
        onCancel={onReset}
      />
      <Section
        title="Secret"
        lead="The receiver checks with it that messages come from here. It is never shown again."
      >
        <Button variant="default" onClick={() => setDialog("rotate")}>
          Make a new secret
        </Button>
      </Section>
      <Section title="Delete" lead="To stop for a while, pause it instead.">
        <Button variant="default" color="red" onClick={() => setDialog("remove")}>
          Delete webhook
        </Button>
      </Section>
      <RotateDialog id={webhook.id} opened={dialog === "rotate"} onClose={close} />
      <RemoveDialog webhook={webhook} opened={dialog === "remove"} onClose={close} />
    </>
  );
};
