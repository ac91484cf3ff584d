// The members that a draft names, kept beside its text: after a reload "@Ann Lee" is still a mention.
import { dropText, keepText, keptText } from "../../ui/kept-text.ts";
import { useDraftText } from "../../ui/use-draft-text.ts";
import { type ChosenMention, chosenFrom, stillNamed } from "./mention-text.rules.ts";

const keyOf = (draft: string): string => `${draft}-mentions`;

const written = (chosen: readonly ChosenMention[]): string =>
  chosen.length === 0 ? "" : JSON.stringify(chosen);

export const useChosenMentions = (draft: string) => {
  const { text, setText } = useDraftText(keyOf(draft));
  return {
    chosen: chosenFrom(text),
    setChosen: (chosen: readonly ChosenMention[]): void => setText(written(chosen)),
  };
};

/** The text was sent: its mentions go with it, but for those in what was written since. */
export const dropDraft = (draft: string, sent: string): void => {
  dropText(draft, sent);
  const chosen = chosenFrom(keptText(keyOf(draft)));
  keepText(keyOf(draft), written(stillNamed(keptText(draft), chosen)));
};
