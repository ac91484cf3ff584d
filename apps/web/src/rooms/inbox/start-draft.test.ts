import { MantineProvider } from "@mantine/core";
import type { ConversationStart } from "@rapport/contracts";
import { RapportError } from "@rapport/sdk";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEverything, queryClient } from "../../platform/api.ts";
import type { StartTo } from "./start.rules.ts";
import {
  discardStart,
  dropAbandoned,
  startDraftKey,
  useStart,
  useStartDraft,
} from "./start-draft.ts";
import { useStartFiles } from "./start-files.ts";

type Begin = (start: ConversationStart, options: { idempotencyKey?: string }) => Promise<never>;
const { server, said } = vi.hoisted(() => ({
  server: vi.fn<Begin>(),
  said: vi.fn<(message: string) => void>(),
}));
vi.mock("../../ui/toast.tsx", async (original) => ({
  ...(await original<object>()),
  showDone: said,
}));
vi.mock("../../platform/api.ts", async (original) => ({
  ...(await original<object>()),
  api: { conversations: { start: server } },
}));

const draft = startDraftKey(null);
const start: ConversationStart = { channelId: "m", to: { personId: "1" }, text: "A text" };
const lost = new RapportError({ type: "x", title: "No", status: 504, code: "x", detail: "No." });
const begun = { data: { conversation: { id: "c" }, message: {} }, actId: null } as never;

/** What a hook answers on a screen. */
const drawn = <T>(use: () => T): T => {
  const found: T[] = [];
  const Screen = () => {
    found.push(use());
    return null;
  };
  const inCache = createElement(
    QueryClientProvider,
    { client: queryClient },
    createElement(Screen),
  );
  renderToStaticMarkup(createElement(MantineProvider, null, inCache));
  return found[0] as T;
};

const send = async (now = start, isOpen = true): Promise<void> => {
  const { mutateAsync } = drawn(() => useStart(draft, () => isOpen));
  await mutateAsync({ start: now, typed: now.text, keptHead: "" }).catch(() => undefined);
};

beforeEach(() => {
  forgetEverything();
  server.mockReset();
  said.mockReset();
});

describe("sending the start of a conversation again", () => {
  const keys = () => server.mock.calls.map(([, options]) => options.idempotencyKey);

  it("has the key of before while it is the same, so that it is sent once", async () => {
    server.mockRejectedValueOnce(lost).mockResolvedValueOnce(begun);
    await send();
    await send();
    expect(keys()[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys()[1]).toBe(keys()[0]);
  });

  it("has a new one once something else is sent, or it went out", async () => {
    server.mockRejectedValueOnce(lost).mockResolvedValue(begun);
    await send();
    await send({ ...start, text: "Another text" });
    await send({ ...start, text: "Another text" });
    expect(new Set(keys()).size).toBe(3);
  });
});

it("says that it went out where the dialog that would show it was closed", async () => {
  server.mockResolvedValue(begun);
  await send();
  expect(said).not.toHaveBeenCalled();
  await send(start, false);
  expect(said).toHaveBeenCalledWith("Sent.");
});

describe("what nobody goes on with", () => {
  const ada: StartTo = {
    ...{ kind: "person", id: "1", title: "Ada Lee" },
    ...{ email: "ada@x.example", phone: null },
  };
  const bo: StartTo = { kind: "address", address: "bo@y.example", name: null };
  const shown = () => drawn(() => useStartDraft(draft, ada));
  const cc = [{ address: "cy@z.example", name: null, isKnown: false }];

  it("is to whom it is opened for, without a copy, when nothing was written in it", () => {
    shown().change({ to: bo, cc });
    dropAbandoned(draft);
    expect(shown().head).toMatchObject({ to: ada, cc: [] });
    shown().change({ to: bo, cc });
    shown().setText("A text");
    dropAbandoned(draft);
    expect(shown().head).toMatchObject({ to: bo, cc });
  });

  it("is emptied, and comes back", () => {
    shown().change({ to: bo, subject: "Hello" });
    shown().setText("A text");
    const takeBack = discardStart(draft);
    expect(shown()).toMatchObject({ text: "", keptHead: "", head: { to: ada, subject: "" } });
    takeBack();
    expect(shown()).toMatchObject({ text: "A text", head: { to: bo, subject: "Hello" } });
  });

  it("does not come back over something else, nor for the next member", () => {
    shown().setText("A text");
    const takeBack = discardStart(draft);
    shown().setText("Another");
    takeBack();
    expect(shown().text).toBe("Another");
    expect(said).toHaveBeenCalledWith(expect.stringContaining("it stays"));
    const later = discardStart(draft);
    forgetEverything();
    later();
    expect(shown().text).toBe("");
  });

  it("takes no files before a person is chosen, and says so", () => {
    shown().change({ to: bo });
    const { onFiles, files } = drawn(() => useStartFiles(draft, shown()));
    onFiles([new File(["x"], "a.txt")]);
    expect(files).toEqual([]);
    expect(said).toHaveBeenCalledWith(expect.stringContaining("Choose a person"));
  });
});
