// Where events come from: each source with its key, what it sent since yesterday, and what to put into a program.
import { Button, Group, Stack, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import type { EventSource } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { sourcesQuery, useCreateSource, useRevokeSource } from "./event-queries.ts";
import { curlSnippet, nodeSnippet } from "./event-words.rules.ts";
import css from "./events.module.css";

const KIND_WORDS: Record<EventSource["kind"], string> = {
  http: "HTTP",
  file: "Files",
  kafka: "Kafka",
  nats: "NATS",
};

const Snippet = ({ label, children }: { label: string; children: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
  <section className={css.text} aria-label={label} tabIndex={0}>
    <pre className={css.inner}>{children}</pre>
  </section>
);

const Made = ({ writeKey, onClose }: { writeKey: string; onClose: () => void }) => {
  const host = window.location.origin;
  return (
    <Stack gap={12}>
      <Text size="sm" role="status">
        Copy the write key now; it is shown only this once. It lets events in and opens nothing.
      </Text>
      <CopyField label="Write key" value={writeKey} />
      <div>
        <h4 className={css.partTitle}>In a Node program, with Segment’s library</h4>
        <Snippet label="For Node">{nodeSnippet(host, writeKey)}</Snippet>
        <h4 className={css.partTitle}>By hand</h4>
        <Snippet label="By hand">{curlSnippet(host, writeKey)}</Snippet>
      </div>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
};

const NewSource = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const [name, setName] = useState("");
  const create = useCreateSource();
  const writeKey = create.data?.data.writeKey ?? null;
  const close = (): void => {
    setName("");
    create.reset();
    onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={writeKey ? "The write key of your source" : "New source"}
      closeOnClickOutside={!writeKey}
    >
      {writeKey ? (
        <Made writeKey={writeKey} onClose={close} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate(name);
          }}
        >
          <Stack gap={12}>
            <TextInput
              data-autofocus
              required
              label="Name"
              placeholder="Website"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
                Set up source
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
};

const SourceRow = ({ source, onRevoke }: { source: EventSource; onRevoke: () => void }) => {
  const { name, kind, keyHint, lastDay, revokedAt, createdAt } = source;
  return (
    <Table.Tr>
      <Table.Td>
        <span className={css.what}>{name}</span>
        <span className={css.sub}>
          {KIND_WORDS[kind]}
          {keyHint ? `, key ${keyHint}…` : ""}
        </span>
      </Table.Td>
      <Table.Td ta="right">{formatNumber(lastDay.accepted)}</Table.Td>
      <Table.Td ta="right">{formatNumber(lastDay.duplicates)}</Table.Td>
      <Table.Td ta="right">{formatNumber(lastDay.rejected)}</Table.Td>
      <Table.Td ta="right">{formatNumber(lastDay.withheld)}</Table.Td>
      <Table.Td>
        <RelativeTime value={createdAt} />
      </Table.Td>
      <Table.Td ta="right">
        {revokedAt ? (
          <span className={css.quiet}>Revoked</span>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Revoke ${name}`}
            onClick={onRevoke}
          >
            Revoke…
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

const RevokeDialog = ({ source, onClose }: { source: EventSource | null; onClose: () => void }) => {
  const revoke = useRevokeSource();
  return (
    <Dialog opened={source !== null} onClose={onClose} title={`Revoke ${source?.name ?? ""}`}>
      <Stack gap={12}>
        <Text size="sm">
          Nothing is taken with its key from then on. What came stays. This cannot be undone.
        </Text>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            loading={revoke.isPending}
            onClick={() => source && revoke.mutate(source.id, { onSuccess: onClose })}
          >
            Revoke source
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};

export const Sources = () => {
  const list = useQuery(sourcesQuery);
  const [isNew, setNew] = useState(false);
  const [revoked, setRevoked] = useState<EventSource | null>(null);
  const make = <Button onClick={() => setNew(true)}>New source</Button>;
  const sources = list.data ?? [];
  return (
    <>
      {sources.length > 0 ? (
        <div className={css.bar}>
          <p className={css.quiet}>Counted since yesterday, by UTC.</p>
          <div className={css.barEnd}>{make}</div>
        </div>
      ) : null}
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error && !list.data ? (
        <ErrorState
          error={list.error}
          doing="load the sources"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && sources.length === 0 ? (
        <EmptyState title="No sources yet" action={make}>
          Set one up for each program that sends events: your website, your app, your server.
        </EmptyState>
      ) : null}
      {sources.length > 0 ? (
        <PlainTable label="Sources">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th ta="right">Taken</Table.Th>
              <Table.Th ta="right">Came again</Table.Th>
              <Table.Th ta="right">Not taken</Table.Th>
              <Table.Th ta="right">No consent</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sources.map((source) => (
              <SourceRow key={source.id} source={source} onRevoke={() => setRevoked(source)} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      <NewSource opened={isNew} onClose={() => setNew(false)} />
      <RevokeDialog source={revoked} onClose={() => setRevoked(null)} />
    </>
  );
};
