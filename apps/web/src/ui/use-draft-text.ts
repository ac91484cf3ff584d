// A draft that survives a reload, a crash and a wrong click: kept in the browser under its key until it is sent.
import { useEffect, useState } from "react";
import { onForget } from "../platform/api.ts";

const prefix = "rapport-draft-";

const read = (key: string): string => {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
};

const write = (key: string, text: string): void => {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // A full or closed store: the draft lives as long as the page.
  }
};

/** What one member began to write is not for the next one at this browser. */
onForget(() => {
  try {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    for (const key of own) localStorage.removeItem(key);
  } catch {
    // Nothing is kept there, then.
  }
});

/** It was sent; what was written since stays. Works when nothing shows the draft any more, too. */
export const dropDraftText = (key: string, sent: string): void => {
  const now = read(key);
  if (now.startsWith(sent)) write(key, now.slice(sent.length).trimStart());
};

interface DraftText {
  text: string;
  setText: (text: string) => void;
  /** Shows what is kept, after `dropDraftText`. */
  reload: () => void;
}

export const useDraftText = (key: string): DraftText => {
  const [kept, setKept] = useState(() => ({ key, text: read(key) }));
  const text = kept.key === key ? kept.text : read(key);
  const reload = (): void => setKept({ key, text: read(key) });
  useEffect(reload, [key]);
  const setText = (next: string): void => {
    setKept({ key, text: next });
    write(key, next);
  };
  return { text, setText, reload };
};
