// How a member wants to be told: by kind in the app and by mail, quiet hours, and the daily mail, in their own zone.
import { Alert, Checkbox, Group, Table, TextInput } from "@mantine/core";
import {
  type NotificationKind,
  type NotificationPreferences,
  type NotificationPreferencesChange,
  notificationKinds,
} from "@rapport/contracts";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { readerZone } from "../../ui/format.rules.ts";
import { Select } from "../../ui/select.tsx";
import { PlainTable, Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { KIND_WORDS } from "./notification.rules.ts";

const preferencesQuery = queryOptions({
  queryKey: ["notification-preferences"],
  queryFn: () => api.notifications.preferences(),
});

const PACES = [
  { value: "off", label: "No mail" },
  { value: "now", label: "At once" },
  { value: "daily", label: "Daily mail" },
];

const useChange = () =>
  useMutation({
    mutationFn: (change: NotificationPreferencesChange) =>
      api.notifications.changePreferences({ zone: readerZone(), ...change }),
    onSuccess: (data) => queryClient.setQueryData(preferencesQuery.queryKey, data),
    onError: (error) => showError(error, "Your choice was not saved"),
  });

interface PartProps {
  preferences: NotificationPreferences;
  onChange: (change: NotificationPreferencesChange) => void;
}

const KindRow = ({ preferences, onChange, kind }: PartProps & { kind: NotificationKind }) => {
  const wish = preferences.kinds[kind];
  const { label, hint } = KIND_WORDS[kind];
  return (
    <Table.Tr>
      <Table.Td>
        <div>{label}</div>
        <div className="r-muted">{hint}</div>
      </Table.Td>
      <Table.Td>
        <Checkbox
          aria-label={`${label} in the app`}
          checked={wish.app}
          onChange={(event) =>
            onChange({ kinds: { [kind]: { ...wish, app: event.currentTarget.checked } } })
          }
        />
      </Table.Td>
      <Table.Td>
        <Select
          size="xs"
          w={130}
          aria-label={`${label} by mail`}
          allowDeselect={false}
          data={PACES}
          value={wish.mail}
          onChange={(mail) =>
            mail && onChange({ kinds: { [kind]: { ...wish, mail: mail as "off" } } })
          }
        />
      </Table.Td>
    </Table.Tr>
  );
};

const timeChange = (value: string, change: (time: string) => void): void => {
  if (/^\d\d:\d\d$/.test(value)) change(value);
};

const Times = ({ preferences, onChange }: PartProps) => {
  const { quietFrom, quietTo, digestAt, zone } = preferences;
  const isQuiet = quietFrom !== null;
  return (
    <Section title="Times" lead={`In your zone, ${zone === "UTC" ? readerZone() : zone}.`}>
      <Group gap={16} align="flex-end">
        <TextInput
          type="time"
          label="Daily mail at"
          value={digestAt}
          onChange={(event) =>
            timeChange(event.currentTarget.value, (time) => onChange({ digestAt: time }))
          }
        />
        <Checkbox
          label="Quiet hours: no mail"
          checked={isQuiet}
          onChange={(event) =>
            onChange(
              event.currentTarget.checked
                ? { quietFrom: "19:00", quietTo: "07:30" }
                : { quietFrom: null, quietTo: null },
            )
          }
        />
        {isQuiet ? (
          <>
            <TextInput
              type="time"
              label="From"
              value={quietFrom}
              onChange={(event) =>
                timeChange(event.currentTarget.value, (time) => onChange({ quietFrom: time }))
              }
            />
            <TextInput
              type="time"
              label="Until"
              value={quietTo ?? ""}
              onChange={(event) =>
                timeChange(event.currentTarget.value, (time) => onChange({ quietTo: time }))
              }
            />
          </>
        ) : null}
      </Group>
    </Section>
  );
};

export const NotificationSettings = () => {
  const preferences = useQuery(preferencesQuery);
  const change = useChange();
  if (preferences.isPending) return <SkeletonLines lines={8} />;
  if (!preferences.data) {
    return (
      <ErrorState
        error={preferences.error}
        doing="load your choices"
        onRetry={() => void preferences.refetch()}
      />
    );
  }
  const part = { preferences: preferences.data, onChange: change.mutate };
  return (
    <SettingsPage
      title="Notifications"
      lead="What you hear of, in the app and by mail. To follow or mute one record, open it."
    >
      {preferences.data.mailWorks ? null : (
        <Alert color="gray" variant="light" mb={16}>
          This server cannot send mail yet, so only the app tells you. Who runs it sets
          RAPPORT_SMTP_URL.
        </Alert>
      )}
      <PlainTable label="Kinds of notifications">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th>In the app</Table.Th>
            <Table.Th>By mail</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {notificationKinds.map((kind) => (
            <KindRow key={kind} kind={kind} {...part} />
          ))}
        </Table.Tbody>
      </PlainTable>
      <Times {...part} />
    </SettingsPage>
  );
};
