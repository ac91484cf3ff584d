// Whether a channel asks: changed by an act, and undone as one.
import { type AskingChannel, askingInputSchema, idSchema } from "@rapport/contracts";
import { defineAct } from "../../platform/acts.ts";
import type { Reader } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { requireSetting } from "../access/index.ts";
import type { UndoablePart } from "../records/index.ts";
import { missingChannel } from "./errors.ts";
import type { ChannelLook, SatisfactionDeps } from "./satisfaction-deps.ts";
import { asksUnlessTold } from "./survey.rules.ts";
import { tellChannel, toldChannels } from "./surveys.store.ts";

export const askingObject = "satisfaction-channels";

const asked = ({ id, kind, name }: ChannelLook, told: ReadonlyMap<string, boolean>) => ({
  ...{ id, kind, name },
  asks: told.get(id) ?? asksUnlessTold(kind),
});

export async function askingChannels(
  deps: Pick<SatisfactionDeps, "channels">,
  tx: Reader,
): Promise<AskingChannel[]> {
  const told = await toldChannels(tx);
  return (await deps.channels(tx)).map((channel) => asked(channel, told));
}

const imageOf = (id: string, asks: boolean | undefined) =>
  asks === undefined ? null : { id, asks };

export const askingAct = (deps: Pick<SatisfactionDeps, "channels">) =>
  defineAct({
    name: "satisfaction.ask",
    title: "Ask customers of a channel how satisfied they are, or do not",
    input: askingInputSchema.extend({ id: idSchema }),
    permission: "channels.manage",
    effect: "internal",
    risk: "medium",
    compensation: { by: "undo" },
    check: (ctx) => requireSetting(ctx, "channels.manage"),
    run: async (tx, act, { id, asks }): Promise<AskingChannel> => {
      const channel = (await deps.channels(tx)).find((one) => one.id === id);
      if (!channel) throw missingChannel();
      const told = await toldChannels(tx);
      const before = told.get(id);
      if (before === asks) return asked(channel, told);
      await tellChannel(tx, id, asks);
      const images = [imageOf(id, before), imageOf(id, asks)] as const;
      await act.changed(tx, [wholeChange(askingObject, ...images)]);
      return asked(channel, new Map([[id, asks]]));
    },
  });

export const askingPart: UndoablePart = {
  read: async (tx, id) => imageOf(id, (await toldChannels(tx)).get(id)),
  write: (tx, id, image) => tellChannel(tx, id, image === null ? null : image.asks === true),
  mayChange: async (_tx, act) => act.ctx.principal.rights.has("channels.manage"),
};
