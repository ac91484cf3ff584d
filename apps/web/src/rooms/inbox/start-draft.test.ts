import { MantineProvider } from "@mantine/core";
import type { ConversationStart } from "@rapport/contracts";
import { RapportError } from "@rapport/sdk";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEverything, queryClient } from "../../platform/api.ts";
import { startDraftKey, useStart } from "./start-draft.ts";

type Begin = (start: ConversationStart, options: { idempotencyKey?: string }) => Promise<never>;
const { server } = vi.hoisted(() => ({ server: vi.fn<Begin>() }));
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

beforeEach(() => forgetEverything());

describe("sending the start of a conversation again", () => {
  const keys = () => server.mock.calls.map(([, options]) => options.idempotencyKey);
  const send = async (now = start): Promise<void> => {
    const { mutateAsync } = drawn(() => useStart(draft));
    await mutateAsync({ start: now, typed: now.text, keptHead: "" }).catch(() => undefined);
  };
  beforeEach(() => server.mockReset());

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
