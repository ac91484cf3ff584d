// Two conversations of one customer become one: the other one is chosen here, and the merge can be undone.
import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import type { Conversation } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState, ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showUndo } from "../../ui/toast.tsx";
import { ofPersonQuery, refreshInbox } from "./inbox-queries.ts";

const Choice = ({ one }: { one: Conversation }) => (
  <Radio
    value={one.id}
    label={`#${String(one.number)} ${one.subject ?? ""}`.trim()}
    description={one.preview ?? undefined}
  />
);

const None = ({ isKnown }: { isKnown: boolean }) => (
  <EmptyState title="Nothing to merge">
    {isKnown
      ? "There is no other conversation with this person that you may work on."
      : "Nobody knows whose conversation this is. Only conversations with the same person can be merged."}
  </EmptyState>
);

export const MergeDialog = ({
  conversation,
  opened,
  onClose,
}: {
  conversation: Conversation;
  opened: boolean;
  onClose: () => void;
}) => {
  const [otherId, setOtherId] = useState<string | null>(null);
  const personId = conversation.person?.id ?? null;
  const list = useQuery({ ...ofPersonQuery(personId ?? ""), enabled: opened && personId !== null });
  const others = (list.data?.data ?? []).filter(
    ({ id, mergedInto, mayChange }) => id !== conversation.id && mergedInto === null && mayChange,
  );
  const merge = useMutation({
    mutationFn: (id: string) => api.conversations.merge(conversation.id, id),
    onSuccess: ({ actId }) => {
      refreshInbox();
      showUndo("Merged: its messages are read here.", actId);
      setOtherId(null);
      onClose();
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (otherId !== null) merge.mutate(otherId);
  };
  const isNone = personId === null || (list.isSuccess && others.length === 0);
  return (
    <Dialog opened={opened} onClose={onClose} title={`Merge into #${String(conversation.number)}`}>
      {isNone ? <None isKnown={personId !== null} /> : null}
      {!isNone && list.isPending ? <SkeletonLines lines={3} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the other conversations"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {others.length > 0 ? (
        <form onSubmit={onSubmit}>
          <Stack gap={12}>
            <FormError error={merge.error} />
            <Text size="sm">
              The other one is closed. Its messages are read in this one, and what comes in there
              goes on here.
            </Text>
            <Radio.Group label="The other conversation" value={otherId} onChange={setOtherId}>
              <Stack gap={8} mt={8}>
                {others.map((one) => (
                  <Choice key={one.id} one={one} />
                ))}
              </Stack>
            </Radio.Group>
            <Group justify="flex-end">
              <Button type="submit" disabled={otherId === null} loading={merge.isPending}>
                Merge 2 conversations
              </Button>
            </Group>
          </Stack>
        </form>
      ) : null}
    </Dialog>
  );
};
