// The files of a record: dropped, pasted or chosen, several at once, with progress; pictures are shown.
import { ActionIcon, Button, FileButton, Menu, Progress } from "@mantine/core";
import type { Attachment, AttachmentPlace } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ClipboardEvent, type DragEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconDotsVertical, IconFileText, IconUpload, IconX } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showError, showUndo } from "../../ui/toast.tsx";
import css from "./files.module.css";
import { percentOf, sizeText, typeText, type Uploading } from "./upload.rules.ts";
import { filesKey, refreshFiles, useUploads } from "./use-uploads.ts";

const FileMenu = ({ file, onRemove }: { file: Attachment; onRemove: () => void }) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <ActionIcon size={24} aria-label={`More for ${file.fileName}`}>
        <IconDotsVertical size={14} />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      <Menu.Item
        component="a"
        href={api.attachments.contentUrl(file.id, { download: true })}
        download
      >
        Download
      </Menu.Item>
      {file.mayChange ? <Menu.Item onClick={onRemove}>Delete</Menu.Item> : null}
    </Menu.Dropdown>
  </Menu>
);

const FileCard = ({ file, onRemove }: { file: Attachment; onRemove: () => void }) => (
  <li className={css.card}>
    <a
      href={api.attachments.contentUrl(file.id, { download: !file.isImage })}
      className={css.face}
      {...(file.isImage ? { target: "_blank", rel: "noreferrer" } : { download: true })}
      aria-label={`${file.isImage ? "Open" : "Download"} ${file.fileName}`}
    >
      {file.isImage ? (
        <img
          src={api.attachments.contentUrl(file.id)}
          alt=""
          loading="lazy"
          className={css.picture}
        />
      ) : (
        <IconFileText size={28} stroke={1.3} aria-hidden="true" />
      )}
    </a>
    <div className={css.about}>
      <span className={css.name} title={file.fileName}>
        {file.fileName}
      </span>
      <span className={css.meta}>
        {typeText(file.type)} · {sizeText(file.bytes)} · {file.uploadedBy},{" "}
        <RelativeTime value={file.createdAt} />
      </span>
    </div>
    <FileMenu file={file} onRemove={onRemove} />
  </li>
);

const Pending = ({ file, onDismiss }: { file: Uploading; onDismiss: () => void }) => (
  <li className={css.pending} data-failed={file.error !== null || undefined}>
    <span className={css.name}>{file.name}</span>
    {file.error === null ? (
      <>
        <span className={css.meta}>
          {percentOf(file)} % of {sizeText(file.bytes)}
        </span>
        <Progress
          size={4}
          value={percentOf(file)}
          aria-label={`Upload of ${file.name}`}
          className={css.bar}
        />
      </>
    ) : (
      <>
        <span className={css.error} role="alert">
          {file.error}
        </span>
        <ActionIcon size={24} aria-label={`Dismiss ${file.name}`} onClick={onDismiss}>
          <IconX size={14} />
        </ActionIcon>
      </>
    )}
  </li>
);

const useRemove = (place: AttachmentPlace) =>
  useMutation({
    mutationFn: (file: Attachment) => api.attachments.remove(file.id),
    onSuccess: ({ actId }, file) => showUndo(`${file.fileName} deleted.`, actId),
    onError: (error) => showError(error, "The file was not deleted"),
    onSettled: () => refreshFiles(place),
  });

interface DropZoneProps {
  onFiles: (files: File[]) => void;
}

const DropZone = ({ onFiles }: DropZoneProps) => {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button within
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileButton multiple onChange={onFiles} inputProps={{ "aria-label": "Files" }}>
        {(props) => (
          <Button variant="default" leftSection={<IconUpload size={14} />} {...props}>
            Add files
          </Button>
        )}
      </FileButton>
      <span className="r-muted">or drop them here, or paste</span>
    </div>
  );
};

interface RecordFilesProps extends AttachmentPlace {
  mayChange: boolean;
}

export const RecordFiles = ({ object, recordId, mayChange }: RecordFilesProps) => {
  const place = { object, recordId };
  const list = useQuery({
    queryKey: filesKey(place),
    queryFn: () => api.attachments.list(place),
  });
  const { pending, add, dismiss } = useUploads(place);
  const remove = useRemove(place);
  const files = list.data ?? [];
  const paste = (event: ClipboardEvent): void => {
    const pasted = [...event.clipboardData.files];
    if (!mayChange || pasted.length === 0) return;
    event.preventDefault();
    void add(pasted);
  };
  return (
    <section aria-label="Files" onPaste={paste}>
      {mayChange ? <DropZone onFiles={(chosen) => void add(chosen)} /> : null}
      <ul className={css.list} aria-live="polite">
        {pending.map((file) => (
          <Pending key={file.key} file={file} onDismiss={() => dismiss(file.key)} />
        ))}
      </ul>
      {list.isPending ? <SkeletonLines lines={3} /> : null}
      {list.error ? (
        <ErrorState error={list.error} doing="load the files" onRetry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && files.length === 0 && pending.length === 0 ? (
        <p className="r-muted">No files yet.</p>
      ) : null}
      <ul className={css.list}>
        {files.map((file) => (
          <FileCard key={file.id} file={file} onRemove={() => remove.mutate(file)} />
        ))}
      </ul>
    </section>
  );
};
