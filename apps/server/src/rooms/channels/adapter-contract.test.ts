// What every adapter that sends over HTTP must do, run against each of them with a provider on this machine that takes,
// refuses, hangs and breaks off.
import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ChannelsGround, openChannelsGround } from "../../../test/channels-ground.ts";
import type { Provider } from "../../../test/sms-provider.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { OutboundMessage } from "./index.ts";

let ground: ChannelsGround;
beforeAll(async () => {
  ground = await openChannelsGround();
});
afterAll(() => ground?.close());

interface Case {
  kind: string;
  other: () => Provider;
  setUp: (url: string) => object;
}

const cases: Case[] = [
  {
    kind: "api",
    other: () => ground.receiver,
    setUp: (url) => ({ kind: "api", name: "Programs", settings: { url } }),
  },
  {
    kind: "sms",
    other: () => ground.provider,
    setUp: (url) => ({
      kind: "sms",
      name: "Text messages",
      settings: { url, sender: "+49 30 123" },
      providerToken: "provider-token",
    }),
  },
];

const message = (channelId: string, parts: Partial<OutboundMessage> = {}): OutboundMessage => ({
  channelId,
  messageId: newId(),
  conversationId: newId(),
  threadKey: "thread-1",
  to: { address: "+49 151 5550100", name: "Zoë Müller" },
  subject: null,
  text: "Good news: it is on its way. 🦊\nSecond line",
  attachments: [],
  inReplyTo: ["their-1"],
  automatic: false,
  ...parts,
});

async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe.each(cases)("an adapter of the kind $kind", ({ other, setUp }) => {
  let channelId = "";
  const ctx = () => systemContext(ground.workspaceId, "request", "system");
  const deliver = (one: OutboundMessage) => ground.app.channels.deliver(ctx(), one);

  beforeAll(async () => {
    const made = await ground.call("POST", "/channels", setUp(other().url));
    expect(made.status).toBe(201);
    channelId = made.body.id;
  });
  beforeEach(() => {
    other().mood = null;
    other().sent.length = 0;
  });

  it("delivers the text as it is, once a message however often it is sent", async () => {
    const one = message(channelId);
    const first = await deliver(one);
    expect(first).toMatchObject({ kind: "delivered", providerId: expect.any(String) });
    expect(await deliver(one)).toEqual(first);
    expect(other().sent).toHaveLength(1);
    const { body, key } = other().sent[0]!;
    expect(key).toBe(one.messageId);
    expect((body.data ?? body).text).toBe(one.text);
  });

  it("keeps the order of what is sent one after the other", async () => {
    for (const text of ["one", "two", "three"]) await deliver(message(channelId, { text }));
    expect(other().sent.map(({ body }) => (body.data ?? body).text)).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  it("sends long text whole", async () => {
    const text = "ä".repeat(20_000);
    await deliver(message(channelId, { text }));
    const { body } = other().sent[0]!;
    expect((body.data ?? body).text).toBe(text);
  });

  it.each([400, 403, 404, 410, 422])("is refused for good by %i", async (status) => {
    other().mood = { status };
    const delivery = await deliver(message(channelId));
    expect(delivery).toEqual({ kind: "refused", reason: `status_${status}`, permanent: true });
  });

  it.each([408, 429, 500, 503])("is refused for now by %i", async (status) => {
    other().mood = { status };
    const delivery = await deliver(message(channelId));
    expect(delivery).toEqual({ kind: "refused", reason: `status_${status}`, permanent: false });
  });

  it("says that it does not know when the other side breaks off, and may try again", async () => {
    other().mood = "drop";
    const one = message(channelId);
    expect(await deliver(one)).toMatchObject({ kind: "unknown" });
    other().mood = null;
    expect(await deliver(one)).toMatchObject({ kind: "delivered" });
    expect(other().sent).toHaveLength(1);
  });

  it("does not know either when it hangs", async () => {
    other().mood = "silent";
    expect(await deliver(message(channelId))).toEqual({ kind: "unknown", reason: "timeout" });
  }, 25_000);

  it("is not set up for an address inside that the operator does not list", async () => {
    const port = await closedPort();
    const url = `http://127.0.0.1:${port}/v1`;
    const refused = await ground.call("POST", "/channels", setUp(url));
    expect(refused.status).toBe(422);
  });

  it("sends nothing of a channel that is paused or gone", async () => {
    await ground.call("POST", `/channels/${channelId}/pause`);
    expect(await deliver(message(channelId))).toEqual({
      ...{ kind: "refused", reason: "channel_paused", permanent: false },
    });
    await ground.call("POST", `/channels/${channelId}/resume`);
    expect(await deliver(message(newId()))).toEqual({
      ...{ kind: "refused", reason: "channel_gone", permanent: true },
    });
    expect(other().sent).toEqual([]);
  });

  it("tells nobody its secrets: not in answers, not in its log, not in the audit log", async () => {
    const shown = await Promise.all(
      [
        `/channels/${channelId}`,
        "/channels",
        `/channels/${channelId}/traffic`,
        "/audit?limit=200",
      ].map((path) => ground.call("GET", path)),
    );
    const text = JSON.stringify(shown.map(({ body }) => body));
    expect(text).not.toMatch(/whsec_|ck_[\w-]{20}|provider-token|s1\./);
    expect(JSON.stringify(other().sent.map(({ body }) => body))).not.toContain("whsec_");
  });
});
