// What a message says, with the pictures of a mail where they stand. They are files of ours, asked for with the reader's
// own rights; nothing is ever loaded from anywhere else.
import type { ConversationMessage } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { IconFileText } from "../../ui/icons.ts";
import { sizeText } from "../attachments/upload.rules.ts";
import { piecesOf, whyNotDrawn } from "./pictures.rules.ts";
import { Recording } from "./recording.tsx";
import css from "./thread.module.css";

interface FileProps {
  message: ConversationMessage;
  at: number;
}

const Download = ({ message, at }: FileProps) => {
  const file = message.attachments[at];
  if (!file) return null;
  const href = api.conversations.fileUrl(message.conversationId, message.id, at);
  return (
    <>
      <IconFileText size={14} aria-hidden="true" />
      <a href={href} download={true}>
        {file.name}
      </a>
      <span className={css.meta}>{sizeText(file.bytes)}</span>
    </>
  );
};

const Picture = ({ message, at }: FileProps) => {
  const [isBroken, setIsBroken] = useState(false);
  const file = message.attachments[at];
  const picture = file?.picture;
  if (!file || !picture) return null;
  if (picture.state !== "shown" || isBroken) {
    return (
      <span className={css.noPicture}>
        {isBroken ? "This picture cannot be drawn." : whyNotDrawn(file)}{" "}
        <span className={css.file}>
          <Download message={message} at={at} />
        </span>
      </span>
    );
  }
  const { conversationId, id } = message;
  return (
    <a
      className={css.picture}
      href={api.conversations.fileUrl(conversationId, id, at)}
      download={true}
      title={`Download ${file.name}`}
    >
      <img
        src={api.conversations.pictureUrl(conversationId, id, at)}
        alt={file.name}
        width={picture.width ?? undefined}
        height={picture.height ?? undefined}
        loading="lazy"
        decoding="async"
        onError={() => setIsBroken(true)}
      />
    </a>
  );
};

export const MessageText = ({ message }: { message: ConversationMessage }) => {
  const pieces = piecesOf(message);
  // A voice note alone has none.
  if (pieces.length === 0) return null;
  return (
    <p className={css.text}>
      {pieces.map((piece, index) =>
        "text" in piece ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its order
          <Picture key={index} message={message} at={piece.at} />
        ),
      )}
    </p>
  );
};

/** Those that do not stand in the text. */
export const Files = ({
  message,
  mayChange,
}: {
  message: ConversationMessage;
  mayChange: boolean;
}) => {
  const all = message.attachments.map((file, at) => ({ file, at }));
  const listed = all.filter(({ file }) => file.picture === null);
  if (listed.length === 0) return null;
  return (
    <ul className={css.files} aria-label="Files">
      {listed.map(({ file, at }) => (
        <li key={at}>
          {file.recording ? (
            <Recording {...{ message, at, file, mayChange }} recording={file.recording} />
          ) : (
            <Download message={message} at={at} />
          )}
        </li>
      ))}
    </ul>
  );
};
