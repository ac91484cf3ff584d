// The conversation on the screen: what was said, in order of `seq`, and below it what waits to be stored or was refused.
// What the visitor wrote moves up when it comes back from the server under its own id.
import type { VisitorMessage, VisitorMessageInput } from "@rapport/sdk/visitor";
import { element } from "./element.ts";
import type { Words } from "./words.ts";

export interface Talk {
  readonly log: HTMLElement;
  add(message: VisitorMessage): void;
  addWaiting(message: VisitorMessageInput): void;
  refuse(id: string, why: string): void;
  note(text: string): void;
  readonly isEmpty: boolean;
}

const timeOf = (at: string): string =>
  new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function sourcesOf({ sources }: VisitorMessage, words: Words): Node[] {
  if (sources.length === 0) return [];
  const items = sources.map(({ title, url }) => {
    if (url === null) return element("li", {}, title);
    const link = { href: url, target: "_blank", rel: "noopener noreferrer nofollow" };
    const host = element("small", {}, ` ${new URL(url).host}`);
    return element("li", {}, element("a", link, title), host);
  });
  const list = element("ol", {}, ...items);
  return [element("div", { class: "sources" }, element("span", {}, words.sources), list)];
}

/** Under the last answer of a bot. Whoever it did not help writes on, or asks for a person above. */
function verdictOf(words: Words, onHelped: () => void): HTMLElement {
  const helped = element("button", { type: "button" }, words.helped);
  helped.addEventListener("click", onHelped);
  return element("div", { class: "verdict" }, helped);
}

export const createTalk = (words: Words, onHelped: () => void): Talk => {
  const log = element("div", { class: "log", role: "log", "aria-label": words.log, tabindex: "0" });
  const pending = new Map<string, { line: HTMLElement; state: HTMLElement }>();
  let isEmpty = true;
  let asked: HTMLElement | null = null;
  const askNoMore = (): void => {
    asked?.remove();
    asked = null;
  };

  const isAtEnd = (): boolean => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

  /** Who reads further up is not pulled away. */
  const keepingEnd = (change: () => void): void => {
    const follows = isAtEnd();
    change();
    if (follows) log.scrollTop = log.scrollHeight;
  };

  const whoOf = ({ author, name }: VisitorMessage): string => {
    if (author === "visitor") return words.you;
    if (author === "system") return words.system;
    if (author === "bot") return name ? `${name} · ${words.aiTag}` : words.aiTag;
    return name ?? words.team;
  };

  const bubble = (kind: string, who: string, text: string, ...more: Node[]): HTMLElement =>
    element(
      "article",
      { class: `line ${kind}` },
      element("header", {}, who),
      element("p", {}, text),
      ...more,
    );

  const insert = (line: HTMLElement): void => {
    const first = pending.values().next().value?.line;
    if (first) first.before(line);
    else log.append(line);
  };

  return {
    log,
    get isEmpty() {
      return isEmpty;
    },
    add: (message) =>
      keepingEnd(() => {
        isEmpty = false;
        if (message.id !== null) {
          pending.get(message.id)?.line.remove();
          pending.delete(message.id);
        }
        const time = element("time", { datetime: message.at }, timeOf(message.at));
        const line = bubble(message.author, whoOf(message), message.text);
        line.append(...sourcesOf(message, words), time);
        askNoMore();
        if (message.author === "bot" && message.sources.length > 0) {
          asked = verdictOf(words, onHelped);
          line.append(asked);
        }
        insert(line);
      }),
    addWaiting: ({ id, text }) =>
      keepingEnd(() => {
        isEmpty = false;
        askNoMore();
        const state = element("small", {}, words.sending);
        const line = bubble("visitor waiting", words.you, text, state);
        pending.set(id, { line, state });
        log.append(line);
        log.scrollTop = log.scrollHeight;
      }),
    refuse: (id, why) => {
      const one = pending.get(id);
      if (!one) return;
      pending.delete(id);
      one.state.textContent = `${words.notSent}. ${why}`;
      one.line.classList.replace("waiting", "refused");
    },
    note: (text) => keepingEnd(() => insert(element("p", { class: "note" }, text))),
  };
};
