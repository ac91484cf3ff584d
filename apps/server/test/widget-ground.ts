// A chat on a website, over HTTP, with the real conversations behind it.
import type { AddressInfo } from "node:net";
import type { VisitorMessage } from "@rapport/sdk/visitor";
import { systemContext } from "../src/platform/context.ts";
import { newId } from "../src/platform/ids.ts";
import {
  type Call,
  type ChannelsGround,
  openChannelsGround,
  type Reply,
} from "./channels-ground.ts";

export const shop = "https://shop.example";

export interface Chat {
  id: string;
  key: string;
  secret: string;
}

export interface WidgetGround extends ChannelsGround {
  server: string;
  chat(settings?: object, more?: object): Promise<Chat>;
  /** A session for a page of the shop, or of another website. */
  open(key: string, body?: object, origin?: string): Promise<Reply>;
  tokenOf(key: string, body?: object): Promise<string>;
  write(token: string, text: string, id?: string, more?: object): Promise<Reply>;
  read(token: string, after?: number): Promise<VisitorMessage[]>;
  conversationsOf(channelId: string): Promise<{ id: string }[]>;
  /** By a bot, in the first conversation of the channel. */
  reply(channelId: string, text: string): Promise<void>;
}

export const as = (token: string, origin = "null") => ({
  authorization: `Bearer ${token}`,
  origin,
});

export async function openWidgetGround(): Promise<WidgetGround> {
  const ground = await openChannelsGround("real");
  const { app, call, outside, workspaceId } = ground;
  await app.http.listen({ port: 0, host: "127.0.0.1" });
  const server = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
  const open: WidgetGround["open"] = (key, body = {}, origin = shop) =>
    outside("POST", `/widget/${key}/sessions`, body, { origin });
  const conversationsOf = (channelId: string) => ofChannel(call, channelId);
  return {
    ...ground,
    server,
    open,
    conversationsOf,
    chat: async (settings = {}, more = {}) => {
      const made = await call("POST", "/channels", {
        ...{ kind: "widget", name: "Website", settings: { origins: [shop], ...settings } },
        ...more,
      });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      const { id, publicKey: key, secret } = made.body;
      return { id, key, secret };
    },
    tokenOf: async (key, body = {}) => (await open(key, body)).body.token,
    write: (token, text, id = newId(), more = {}) =>
      outside("POST", "/widget/messages", { id, text, ...more }, as(token)),
    read: async (token, after = 0) => {
      const page = await outside("GET", `/widget/messages?after=${after}`, undefined, as(token));
      return page.body.messages;
    },
    reply: async (channelId, text) => {
      const [first] = await conversationsOf(channelId);
      await app.conversations.queueReply(systemContext(workspaceId, "request", "system"), {
        conversationId: first?.id ?? "",
        author: { kind: "bot", id: newId() },
        text,
        idempotencyKey: newId(),
      });
    },
  };
}

async function ofChannel(call: Call, channelId: string): Promise<{ id: string }[]> {
  const list = await call("GET", "/conversations?limit=100&state=any");
  return list.body.data.filter((one: { channel: { id: string } }) => one.channel.id === channelId);
}
