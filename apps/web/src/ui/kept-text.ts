// Texts that outlive a reload, a crash and a wrong click: kept in this browser by key, until they are dropped or the
// member leaves. Where the browser keeps nothing, they live as long as the page.
import { onForget } from "../platform/api.ts";

const prefix = "rapport-draft-";
const placeOf = (key: string): string => `${prefix}${key}`;

/** What the browser did not take. */
const unkept = new Map<string, string>();
const listeners = new Set<() => void>();

const tell = (): void => {
  for (const listener of listeners) listener();
};

const quietly = <T>(act: () => T, otherwise: T): T => {
  try {
    return act();
  } catch {
    return otherwise;
  }
};

const remove = (place: string): void => quietly(() => localStorage.removeItem(place), undefined);

const isTaken = (place: string, text: string): boolean =>
  quietly(() => {
    localStorage.setItem(place, text);
    return true;
  }, false);

export const keptText = (key: string): string =>
  unkept.get(key) ?? quietly(() => localStorage.getItem(placeOf(key)), null) ?? "";

export const keepText = (key: string, text: string): void => {
  const place = placeOf(key);
  unkept.delete(key);
  if (text === "") remove(place);
  else if (!isTaken(place, text)) {
    // Not the beginning of it either, which would come back when the whole was sent.
    remove(place);
    unkept.set(key, text);
  }
  tell();
};

/** It was sent; what was written since stays. Works when nothing shows the text any more, too. */
export const dropText = (key: string, sent: string): void => {
  const now = keptText(key);
  if (now.startsWith(sent)) keepText(key, now.slice(sent.length).trimStart());
};

export const onKeptText = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What one member began to write is not for the next one at this browser. */
onForget(() => {
  unkept.clear();
  const places = quietly(() => Object.keys(localStorage), []);
  for (const place of places) if (place.startsWith(prefix)) remove(place);
  tell();
});
