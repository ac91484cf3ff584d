// Acts on channels. Keys and secrets are in the answer of the act that made them and nowhere else.
import {
  type Channel,
  type ChannelChange,
  type ChannelInput,
  type ChannelWithSecrets,
  channelChangeSchema,
  channelInputSchema,
  idSchema,
  type RotateChannel,
  rotateChannelSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct, type RecordChange } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { newSecret } from "../../platform/webhook-signing.ts";
import { isMatch, saidOnly } from "../../platform/whole-changes.ts";
import { requireSetting } from "../access/index.ts";
import {
  listChannels,
  readChannel,
  removeChannel,
  type StoredChannel,
  saveChannel,
} from "./channels.store.ts";
import type { ChannelsDeps } from "./channels-deps.ts";
import { describeChannel } from "./describe.ts";
import {
  badHours,
  badSettings,
  badWebsite,
  changedMeanwhile,
  missingChannel,
  noSuchSecret,
  tooManyChannels,
} from "./errors.ts";
import { newChannelKey, newIdentitySecret, newPublicKey, sealFor } from "./secrets.ts";
import { hasToken, hoursFault, settingsWith, tokenIn, wrongWebsite } from "./settings.rules.ts";

type ActDeps = Pick<ChannelsDeps, "clock" | "sealer"> & {
  /** What is kept in memory of it does not hold any more. */
  onChanged(): void;
};

const maxChannels = 50;

/** What the audit log keeps: no secret, and of an address only the host. */
function imageOf(channel: StoredChannel): Record<string, unknown> {
  const { secret: _secret, providerToken: _token, keyHash: _hash, settings, ...shown } = channel;
  if (!("url" in settings)) return { ...shown, settings };
  const { url, ...others } = settings;
  return { ...shown, settings: { ...others, host: URL.parse(url ?? "")?.host ?? "" } };
}

function changeOf(before: StoredChannel | null, after: StoredChannel | null): RecordChange {
  const removed = after === null ? "purge" : "update";
  return {
    object: "channels",
    id: (after ?? before)?.id ?? "",
    op: before === null ? "create" : removed,
    before: before && imageOf(before),
    after: after && imageOf(after),
    record: null,
  };
}

async function locked(tx: Tx, id: string): Promise<StoredChannel> {
  const channel = await readChannel(tx, id, "FOR UPDATE");
  if (!channel) throw missingChannel();
  return channel;
}

function checkHours(hours: ChannelChange["hours"]): void {
  const fault = hoursFault(hours);
  if (fault) throw badHours(fault);
}

function checkedSettings(...parts: Parameters<typeof settingsWith>): StoredChannel["settings"] {
  const settings = settingsWith(...parts);
  const wrong = wrongWebsite(parts[2]);
  if (wrong !== undefined) throw badWebsite(wrong);
  if (!settings) throw badSettings();
  return settings;
}

const secretFor = ({ kind }: Pick<StoredChannel, "kind">): string =>
  kind === "widget" ? newIdentitySecret() : newSecret();

function fresh(deps: ActDeps, act: Act, input: ChannelInput, isDemo: boolean) {
  const id = newId();
  const secret = secretFor(input);
  const key = input.kind === "api" ? newChannelKey() : null;
  const token = tokenIn(input);
  const channel: StoredChannel = {
    id,
    kind: input.kind,
    name: input.name,
    settings: checkedSettings(input.kind, null, input.settings),
    hours: input.hours ?? null,
    botAnswers: input.botAnswers ?? false,
    state: "active",
    publicKey: input.kind === "widget" ? newPublicKey() : null,
    keyHash: key?.hash ?? null,
    keyHint: key?.hint ?? null,
    secret: sealFor(deps.sealer, id, secret),
    providerToken: token === null ? null : sealFor(deps.sealer, id, token),
    isDemo,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
  return { channel, secret, key: key?.text ?? null };
}

function changed(deps: ActDeps, before: StoredChannel, wished: ChannelChange) {
  const { settings, providerToken, ...rest } = wished;
  checkHours(wished.hours);
  if (providerToken !== undefined && !hasToken(before.kind)) throw noSuchSecret();
  return {
    ...saidOnly(rest),
    ...(settings ? { settings: checkedSettings(before.kind, before.settings, settings) } : {}),
    ...(providerToken ? { providerToken: sealFor(deps.sealer, before.id, providerToken) } : {}),
  };
}

export function channelActs(deps: ActDeps) {
  const shared = {
    permission: "channels.manage",
    effect: "internal",
    check: (ctx: Ctx) => requireSetting(ctx, "channels.manage"),
    committed: deps.onChanged,
  } as const;

  async function change(
    tx: Tx,
    act: Act,
    before: StoredChannel,
    parts: Partial<StoredChannel>,
  ): Promise<Channel> {
    const after = { ...before, ...parts, version: before.version + 1, updatedAt: act.at };
    await saveChannel(tx, after);
    await act.changed(tx, [changeOf(before, after)]);
    return describeChannel(deps, tx, after);
  }

  const create = defineAct({
    ...shared,
    name: "channels.create",
    title: "Set up a channel",
    input: z.object({ channel: channelInputSchema, isDemo: z.boolean().optional() }),
    risk: "medium",
    compensation: { by: "act", act: "channels.delete" },
    run: async (tx, act, { channel: input, isDemo = false }): Promise<ChannelWithSecrets> => {
      if ((await listChannels(tx)).length >= maxChannels) throw tooManyChannels(maxChannels);
      checkHours(input.hours);
      const { channel, secret, key } = fresh(deps, act, input, isDemo);
      await saveChannel(tx, channel);
      await act.changed(tx, [changeOf(null, channel)]);
      return { ...(await describeChannel(deps, tx, channel)), secret, key };
    },
  });

  const update = defineAct({
    ...shared,
    name: "channels.update",
    title: "Change a channel",
    input: z.object({
      id: idSchema,
      change: channelChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    risk: "medium",
    compensation: { by: "none", because: "its secrets are not kept in what was; change it back" },
    run: async (tx, act, { id, change: wished, ifMatch }): Promise<Channel> => {
      const before = await locked(tx, id);
      const now = () => describeChannel(deps, tx, before);
      if (!isMatch(ifMatch, before.version)) throw changedMeanwhile(await now());
      const parts = changed(deps, before, wished);
      return Object.keys(parts).length === 0 ? now() : change(tx, act, before, parts);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "channels.delete",
    title: "Delete a channel",
    input: z.object({ id: idSchema }),
    risk: "high",
    compensation: { by: "none", because: "its keys and secrets are gone; set up a new one" },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await locked(tx, id);
      await removeChannel(tx, id, act.at);
      await act.changed(tx, [changeOf(before, null)]);
      return null;
    },
  });

  async function rotated(
    tx: Tx,
    act: Act,
    before: StoredChannel,
    { what }: RotateChannel,
  ): Promise<ChannelWithSecrets> {
    if (what === "secret") {
      const secret = secretFor(before);
      const sealed = sealFor(deps.sealer, before.id, secret);
      return { ...(await change(tx, act, before, { secret: sealed })), secret, key: null };
    }
    if (before.kind !== "api") throw noSuchSecret();
    const key = newChannelKey();
    const parts = { keyHash: key.hash, keyHint: key.hint };
    return { ...(await change(tx, act, before, parts)), secret: null, key: key.text };
  }

  const rotate = defineAct({
    ...shared,
    name: "channels.rotate",
    title: "Make a new key or secret for a channel",
    input: rotateChannelSchema.extend({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "the old one may have leaked" },
    run: async (tx, act, { id, ...what }) => rotated(tx, act, await locked(tx, id), what),
  });

  const setState = (state: "active" | "paused") => async (tx: Tx, act: Act, id: string) => {
    const before = await locked(tx, id);
    if (before.state === state) return describeChannel(deps, tx, before);
    return change(tx, act, before, { state });
  };
  const pauseOne = setState("paused");
  const resumeOne = setState("active");

  const pause = defineAct({
    ...shared,
    name: "channels.pause",
    title: "Pause a channel: nothing comes in or goes out",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "act", act: "channels.resume" },
    run: (tx, act, { id }): Promise<Channel> => pauseOne(tx, act, id),
  });

  const resume = defineAct({
    ...shared,
    name: "channels.resume",
    title: "Resume a channel",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "act", act: "channels.pause" },
    run: (tx, act, { id }): Promise<Channel> => resumeOne(tx, act, id),
  });

  return [create, update, remove, rotate, pause, resume];
}
