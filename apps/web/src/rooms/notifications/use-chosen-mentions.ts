// The members that a draft names, kept beside its text: after a reload "@Ann Lee" is still a mention.
import { useDraftText } from "../../ui/use-draft-text.ts";
import { type ChosenMention, chosenFrom } from "./mention-text.rules.ts";

export const useChosenMentions = (draft: string) => {
  const { text, setText } = useDraftText(`${draft}-mentions`);
  return {
    chosen: chosenFrom(text),
    setChosen: (chosen: readonly ChosenMention[]): void =>
      setText(chosen.length === 0 ? "" : JSON.stringify(chosen)),
  };
};
