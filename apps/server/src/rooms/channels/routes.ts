// Routes by which channels are set up and looked after.
import {
  type Channel,
  type ChannelWithSecrets,
  channelChangeSchema,
  channelInputSchema,
  channelSchema,
  channelTestSchema,
  channelTrafficQuerySchema,
  channelTrafficSchema,
  channelWithSecretsSchema,
  idSchema,
  pageSchema,
  rotateChannelSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import type { ChannelTester } from "./channel-tester.ts";
import { allChannels, type DescribeDeps, oneChannel, trafficOf } from "./describe.ts";

interface RouteDeps extends DescribeDeps {
  acts: Acts;
  tester: ChannelTester;
  checkAddress(settings: object | undefined): Promise<void>;
  /** So that what was just sent is in the log that is asked for. */
  flush(): Promise<void>;
}

const shared = {
  tag: "Channels",
  permission: { setting: "channels.manage" },
  limit: "standard",
} as const;
const idParams = z.object({ id: idSchema });
const headers = ["ETag", "Rapport-Act"];
const one = { description: "As it is now.", schema: channelSchema, headers };
const withSecrets = {
  description: "With its key or secret, this once.",
  schema: channelWithSecretsSchema,
  headers,
};

function reply(
  status: number,
  { actId, result }: Performed<Channel | ChannelWithSecrets>,
): RouteReply {
  const etag = `"${result.version}"`;
  return { status, body: result, headers: { etag, "rapport-act": actId } };
}

export function channelRoutes(deps: RouteDeps): AnyRoute[] {
  const perform = async (ctx: Ctx, act: string, input: unknown, status = 200) =>
    reply(status, await deps.acts.perform<Channel>(ctx, act, input));

  const switchState = (verb: "pause" | "resume", summary: string) =>
    defineRoute({
      ...shared,
      method: "POST",
      path: `/channels/:id/${verb}`,
      operationId: `${verb}Channel`,
      summary,
      params: idParams,
      responses: { 200: one },
      handler: ({ ctx, params: { id } }) => perform(ctx, `channels.${verb}`, { id }),
    });

  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/channels",
      operationId: "listChannels",
      summary: "List channels, and how they fare",
      responses: {
        200: { description: "Oldest first.", schema: z.object({ data: z.array(channelSchema) }) },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await allChannels(deps, ctx) } }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/channels",
      operationId: "createChannel",
      summary: "Set up a channel; its key and secret are in this answer and never again",
      body: channelInputSchema,
      responses: { 201: withSecrets },
      handler: async ({ ctx, body }) => {
        await deps.checkAddress(body.settings);
        return perform(ctx, "channels.create", { channel: body }, 201);
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/channels/:id",
      operationId: "getChannel",
      summary: "Read one channel",
      params: idParams,
      responses: { 200: { description: "The channel.", schema: channelSchema, headers: ["ETag"] } },
      handler: async ({ ctx, params: { id } }) => {
        const channel = await oneChannel(deps, ctx, id);
        return { status: 200, body: channel, headers: { etag: etagOf(channel) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/channels/:id",
      operationId: "updateChannel",
      summary: "Change a channel",
      params: idParams,
      body: channelChangeSchema,
      responses: { 200: one, 412: { description: "Changed meanwhile." } },
      handler: async ({ ctx, params: { id }, body, headers: sent }) => {
        await deps.checkAddress(body.settings);
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        return perform(ctx, "channels.update", input);
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/channels/:id",
      operationId: "deleteChannel",
      summary: "Delete a channel; its conversations stay",
      params: idParams,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id } }) => {
        const { actId } = await deps.acts.perform(ctx, "channels.delete", { id });
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    switchState("pause", "Pause a channel: nothing comes in or goes out"),
    switchState("resume", "Resume a channel"),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/channels/:id/rotate",
      operationId: "rotateChannel",
      summary: "Make a new key or secret; the former one does not hold any more",
      params: idParams,
      body: rotateChannelSchema,
      responses: { 200: withSecrets },
      handler: ({ ctx, params: { id }, body }) => perform(ctx, "channels.rotate", { id, ...body }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/channels/:id/test",
      operationId: "testChannel",
      summary: "Send a test message out, once",
      params: idParams,
      body: z.strictObject({ to: z.string().min(1).max(320).optional() }),
      responses: { 200: { description: "What became of it.", schema: channelTestSchema } },
      handler: async ({ ctx, params: { id }, body }) => ({
        status: 200,
        body: await deps.tester(ctx, id, body.to ?? null),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/channels/:id/traffic",
      operationId: "listChannelTraffic",
      summary: "List what went through a channel, and what was refused",
      params: idParams,
      query: channelTrafficQuerySchema,
      responses: {
        200: {
          description: "Newest first, of the last 30 days.",
          schema: pageSchema(channelTrafficSchema),
        },
      },
      handler: async ({ ctx, params: { id }, query }) => {
        await deps.flush();
        return { status: 200, body: await trafficOf(deps, ctx, id, query) };
      },
    }),
  ];
}
