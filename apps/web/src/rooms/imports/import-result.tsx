// The last step: what happened, the refused rows to download, and the way back.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { ImportDescription } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../../platform/api.ts";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconAlertTriangle, IconCheck, IconDownload } from "../../ui/icons.ts";
import { showError } from "../../ui/toast.tsx";
import { refreshObject } from "../records/record-queries.ts";
import { refreshSchema } from "../records/schema-queries.ts";
import { Counts } from "./import-counts.tsx";
import { keepImport } from "./import-queries.ts";

interface ResultProps {
  job: ImportDescription;
  object: SchemaObject;
}

const headlineOf = (job: ImportDescription): string => {
  if (job.status === "failed") return job.undo ? "The undo stopped" : "The import stopped";
  if (job.status === "cancelled") return "The import was cancelled";
  return job.status === "undone" ? "The import was undone" : "The import is done";
};

const explanationOf = (job: ImportDescription, many: string): string => {
  if (job.status === "failed" && job.undo) return job.error?.message ?? "It could not go on.";
  if (job.status === "failed") {
    return `${job.error?.message ?? "It could not go on."} What was imported before stays; you can undo it.`;
  }
  if (job.status === "cancelled") return "What was imported before stays; you can undo it.";
  if (job.status === "undone") {
    const { undone = 0, kept = 0 } = job.undo ?? {};
    const left =
      kept > 0
        ? ` ${formatNumber(kept)} were changed afterwards by someone and were left alone.`
        : "";
    return `${formatNumber(undone)} ${many} are as they were before.${left}`;
  }
  return job.counts.bad > 0
    ? "Bad rows were left out; download them, correct them, and import them again."
    : "Every row is in.";
};

const isUndoable = (job: ImportDescription): boolean =>
  ["done", "failed", "cancelled"].includes(job.status) &&
  job.counts.created + job.counts.updated > 0;

export const ImportResult = ({ job, object }: ResultProps) => {
  const undo = useMutation({
    mutationFn: () => api.imports.undo(job.id),
    onSuccess: keepImport,
    onError: (error) => showError(error, "The import was not undone"),
  });
  const bad = job.status === "failed";
  useEffect(() => {
    void refreshObject(object.key);
    void refreshSchema();
  }, [object.key]);
  return (
    <Stack gap={16}>
      <Alert
        variant="light"
        color={bad ? "red" : "petrol"}
        title={headlineOf(job)}
        role="status"
        icon={bad ? <IconAlertTriangle size={16} /> : <IconCheck size={16} />}
      >
        <Text size="sm">{explanationOf(job, object.labelPlural.toLowerCase())}</Text>
      </Alert>
      <Counts counts={job.counts} />
      <Group gap={8}>
        <Button component={Link} to={`/o/${object.key}`}>
          Open {object.labelPlural.toLowerCase()}
        </Button>
        {job.counts.bad > 0 ? (
          <Button
            component="a"
            href={api.imports.errorsUrl(job.id)}
            download
            variant="default"
            leftSection={<IconDownload size={14} />}
          >
            Download {formatNumber(job.counts.bad)} bad rows
          </Button>
        ) : null}
        {isUndoable(job) ? (
          <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
            Undo the import
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
};
