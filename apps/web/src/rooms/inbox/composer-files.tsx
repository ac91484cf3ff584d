// The files beside what is being written: chosen, dropped or pasted, with progress, and removed again before sending.
import { ActionIcon, Button, FileButton, Progress } from "@mantine/core";
import { type ClipboardEvent, type DragEvent, useRef, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconPaperclip, IconX } from "../../ui/icons.ts";
import { percentOf, sizeText } from "../attachments/upload.rules.ts";
import css from "./composer-files.module.css";
import { isPastedText, type UnsentFile } from "./unsent-files.rules.ts";
import { mayTryAgain, removeFile, tryFileAgain } from "./unsent-files.ts";

export const AttachButton = ({ onFiles }: { onFiles: (files: File[]) => void }) => {
  // Without it, a file that was removed could not be chosen again.
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      resetRef={reset}
      inputProps={{ "aria-label": "Files to attach" }}
      onChange={(files) => {
        onFiles(files);
        reset.current?.();
      }}
    >
      {(props) => (
        <ActionIcon aria-label="Attach files" title="Attach files" {...props}>
          <IconPaperclip size={16} stroke={1.6} aria-hidden="true" />
        </ActionIcon>
      )}
    </FileButton>
  );
};

/** What the composer hears of files. Text that is dropped or pasted goes where it always goes. */
export const useFileDrop = (onFiles: (files: File[]) => void) => {
  const [isOver, setIsOver] = useState(false);
  const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");
  const props = {
    onDragOver: (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: (event: DragEvent): void => {
      const isInside =
        event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
      if (!isInside) setIsOver(false);
    },
    onDrop: (event: DragEvent): void => {
      setIsOver(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      onFiles([...event.dataTransfer.files]);
    },
    onPaste: (event: ClipboardEvent): void => {
      const { files: given, types } = event.clipboardData;
      const files = [...given];
      if (files.length === 0 || isPastedText(types)) return;
      event.preventDefault();
      onFiles(files);
    },
  };
  return { isOver, props };
};

const Progressing = ({ file }: { file: UnsentFile }) => (
  <>
    <span className={css.meta}>
      {percentOf(file)} % of {sizeText(file.bytes)}
    </span>
    <Progress
      size={4}
      value={percentOf(file)}
      aria-label={`Upload of ${file.name}`}
      className={css.wide}
    />
  </>
);

const NotTaken = ({ file, error }: { file: UnsentFile; error: string }) => (
  <>
    <span className={css.meta}>{sizeText(file.bytes)}</span>
    <span className={css.fault}>
      <span role="alert">{error}</span>{" "}
      {mayTryAgain(file.key) ? (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`Try ${file.name} again`}
          onClick={() => tryFileAgain(file.key)}
        >
          Try again
        </Button>
      ) : null}
    </span>
  </>
);

const There = ({ file, id, type }: { file: UnsentFile; id: string; type: string }) => (
  <>
    <span className={css.meta}>{sizeText(file.bytes)}</span>
    {type.startsWith("audio/") ? (
      // biome-ignore lint/a11y/useMediaCaption: nobody has written down yet what is said in it
      <audio
        controls
        preload="none"
        className={css.wide}
        aria-label={`Play ${file.name}`}
        src={api.attachments.contentUrl(id)}
      />
    ) : null}
  </>
);

const stateOf = (file: UnsentFile) => {
  if (file.error !== null) return <NotTaken file={file} error={file.error} />;
  const { attachment } = file;
  return attachment === null ? <Progressing file={file} /> : <There file={file} {...attachment} />;
};

export const UnsentFiles = ({ draft, files }: { draft: string; files: readonly UnsentFile[] }) => {
  if (files.length === 0) return null;
  return (
    <ul className={css.files} aria-label="Files to send">
      {files.map((file) => (
        <li key={file.key} data-failed={file.error !== null || undefined}>
          <span className={css.name} title={file.name}>
            {file.name}
          </span>
          {stateOf(file)}
          <ActionIcon
            size={24}
            className={css.remove}
            aria-label={`Remove ${file.name}`}
            onClick={() => removeFile(draft, file)}
          >
            <IconX size={14} aria-hidden="true" />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
};
