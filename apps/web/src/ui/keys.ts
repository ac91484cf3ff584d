// Keyboard shortcuts of a screen: "mod+k", "shift+?", "j", and sequences such as "g p". Keys are left alone while
// someone types in a field, except those with a modifier. A handler that answers false lets the key pass. What a screen
// does with a key goes before what the frame around it does.
import { useLayoutEffect, useRef } from "react";

export type KeyHandler = (event: KeyboardEvent) => unknown;
export type KeyMap = Record<string, KeyHandler>;

const SEQUENCE_MS = 900;
const PREFIX_KEY = "g";
const FIELDS = "input, textarea, select, [contenteditable=true], [role=textbox]";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(FIELDS) !== null && !isCheckbox(target);

const isCheckbox = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && target.type === "checkbox";

const inDialog = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

/** The name of a key press as the maps spell it. */
export const keyName = (event: KeyboardEvent): string => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  const shift = event.shiftKey && event.key.length > 1 ? "shift+" : "";
  return `${mod}${event.altKey ? "alt+" : ""}${shift}${key}`;
};

/** Whether the key belongs to what is focused: a field, a dialog, a menu. */
const isTaken = (event: KeyboardEvent, name: string): boolean =>
  event.defaultPrevented ||
  (!name.startsWith("mod+") && (isTyping(event.target) || inDialog(event.target)));

/** Remembers a "g" for a moment, so that "g p" is one key. */
const createPrefix = () => {
  let prefix = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    prefix = "";
    clearTimeout(timer);
  };
  const keep = (name: string): void => {
    clear();
    prefix = name;
    timer = setTimeout(clear, SEQUENCE_MS);
  };
  return { clear, keep, read: () => prefix };
};

/** After the prefix a key is the end of a sequence and nothing else: "g n" is no "n". */
export const handlerOf = (map: KeyMap, prefix: string, name: string): KeyHandler | undefined =>
  map[prefix ? `${prefix} ${name}` : name];

const useKeysOf = (target: Document | Window, map: KeyMap, enabled: boolean): void => {
  const current = useRef(map);
  current.current = map;
  // Heard from the moment at which the screen is there.
  useLayoutEffect(() => {
    if (!enabled) return undefined;
    const prefix = createPrefix();
    const onKeyDown = (event: KeyboardEvent): void => {
      const name = keyName(event);
      if (isTaken(event, name)) return;
      const handler = handlerOf(current.current, prefix.read(), name);
      if (name === PREFIX_KEY && !handler) prefix.keep(name);
      else prefix.clear();
      if (handler && handler(event) !== false) event.preventDefault();
    };
    target.addEventListener("keydown", onKeyDown as EventListener);
    return () => {
      prefix.clear();
      target.removeEventListener("keydown", onKeyDown as EventListener);
    };
  }, [target, enabled]);
};

/** Of a screen: listens on the whole page while mounted. */
export const useKeys = (map: KeyMap, enabled = true): void => useKeysOf(document, map, enabled);

/** Of the frame: what no screen took. A key reaches the window after the document. */
export const useFrameKeys = (map: KeyMap): void => useKeysOf(window, map, true);
