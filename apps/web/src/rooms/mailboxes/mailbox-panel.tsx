// A mailbox beside its server: how many mails there are there and here, folder by folder, and what became of each one.
import { Button, Group, Table, Text } from "@mantine/core";
import type { Mail, Mailbox, MailVerdict } from "@rapport/sdk";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatCount, formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { showDone, showError } from "../../ui/toast.tsx";
import { STATE_WORDS, VERDICT_WORDS, VERDICTS } from "./mailbox.rules.ts";
import { mailboxQuery, mailsQuery, refreshMailbox } from "./mailbox-queries.ts";
import css from "./mailboxes.module.css";

const useRetry = (channelId: string) =>
  useMutation({
    mutationFn: (mailId: string | null) =>
      mailId ? api.mailboxes.retry(channelId, mailId) : api.mailboxes.lookThrough(channelId),
    onSuccess: async ({ data: { retried } }) => {
      await refreshMailbox(channelId);
      showDone(
        retried > 0
          ? `${formatCount(retried, "mail is", "mails are")} tried again.`
          : "The mailbox is looked through now.",
      );
    },
    onError: (error) => showError(error, "It was not looked through"),
  });

const useLeaveOut = (channelId: string, mailId: string) =>
  useMutation({
    mutationFn: () => api.mailboxes.leaveOut(channelId, mailId),
    onSuccess: async () => {
      await refreshMailbox(channelId);
      showDone("The mail is left out. “Try again” takes it up.");
    },
    onError: (error) => showError(error, "It was not left out"),
  });

const Standing = ({ mailbox }: { mailbox: Mailbox }) => {
  const { tone, word } = STATE_WORDS[mailbox.state];
  const look = useRetry(mailbox.channelId);
  return (
    <Group justify="space-between" align="flex-start" mb={12} gap={12}>
      <div role="status">
        <StatusBadge tone={tone}>{word}</StatusBadge>
        <Text size="sm" mt={4}>
          {mailbox.words}
        </Text>
        <Text size="xs" className={css.quiet}>
          {mailbox.okAt ? (
            <>
              Looked through to its end <RelativeTime value={mailbox.okAt} />
            </>
          ) : (
            "Never looked through to its end"
          )}
        </Text>
      </div>
      <Button
        variant="default"
        loading={look.isPending}
        disabled={mailbox.state === "paused"}
        onClick={() => look.mutate(null)}
      >
        Look now
      </Button>
    </Group>
  );
};

const Folders = ({ mailbox: { folders } }: { mailbox: Mailbox }) =>
  folders.length === 0 ? null : (
    <PlainTable label="Folders">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Folder</Table.Th>
          <Table.Th className={css.number}>On the server</Table.Th>
          <Table.Th className={css.number}>Dealt with</Table.Th>
          <Table.Th className={css.number}>In conversations</Table.Th>
          <Table.Th className={css.number}>Left out</Table.Th>
          <Table.Th className={css.number}>Stuck</Table.Th>
          <Table.Th>Compared</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {folders.map(({ path, serverCount, knownCount, comparedAt, verdicts }) => (
          <Table.Tr key={path}>
            <Table.Td>{path}</Table.Td>
            <Table.Td className={css.number}>{formatNumber(serverCount)}</Table.Td>
            <Table.Td className={css.number}>{formatNumber(knownCount)}</Table.Td>
            <Table.Td className={css.number}>{formatNumber(verdicts.taken)}</Table.Td>
            <Table.Td className={css.number}>
              {formatNumber(verdicts.copy + verdicts.own + verdicts.skipped)}
            </Table.Td>
            <Table.Td className={css.number}>{formatNumber(verdicts.stuck)}</Table.Td>
            <Table.Td>
              <RelativeTime value={comparedAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </PlainTable>
  );

const Entry = ({ mail, channelId }: { mail: Mail; channelId: string }) => {
  const { tone, word } = VERDICT_WORDS[mail.verdict];
  const retry = useRetry(channelId);
  const leave = useLeaveOut(channelId, mail.id);
  const isLeftOut = mail.verdict === "skipped" && !mail.goneAt;
  const subject = mail.subject ?? (mail.sender ? "No subject" : "Sender not known");
  return (
    <li className={css.entry}>
      <StatusBadge tone={tone}>{word}</StatusBadge>
      <span className={css.what}>
        {subject}
        <span className={css.quiet}>
          {" "}
          {mail.sender} · {mail.path}
          {mail.goneAt ? " · gone from the server" : ""}
        </span>
        {mail.reason ? <span className={css.reason}>{mail.reason}</span> : null}
      </span>
      <span className={css.quiet}>
        <RelativeTime value={mail.sentAt ?? mail.readAt} />
      </span>
      {mail.verdict === "stuck" ? (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Leave out: ${subject}`}
          loading={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Leave out
        </Button>
      ) : null}
      {mail.verdict === "stuck" || isLeftOut ? (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Try again: ${subject}`}
          loading={retry.isPending}
          onClick={() => retry.mutate(mail.id)}
        >
          Try again
        </Button>
      ) : null}
    </li>
  );
};

const Mails = ({ channelId }: { channelId: string }) => {
  const [verdict, setVerdict] = useState<MailVerdict | null>(null);
  const list = useInfiniteQuery(mailsQuery(channelId, verdict));
  const mails = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.error && !list.data)
    return (
      <ErrorState error={list.error} doing="load the mails" onRetry={() => void list.refetch()} />
    );
  return (
    <>
      <Select
        size="xs"
        w={190}
        mt={16}
        mb={8}
        clearable
        aria-label="What became of it"
        placeholder="Whatever became of it"
        data={VERDICTS}
        value={verdict}
        onChange={(value) => setVerdict(value as MailVerdict | null)}
      />
      {list.isPending ? <SkeletonLines lines={6} /> : null}
      {!list.isPending && mails.length === 0 ? (
        <EmptyState title={verdict ? "No such mails" : "No mails yet"}>
          {verdict
            ? "Choose another answer above."
            : "As soon as the mailbox was looked through, every mail is listed here with what became of it."}
        </EmptyState>
      ) : (
        <ul className={css.list}>
          {mails.map((mail) => (
            <Entry key={mail.id} mail={mail} channelId={channelId} />
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <Button
          variant="default"
          mt={12}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </>
  );
};

export const MailboxPanel = ({ channelId }: { channelId: string }) => {
  const { data, error, refetch } = useQuery(mailboxQuery(channelId));
  if (error && !data)
    return <ErrorState error={error} doing="load the mailbox" onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={6} />;
  return (
    <>
      <Standing mailbox={data} />
      <Folders mailbox={data} />
      <Mails channelId={channelId} />
    </>
  );
};
