// What a conversation is on: deals, tickets, companies, further people; and how it is put there, by key or button.
import { Button, Group, SegmentedControl, Stack } from "@mantine/core";
import type { Conversation, ConversationLink, LinkedObject } from "@rapport/sdk";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { IconX } from "../../ui/icons.ts";
import { FormError } from "../../ui/states.tsx";
import { showError, showUndo } from "../../ui/toast.tsx";
import { ReferencePicker } from "../records/reference-picker.tsx";
import detailsCss from "./details.module.css";
import css from "./inbox.module.css";

const KINDS: { value: LinkedObject; label: string }[] = [
  { value: "deals", label: "Deal" },
  { value: "tickets", label: "Ticket" },
  { value: "companies", label: "Company" },
  { value: "people", label: "Person" },
];

const kindOf = (object: LinkedObject): string =>
  KINDS.find(({ value }) => value === object)?.label ?? object;

const linksQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "links", id],
    queryFn: ({ signal }) => api.conversations.links(id, { signal }),
    staleTime: 10_000,
  });

const refresh = (id: string) =>
  queryClient.invalidateQueries({ queryKey: linksQuery(id).queryKey });

export const LinkDialog = ({
  conversationId,
  opened,
  onClose,
}: {
  conversationId: string;
  opened: boolean;
  onClose: () => void;
}) => {
  const [object, setObject] = useState<LinkedObject>("deals");
  const [recordId, setRecordId] = useState<string | null>(null);
  const put = useMutation({
    mutationFn: (id: string) => api.conversations.link(conversationId, { object, recordId: id }),
    onSuccess: async ({ data, actId }) => {
      await refresh(conversationId);
      showUndo(`It is on ${data.title || kindOf(object).toLowerCase()} now.`, actId);
      setRecordId(null);
      onClose();
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (recordId !== null) put.mutate(recordId);
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="Put this conversation on a record">
      <form onSubmit={onSubmit}>
        <Stack gap={12}>
          <FormError error={put.error} />
          <SegmentedControl
            aria-label="Kind of record"
            data={KINDS}
            value={object}
            onChange={(value) => {
              setObject(value as LinkedObject);
              setRecordId(null);
            }}
          />
          <ReferencePicker
            key={object}
            object={object}
            label={kindOf(object)}
            placeholder="Type a part of its name"
            data-autofocus={true}
            comboboxProps={{ withinPortal: true }}
            value={recordId}
            onChange={setRecordId}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={recordId === null} loading={put.isPending}>
              Put it there
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};

const Entry = ({
  id,
  link,
  mayChange,
}: {
  id: string;
  link: ConversationLink;
  mayChange: boolean;
}) => {
  const take = useMutation({
    mutationFn: () =>
      api.conversations.unlink(id, { object: link.object, recordId: link.recordId }),
    onSuccess: async ({ actId }) => {
      await refresh(id);
      showUndo(`It is off ${link.title || "the record"}.`, actId);
    },
    onError: (error) => showError(error),
  });
  const title = link.title || "No name";
  return (
    <li className={detailsCss.linked}>
      <span>
        <span className={css.meta}>{kindOf(link.object)} </span>
        <Link to="/o/$object/$id" params={{ object: link.object, id: link.recordId }}>
          {title}
        </Link>
      </span>
      {mayChange ? (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-label={`Take it off ${title}`}
          title="Take it off"
          loading={take.isPending}
          onClick={() => take.mutate()}
        >
          <IconX size={14} aria-hidden="true" />
        </Button>
      ) : null}
    </li>
  );
};

export const LinksCard = ({
  conversation: { id, mayChange, mergedInto },
  onPut,
}: {
  conversation: Conversation;
  onPut: () => void;
}) => {
  const links = useQuery(linksQuery(id)).data ?? [];
  const isOpen = mayChange && mergedInto === null;
  if (links.length === 0 && !isOpen) return null;
  return (
    <section className={css.card} aria-label="Is on">
      <h3>Is on</h3>
      <ul className={css.plain}>
        {links.map((link) => (
          <Entry key={`${link.object}${link.recordId}`} {...{ id, link, mayChange: isOpen }} />
        ))}
      </ul>
      {isOpen ? (
        <Button size="compact-sm" variant="default" mt={6} title="l" onClick={onPut}>
          Put on a deal or ticket
        </Button>
      ) : null}
    </section>
  );
};
