// A draft under its key, shown as it is kept: also after it was dropped from elsewhere.
import { useSyncExternalStore } from "react";
import { keepText, keptText, onKeptText } from "./kept-text.ts";

interface DraftText {
  text: string;
  setText: (text: string) => void;
}

export const useDraftText = (key: string): DraftText => {
  const read = (): string => keptText(key);
  const text = useSyncExternalStore(onKeptText, read, read);
  return { text, setText: (next) => keepText(key, next) };
};
