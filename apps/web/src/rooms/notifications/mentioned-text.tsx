import { textParts } from "@rapport/contracts";
import { useMembers } from "../access/session.ts";
import css from "./mention.module.css";

/** A text with its mentions: members under the name that they have now. Everything else stays text. */
export const MentionedText = ({ text }: { text: string }) => {
  const members = useMembers();
  let from = 0;
  return textParts(text).map((part) => {
    const key = from;
    from += typeof part === "string" ? part.length : 1;
    if (typeof part === "string") return part;
    const name = members.find(({ id }) => id === part.memberId)?.name ?? part.name;
    return (
      <span key={key} className={css.mention}>
        @{name}
      </span>
    );
  });
};
