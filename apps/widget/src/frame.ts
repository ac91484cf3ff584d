// What runs in our frame: the chat itself. Everything that it shows is set as text.
import "./frame.css";
import {
  createVisitorChat,
  type VisitorChat,
  type VisitorMessage,
  type VisitorMessageInput,
  type VisitorSession,
} from "@rapport/sdk/visitor";
import { isOurs, type ToFrame, type ToPage } from "./bridge.ts";
import { createComposer, createOfflineForm } from "./composer.ts";
import { element } from "./element.ts";
import { createRating } from "./rating.ts";
import { createTalk } from "./talk.ts";
import { languageOf, type Words, wordsOf } from "./words.ts";

type Start = Extract<ToFrame, { rapport: "start" }>;

const tell = (message: ToPage): void => parent.postMessage(message, "*");

interface Asker {
  give(session: VisitorSession): void;
  refuse(error: Error): void;
}

/** Asks the page, which alone can say where it comes from; all who wait take its next answer. */
let askers: Asker[] = [];
const askSession = (): Promise<VisitorSession> =>
  new Promise((give, refuse) => {
    askers.push({ give, refuse });
    tell({ rapport: "session" });
  });

function answer(session: VisitorSession | null): void {
  const waiting = askers;
  askers = [];
  for (const { give, refuse } of waiting)
    if (session) give(session);
    else refuse(new Error("The page got no session."));
}

function openingText({ opensAt }: VisitorSession, words: Words): string {
  if (opensAt === null) return words.away;
  const when = new Date(opensAt).toLocaleString(document.documentElement.lang, {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  return words.awayUntil(when);
}

let isShown = false;
let unread = 0;

function count(message: VisitorMessage): void {
  if (isShown || message.author === "visitor") return;
  unread += 1;
  tell({ rapport: "unread", count: unread });
}

function head(title: string, words: Words, onPerson: () => void): HTMLElement {
  const person = element("button", { type: "button", class: "person" }, words.person);
  const close = element(
    "button",
    { type: "button", class: "close", "aria-label": words.close },
    "×",
  );
  person.addEventListener("click", onPerson);
  close.addEventListener("click", () => tell({ rapport: "close" }));
  return element("header", { class: "head" }, element("h1", {}, title), person, close);
}

function begin({ server, session, waiting, language }: Start): void {
  const { look, botAnswers } = session;
  const words = wordsOf(languageOf(look.language, language));
  document.documentElement.lang = languageOf(look.language, language);
  document.title = look.title;
  document.documentElement.style.setProperty("--accent", look.color);
  const talk = createTalk(words, () => void write(words.helpedText));
  const state = element("p", { class: "state", role: "status", hidden: true });
  const setState = (text: string): void => {
    state.textContent = text;
    state.hidden = text === "";
  };
  /** Who waits for a message to be stored. */
  const stored = new Map<string, () => void>();
  let first: VisitorSession | null = session;

  const chat: VisitorChat = createVisitorChat({
    server,
    waiting,
    session: () => {
      const known = first;
      first = null;
      return known ? Promise.resolve(known) : askSession();
    },
    onMessage: (message) => {
      talk.add(message);
      count(message);
      // The question comes as a word of the system; whoever writes on opens the conversation anew.
      if (message.author === "system" || rating.isShown) void rating.refresh();
    },
    onWaiting: (left) => {
      tell({ rapport: "waiting", waiting: left });
      const ids = new Set(left.map(({ id }) => id));
      for (const [id, done] of stored) {
        if (ids.has(id)) continue;
        stored.delete(id);
        done();
      }
    },
    onRefused: ({ id }, { code }) => talk.refuse(id, code === "widget.off" ? words.off : ""),
    onOnline: (isOnline) => setState(isOnline ? "" : words.connecting),
  });

  const rating = createRating(words, chat);

  const write = (text: string, contact?: VisitorMessageInput["contact"]): Promise<void> =>
    new Promise((resolve) => {
      const message = { id: crypto.randomUUID(), text, ...(contact ? { contact } : {}) };
      stored.set(message.id, resolve);
      talk.addWaiting(message);
      chat.send(message);
    });

  async function callPerson(): Promise<void> {
    // Nobody is here, and who is to be answered later is not known yet: that comes first.
    if (form.isConnected) return askForAddress(form, words);
    if (talk.isEmpty) await write(words.personText);
    await chat.askForPerson().then(
      () => talk.note(words.personCalled),
      () => talk.note(words.personFailed),
    );
  }

  if (look.greeting) talk.note(look.greeting);
  if (botAnswers) talk.note(words.ai);
  const isAway = !session.isOpen && !botAnswers;
  if (isAway) talk.note(look.offlineNote || openingText(session, words));
  const composer = createComposer(words, (text) => void write(text));
  const isForm = isAway && !session.hasThread && !session.isKnown;
  const form = createOfflineForm(words, (text, contact) => {
    form.replaceWith(composer);
    void write(text, contact).then(() => talk.note(words.left));
  });
  document.body.replaceChildren(
    head(look.title, words, () => void callPerson()),
    element("main", {}, talk.log, rating.part, state, isForm ? form : composer),
  );
  for (const message of waiting) talk.addWaiting(message);
  chat.start();
}

function askForAddress(form: HTMLElement, words: Words): void {
  const text = form.querySelector("textarea");
  if (text && text.value.trim() === "") text.value = words.personText;
  form.querySelector("input")?.focus();
}

function setShown(next: boolean): void {
  isShown = next;
  if (!isShown) return;
  unread = 0;
  tell({ rapport: "unread", count: 0 });
  document.querySelector<HTMLElement>("textarea, input")?.focus();
}

addEventListener("message", ({ source, data }) => {
  if (source !== parent || !isOurs(data)) return;
  const message = data as ToFrame;
  if (message.rapport === "start") begin(message);
  if (message.rapport === "shown") setShown(message.isShown);
  if (message.rapport === "session") answer(message.session);
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") tell({ rapport: "close" });
});
tell({ rapport: "ready" });
