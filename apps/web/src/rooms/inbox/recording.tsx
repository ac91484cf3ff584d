// A recording among the files of a message: played, downloaded, and below it what a speech model heard. That is text from
// outside, and only ever text; it is marked as what a machine made.
import { Button } from "@mantine/core";
import type { ConversationMessage, MessageFile, MessageRecording } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconMicrophone, IconSparkles } from "../../ui/icons.ts";
import { useMay } from "../access/session.ts";
import { sizeText } from "../attachments/upload.rules.ts";
import { useTranscribe } from "./inbox-queries.ts";
import css from "./recording.module.css";
import { foldedText, heardWords, isForAiSettings } from "./recording.rules.ts";
import { lengthText } from "./voice-note.rules.ts";

const Transcript = ({ recording }: { recording: MessageRecording }) => {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const text = recording.text ?? "";
  const folded = foldedText(text);
  return (
    <>
      {text === "" ? (
        <p className={css.meta}>Nothing was said.</p>
      ) : (
        <p id={id} className={css.transcript}>
          {folded === null || isOpen ? text : folded}
        </p>
      )}
      {folded === null ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? "Show less" : "Show all"}
        </Button>
      )}
      <p className={css.meta}>
        <IconSparkles size={12} aria-hidden="true" /> {heardWords(recording)}
      </p>
    </>
  );
};

const SettingsLink = ({ recording }: { recording: MessageRecording }) => {
  const may = useMay("ai.manage");
  if (!may || !isForAiSettings(recording)) return null;
  return (
    <>
      {" "}
      <Link to="/settings/ai-models" className="r-link">
        AI models
      </Link>
    </>
  );
};

interface RecordingProps {
  message: ConversationMessage;
  at: number;
  file: MessageFile;
  recording: MessageRecording;
  mayChange: boolean;
}

const Unheard = ({ message, at, file, recording, mayChange }: RecordingProps) => {
  const transcribe = useTranscribe(message.conversationId);
  return (
    <>
      <p className={css.meta}>
        {recording.reason ?? "Nobody has heard it."}
        <SettingsLink recording={recording} />
      </p>
      {mayChange ? (
        <Button
          size="compact-xs"
          variant="default"
          loading={transcribe.isPending}
          aria-label={`Transcribe ${file.name}`}
          onClick={() => transcribe.mutate({ messageId: message.id, at })}
        >
          Transcribe
        </Button>
      ) : null}
    </>
  );
};

const Heard = (props: RecordingProps) => {
  const { recording } = props;
  if (recording.state === "heard") return <Transcript recording={recording} />;
  if (recording.state === "unheard") return <Unheard {...props} />;
  return (
    <p className={css.meta}>
      Waiting to be heard…{recording.reason ? ` ${recording.reason}` : ""}
      <SettingsLink recording={recording} />
    </p>
  );
};

export const Recording = (props: RecordingProps) => {
  const { message, at, file, recording } = props;
  const { conversationId, id } = message;
  return (
    <div className={css.recording}>
      {recording.type === null ? null : (
        // biome-ignore lint/a11y/useMediaCaption: what is said stands below it, as far as it was heard
        <audio
          controls
          preload="none"
          className={css.player}
          aria-label={`Play ${file.name}`}
          src={api.conversations.recordingUrl(conversationId, id, at)}
        />
      )}
      <div className={css.about}>
        <IconMicrophone size={14} aria-hidden="true" className={css.icon} />
        <a
          href={api.conversations.fileUrl(conversationId, id, at)}
          download={true}
          className={css.name}
        >
          {file.name}
        </a>
        <span className={css.meta}>
          {recording.durationMs === null ? "" : `${lengthText(recording.durationMs)} · `}
          {sizeText(file.bytes)}
        </span>
      </div>
      <Heard {...props} />
    </div>
  );
};
