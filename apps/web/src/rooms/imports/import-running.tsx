// The fourth step: how far it is, how fast, how long still, and a way to stop.
import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { ImportDescription } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { formatDuration, formatNumber } from "../../ui/format.rules.ts";
import { showError } from "../../ui/toast.tsx";
import { progressOf } from "./import.rules.ts";
import { Counts } from "./import-counts.tsx";
import { keepImport } from "./import-queries.ts";

export const ImportRunning = ({
  job,
  object,
}: {
  job: ImportDescription;
  object: SchemaObject;
}) => {
  const undoing = job.status === "undoing";
  const cancel = useMutation({
    mutationFn: () => api.imports.cancel(job.id),
    onSuccess: keepImport,
    onError: (error) => showError(error, "The import was not cancelled"),
  });
  const { rowsDone, rowsPerSecond, secondsLeft } = job.progress;
  const share = progressOf(job);
  return (
    <Stack gap={16}>
      <Stack gap={8} role="status">
        <Group justify="space-between">
          <Text fw={500}>
            {undoing ? "Putting everything back" : `Importing ${object.labelPlural.toLowerCase()}`}
          </Text>
          <Text size="sm" c="dimmed" className="r-num">
            {Math.round(share * 100)} %
          </Text>
        </Group>
        <Progress value={share * 100} aria-label="Progress" />
        <Text size="sm" c="dimmed" className="r-num">
          {formatNumber(rowsDone)} rows, {formatNumber(Math.round(rowsPerSecond))} a second
          {secondsLeft === null ? "" : `, about ${formatDuration(secondsLeft)} left`}
        </Text>
      </Stack>
      {undoing ? null : <Counts counts={job.counts} />}
      <Group gap={12}>
        {undoing ? null : (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel the import
          </Button>
        )}
        <Text size="sm" c="dimmed">
          You can leave this page; it goes on. A cancelled import can be undone.
        </Text>
      </Group>
    </Stack>
  );
};
