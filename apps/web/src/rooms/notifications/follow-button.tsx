// Whether the member hears of this record: follow, mute, or neither.
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import type { Attention } from "@rapport/contracts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { IconBell, IconBellOff, IconBellRinging, IconCheck } from "../../ui/icons.ts";
import { showError } from "../../ui/toast.tsx";

const CHOICES: { state: Attention["state"]; label: string; hint: string }[] = [
  { state: "following", label: "Follow", hint: "Hear of every change by others" },
  { state: "none", label: "Only what concerns me", hint: "Mentions and what becomes mine" },
  { state: "muted", label: "Mute", hint: "Hear nothing of this record" },
];

const ICONS = { following: IconBellRinging, none: IconBell, muted: IconBellOff };
const NOW = {
  following: "You follow this record",
  none: "Follow or mute",
  muted: "You muted this record",
};

export const FollowButton = ({ object, id }: { object: string; id: string }) => {
  const key = ["attention", object, id];
  const attention = useQuery({
    queryKey: key,
    queryFn: () => api.notifications.attention(object, id),
  });
  const change = useMutation({
    mutationFn: (state: Attention["state"]) => api.notifications.setAttention(object, id, state),
    onMutate: (state) => queryClient.setQueryData<Attention>(key, { state }),
    onError: (error) => {
      showError(error, "Your choice was not saved");
      void attention.refetch();
    },
  });
  const state = attention.data?.state ?? "none";
  const Icon = ICONS[state];
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={NOW[state]}>
          <ActionIcon aria-label={`Notifications of this record: ${NOW[state]}`}>
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map((choice) => (
          <Menu.Item
            key={choice.state}
            onClick={() => change.mutate(choice.state)}
            rightSection={choice.state === state ? <IconCheck size={14} /> : null}
          >
            <div>{choice.label}</div>
            <div className="r-muted">{choice.hint}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
