// The first step: which file, and what its rows are. The file goes to the server as it is; nothing is imported yet.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type DragEvent, useRef, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconUpload } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { FormError, NoRight } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { useSchema } from "../records/schema.ts";
import css from "./import.module.css";
import { keepImport } from "./import-queries.ts";
import { ImportSteps } from "./import-steps.tsx";

const route = getRouteApi("/app/imports/new");
const MEBIBYTE = 1_048_576;

const sizeText = (bytes: number): string =>
  bytes < MEBIBYTE
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / MEBIBYTE).toFixed(1)} MB`;

interface DropProps {
  file: File | null;
  onFile: (file: File) => void;
}

const FileDrop = ({ file, onFile }: DropProps) => {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const [first] = files ?? [];
    if (first) onFile(first);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <section
      className={css.drop}
      aria-label="File to import"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <IconUpload size={24} stroke={1.5} aria-hidden="true" />
      <Text size="sm" fw={500}>
        {file ? `${file.name} (${sizeText(file.size)})` : "Drop a file here"}
      </Text>
      <Text size="xs" c="dimmed">
        CSV with any delimiter and encoding, or JSON lines; also gzip. No row limit.
      </Text>
      <Button variant="default" mt={8} onClick={() => input.current?.click()}>
        {file ? "Choose another file" : "Choose a file"}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to import"
        accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.gz"
        onChange={(event) => take(event.currentTarget.files)}
      />
    </section>
  );
};

export const ImportUpload = () => {
  const search = route.useSearch();
  const navigate = useNavigate();
  const may = useMay("imports.run");
  const objects = useSchema().filter((object) => object.can.create || object.can.update);
  const [object, setObject] = useState<string | null>(search.object ?? null);
  const [file, setFile] = useState<File | null>(null);
  const upload = useMutation({
    mutationFn: (chosen: File) =>
      api.imports.upload({ body: chosen, fileName: chosen.name, ...(object ? { object } : {}) }),
    onSuccess: (job) => {
      keepImport(job);
      void navigate({ to: "/imports/$id", params: { id: job.id } });
    },
  });
  if (!may) return <NoRight>An admin can give your role the right to run imports.</NoRight>;
  return (
    <>
      <PageHead title="New import" crumbs={[{ label: "Imports", to: "/imports" }]} />
      <PageBody>
        <ImportSteps at="upload" />
        <Stack gap={16}>
          <FormError error={upload.error} />
          <FileDrop file={file} onFile={setFile} />
          <Select
            label="The rows are"
            description="Leave it to be suggested from the columns."
            placeholder="Suggest it"
            clearable
            maw={320}
            data={objects.map((one) => ({ value: one.key, label: one.labelPlural }))}
            value={object}
            onChange={setObject}
          />
          <Group>
            <Button
              disabled={!file}
              loading={upload.isPending}
              onClick={() => file && upload.mutate(file)}
            >
              Upload and look at the columns
            </Button>
          </Group>
          {upload.isPending ? (
            <Text size="sm" c="dimmed" role="status">
              Uploading. Large files take a moment; nothing is imported yet.
            </Text>
          ) : null}
        </Stack>
      </PageBody>
    </>
  );
};
