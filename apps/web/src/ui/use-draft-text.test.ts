import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEverything } from "../platform/api.ts";
import { draftKey } from "../rooms/inbox/inbox-words.rules.ts";
import { chosenFrom } from "../rooms/notifications/mention-text.rules.ts";
import { dropDraft, useChosenMentions } from "../rooms/notifications/use-chosen-mentions.ts";
import { dropComposerDraft, useComposerDraft } from "../rooms/records/use-composer-draft.ts";
import { dropText, keepText, keptText } from "./kept-text.ts";
import { useDraftText } from "./use-draft-text.ts";

const storage = new Map<string, string>();
let mostCharacters = 1_000;

const asStorage = {
  getItem: (place: string) => storage.get(place) ?? null,
  removeItem: (place: string) => void storage.delete(place),
  setItem: (place: string, text: string) => {
    if (text.length > mostCharacters) throw new Error("full");
    storage.set(place, text);
  },
};

/** What a hook gives on a screen that is drawn now. */
const drawn = <T>(useIt: () => T): T => {
  const found: T[] = [];
  const Screen = () => {
    found.push(useIt());
    return null;
  };
  renderToStaticMarkup(createElement(Screen));
  return found[0] as T;
};

const ann = { memberId: "1", name: "Ann Lee", maySee: true };
const bob = { memberId: "2", name: "Bob", maySee: true };

beforeEach(() => {
  forgetEverything();
  storage.clear();
  mostCharacters = 1_000;
  const places = { ownKeys: () => [...storage.keys()] };
  const described = { configurable: true, enumerable: true, value: "" };
  vi.stubGlobal(
    "localStorage",
    new Proxy(asStorage, { ...places, getOwnPropertyDescriptor: () => described }),
  );
});

describe("a draft that the browser keeps", () => {
  it("is there for who comes back, and nothing of it for the next member", () => {
    storage.set("rapport.theme", "dark");
    for (const key of ["people-1", "knowledge-new-", draftKey("c", "reply"), draftKey("c", "note")])
      drawn(() => useDraftText(key)).setText(`text of ${key}`);
    drawn(() => useChosenMentions("people-1")).setChosen([ann]);
    const { setKind, setDue } = drawn(() => useComposerDraft("people-1", ["notes", "tasks"]));
    setKind("tasks");
    setDue("2026-12-01");
    expect(drawn(() => useDraftText("people-1")).text).toBe("text of people-1");
    expect(storage.size).toBe(8);

    forgetEverything();
    expect([...storage.keys()]).toEqual(["rapport.theme"]);
    expect(drawn(() => useDraftText("people-1")).text).toBe("");
  });

  it("is gone when it was sent, but for what was written since", () => {
    keepText("one", "Hello. And more");
    dropText("one", "Hello.");
    expect(keptText("one")).toBe("And more");
    dropText("one", "And more");
    expect(storage.size).toBe(0);
  });

  it("lives as long as the page where the browser is full, and leaves no part of it there", () => {
    mostCharacters = 5;
    keepText("one", "Hello");
    keepText("one", "Hello you");
    expect(storage.size).toBe(0);
    expect(drawn(() => useDraftText("one")).text).toBe("Hello you");
    dropText("one", "Hello you");
    expect(drawn(() => useDraftText("one")).text).toBe("");

    keepText("one", "Hello you");
    forgetEverything();
    expect(keptText("one")).toBe("");
  });

  it("gives up its mentions when it is sent, but for those in what was written since", () => {
    const chosen = () => chosenFrom(keptText("one-mentions"));
    keepText("one", "@Ann Lee look. @Bob too");
    drawn(() => useChosenMentions("one")).setChosen([ann, bob]);
    dropDraft("one", "@Ann Lee look.");
    expect(chosen()).toEqual([bob]);
    dropDraft("one", "@Bob too");
    expect(chosen()).toEqual([]);
    expect(storage.size).toBe(0);
  });
});

describe("half a task beside a record", () => {
  const kinds = ["notes", "tasks"] as const;
  const writing = () => drawn(() => useComposerDraft("people-1", kinds));

  it("comes back as a task with its due date", () => {
    writing().setText("Call back");
    writing().setKind("tasks");
    writing().setDue("2026-12-01");
    expect(writing()).toMatchObject({ text: "Call back", kind: "tasks", due: "2026-12-01" });
  });

  it("leaves nothing when it was added", () => {
    writing().setText("Call back");
    writing().setKind("tasks");
    writing().setDue("2026-12-01");
    dropComposerDraft("people-1", { text: "Call back", due: "2026-12-01" });
    expect(writing()).toMatchObject({ text: "", kind: "notes", due: "" });
    expect(storage.size).toBe(0);
  });
});
