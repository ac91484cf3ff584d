// What is being written beside a record, with what it is to become: half a task comes back as a task, and when it is due.
import { useState } from "react";
import { dropText, keepText, keptText } from "../../ui/kept-text.ts";
import { useDraftText } from "../../ui/use-draft-text.ts";
import { dropDraft } from "../notifications/use-chosen-mentions.ts";

const kindKey = (draft: string): string => `${draft}-kind`;
const dueKey = (draft: string): string => `${draft}-due`;

export const useComposerDraft = <K extends string>(draft: string, offered: readonly K[]) => {
  const { text, setText } = useDraftText(draft);
  const keptKind = useDraftText(kindKey(draft));
  const { text: due, setText: setDue } = useDraftText(dueKey(draft));
  const [chosenKind, setChosenKind] = useState(offered[0]);
  const written = text === "" ? undefined : offered.find((one) => one === keptKind.text);
  const kind = written ?? chosenKind;
  const keep = (next: string, as: K | undefined): void => {
    setText(next);
    keptKind.setText(next === "" ? "" : (as ?? ""));
    setChosenKind(as);
  };
  return {
    ...{ text, kind, due, setDue },
    setText: (next: string): void => keep(next, kind),
    setKind: (next: K): void => keep(text, next),
  };
};

/** It was added; what was written since stays what it was to become. */
export const dropComposerDraft = (draft: string, sent: { text: string; due: string }): void => {
  dropDraft(draft, sent.text);
  dropText(dueKey(draft), sent.due);
  if (keptText(draft) === "") keepText(kindKey(draft), "");
};
