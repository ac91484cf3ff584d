// One's own capture address: what it is for, the address to copy, a new one in its place, or none.
import { Button, Group, Stack, Text } from "@mantine/core";
import type { CaptureAddresses } from "@rapport/sdk";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/settings.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showDone, showError } from "../../ui/toast.tsx";

const captureQuery = queryOptions({
  queryKey: ["capture-address"],
  queryFn: ({ signal }) => api.mailboxes.capture.get({ signal }),
});

const refresh = () => queryClient.invalidateQueries({ queryKey: captureQuery.queryKey });

const useRenew = (done: string) =>
  useMutation({
    mutationFn: () => api.mailboxes.capture.renew(),
    onSuccess: ({ data }) => {
      queryClient.setQueryData(captureQuery.queryKey, data);
      showDone(done);
    },
    onError: (error) => showError(error, "The address was not made"),
  });

const None = ({ hasMailboxes }: { hasMailboxes: boolean }) => {
  const make = useRenew("Your address is made.");
  if (!hasMailboxes)
    return (
      <Text size="sm">
        It takes a mailbox that Rapport reads. An admin connects one under Settings, Channels.
      </Text>
    );
  return (
    <Group>
      <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
        Make my address
      </Button>
    </Group>
  );
};

const Addresses = ({ capture }: { capture: CaptureAddresses }) => {
  const renew = useRenew("A new address is made. The former one does not hold any more.");
  const end = useMutation({
    mutationFn: () => api.mailboxes.capture.end(),
    onSuccess: async () => {
      await refresh();
      showDone("The address does not hold any more.");
    },
    onError: (error) => showError(error, "The address still holds"),
  });
  return (
    <Stack gap={12}>
      {capture.addresses.map(({ channelId, address, mailbox }) => (
        <CopyField key={channelId} label={`By ${mailbox}`} value={address} />
      ))}
      <Text size="sm" className="r-muted">
        {capture.usedAt ? (
          <>
            A mail last came by it <RelativeTime value={capture.usedAt} />.
          </>
        ) : (
          "No mail came by it yet."
        )}{" "}
        {capture.addresses.some(({ checksSender }) => checksSender)
          ? "The mail server must vouch that a mail is yours."
          : "Keep it to yourself: a mail that names you as its sender and knows this address is taken as yours."}
      </Text>
      <Group gap={8}>
        <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
          Make a new address
        </Button>
        <Button variant="subtle" color="red" loading={end.isPending} onClick={() => end.mutate()}>
          Stop taking mails
        </Button>
      </Group>
    </Stack>
  );
};

export const CaptureSection = () => {
  const { data, error, refetch } = useQuery(captureQuery);
  return (
    <Section
      title="Mails that you send elsewhere"
      lead="Put this address into BCC, or pass a mail on to it: what you wrote then stands in the story of everybody whom it went to. Nobody has to answer it, and nobody is added to people without being asked."
    >
      {error && !data ? (
        <ErrorState error={error} doing="load your address" onRetry={() => void refetch()} />
      ) : null}
      {!data && !error ? <SkeletonLines lines={2} /> : null}
      {data && data.madeAt === null ? <None hasMailboxes={data.hasMailboxes} /> : null}
      {data && data.madeAt !== null ? <Addresses capture={data} /> : null}
    </Section>
  );
};
