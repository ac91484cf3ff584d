// Whether a channel asks customers how satisfied they are: one switch, in the channel's settings.
import { Switch, Text } from "@mantine/core";
import type { ChannelKind } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { Section } from "../../ui/settings.tsx";
import { SkeletonLines } from "../../ui/states.tsx";
import { showDone, showError } from "../../ui/toast.tsx";

const queryKey = ["satisfaction", "channels"];

const howText = (kind: ChannelKind): string =>
  kind === "widget"
    ? "When a conversation is closed, the chat shows five faces and room for a comment."
    : "Five minutes after a conversation was closed, the customer gets a message with a link to a page with five faces and room for a comment. The link holds for 14 days.";

export const AskSetting = ({ channelId, kind }: { channelId: string; kind: ChannelKind }) => {
  const asking = useQuery({ queryKey, queryFn: () => api.satisfaction.channels() });
  const save = useMutation({
    mutationFn: (asks: boolean) => api.satisfaction.setAsks(channelId, asks),
    onSuccess: async ({ data }) => {
      await queryClient.invalidateQueries({ queryKey });
      showDone(data.asks ? "Customers are asked from now on." : "Nobody is asked any more.");
    },
    onError: (error) => showError(error, "This was not saved"),
  });
  const channel = asking.data?.find(({ id }) => id === channelId);
  return (
    <Section title="Satisfaction" lead={`${howText(kind)} Each is asked once.`}>
      {asking.isError ? (
        <Text size="sm" role="alert">
          It could not be loaded whether customers are asked. Reload the page to try again.
        </Text>
      ) : null}
      {asking.isPending ? <SkeletonLines lines={1} /> : null}
      {channel ? (
        <Switch
          label="Ask customers how satisfied they are"
          checked={save.isPending ? save.variables : channel.asks}
          disabled={save.isPending}
          onChange={(event) => save.mutate(event.currentTarget.checked)}
        />
      ) : null}
    </Section>
  );
};
