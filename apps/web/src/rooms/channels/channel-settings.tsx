// The settings of a channel that exists: the form, and removing it.
import { Button, Group, Text } from "@mantine/core";
import type { Channel } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Section } from "../../ui/settings.tsx";
import { showDone } from "../../ui/toast.tsx";
import { AskSetting } from "../satisfaction/ask-setting.tsx";
import { changeFrom, isNewKind, type Values, valuesOf } from "./channel.rules.ts";
import { ChannelForm } from "./channel-form.tsx";
import { refreshChannels, useChannelWrite } from "./channel-queries.ts";

/** Its keys cannot be brought back, so it is asked, by name. */
const RemoveDialog = ({
  channel,
  opened,
  onClose,
}: {
  channel: Channel;
  opened: boolean;
  onClose: () => void;
}) => {
  const navigate = useNavigate();
  const remove = useChannelWrite({
    run: () => api.channels.remove(channel.id),
    done: "Channel deleted.",
    failed: "The channel was not deleted",
  });
  return (
    <Dialog opened={opened} onClose={onClose} title={`Delete “${channel.name}”?`}>
      <Text size="sm">
        Nothing comes in or goes out by it any more. Its conversations stay; its keys cannot be
        brought back.
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
              onSuccess: () => void navigate({ to: "/settings/channels" }),
            })
          }
        >
          Delete channel
        </Button>
      </Group>
    </Dialog>
  );
};

export const ChannelSettings = ({ channel }: { channel: Channel }) => {
  const { id, kind, version } = channel;
  const [isRemoving, setRemoving] = useState(false);
  const [edited, setEdited] = useState(0);
  const save = useMutation({
    mutationFn: (values: Values) =>
      api.channels.update(id, isNewKind(kind) ? changeFrom(kind, values) : {}, { version }),
    onSuccess: async () => {
      await refreshChannels();
      showDone("Channel saved.");
    },
  });
  if (!isNewKind(kind)) return null;
  return (
    <>
      <ChannelForm
        key={edited}
        kind={kind}
        start={valuesOf(channel, Intl.DateTimeFormat().resolvedOptions().timeZone)}
        isNew={false}
        error={save.error}
        isSaving={save.isPending}
        action="Save"
        onSave={(values) => save.mutate(values)}
        onCancel={() => setEdited((now) => now + 1)}
      />
      <AskSetting channelId={id} kind={kind} />
      <Section title="Remove">
        <Button variant="default" onClick={() => setRemoving(true)}>
          Delete channel
        </Button>
      </Section>
      <RemoveDialog channel={channel} opened={isRemoving} onClose={() => setRemoving(false)} />
    </>
  );
};
