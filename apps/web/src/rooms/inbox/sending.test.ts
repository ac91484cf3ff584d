import { MantineProvider } from "@mantine/core";
import { RapportError, type ReplyInput } from "@rapport/sdk";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEverything, queryClient } from "../../platform/api.ts";
import { keptText } from "../../ui/kept-text.ts";
import { useWrite } from "./inbox-queries.ts";
import { draftKey } from "./inbox-words.rules.ts";
import { dropSending, sendingKey } from "./sending.ts";

type Send = (id: string, body: object, options: { idempotencyKey?: string }) => Promise<never>;
const { reply, note } = vi.hoisted(() => ({ reply: vi.fn<Send>(), note: vi.fn<Send>() }));
vi.mock("../../platform/api.ts", async (original) => ({
  ...(await original<object>()),
  api: { conversations: { reply, note } },
}));

const failed = (status: number) =>
  new RapportError({ type: "x", title: "No", status, code: "x", detail: "No." });
const written = { data: { conversation: { id: "c" }, message: { id: "m" } }, actId: null } as never;
const first: ReplyInput = { text: "On its way.", seenSeq: 4 };

const send = async (now: ReplyInput = first, kind: "reply" | "note" = "reply"): Promise<void> => {
  const found: ReturnType<typeof useWrite>[] = [];
  const Screen = () => {
    found.push(useWrite("c"));
    return null;
  };
  const child = createElement(QueryClientProvider, { client: queryClient }, createElement(Screen));
  renderToStaticMarkup(createElement(MantineProvider, null, child));
  const writing = { kind, typed: now.text, keptCc: "", reply: now };
  await found[0]?.mutateAsync(writing).catch(() => undefined);
};
const keysOf = ({ mock }: typeof reply) =>
  mock.calls.map(([, , options]) => options.idempotencyKey);

beforeEach(() => {
  forgetEverything();
  reply.mockReset();
  note.mockReset();
});

describe("sending an answer again", () => {
  it("is the same request while it says the same, however far one has read by then", async () => {
    reply.mockRejectedValueOnce(failed(504)).mockResolvedValueOnce(written);
    await send();
    await send({ ...first, seenSeq: 5 });
    const [before, again] = reply.mock.calls;
    expect(before?.[2].idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(again).toEqual(before);
  });

  it("keeps its key where the draft is kept, until it went out", async () => {
    reply.mockRejectedValueOnce(failed(504)).mockResolvedValueOnce(written);
    const place = sendingKey(draftKey("c", "reply"));
    await send();
    expect(keptText(place)).toContain(String(keysOf(reply)[0]));
    await send();
    expect(keptText(place)).toBe("");
  });

  it("has a new key once it went out, says something else, or was begun anew", async () => {
    reply.mockResolvedValueOnce(written).mockRejectedValue(failed(504));
    await send();
    await send();
    await send({ ...first, text: "It is there." });
    await send({ ...first, text: "It is there.", cc: ["ada@x.example"] });
    dropSending(draftKey("c", "reply"));
    await send({ ...first, text: "It is there.", cc: ["ada@x.example"] });
    expect(new Set(keysOf(reply)).size).toBe(5);
  });

  it("is a new one, with what was read by then, where the server refused it", async () => {
    reply.mockRejectedValueOnce(failed(409)).mockResolvedValueOnce(written);
    await send();
    await send({ ...first, seenSeq: 5 });
    expect(reply.mock.calls[1]?.[1]).toMatchObject({ seenSeq: 5 });
    expect(new Set(keysOf(reply)).size).toBe(2);
  });

  it("is so for notes too, apart from answers", async () => {
    reply.mockRejectedValue(failed(504));
    note.mockRejectedValueOnce(failed(504)).mockResolvedValueOnce(written);
    await send();
    await send(first, "note");
    await send({ ...first, seenSeq: 5 }, "note");
    expect(keysOf(note)[1]).toBe(keysOf(note)[0]);
    expect(keysOf(note)[0]).not.toBe(keysOf(reply)[0]);
    expect(note.mock.calls[0]?.[1]).toEqual({ text: first.text });
  });
});
