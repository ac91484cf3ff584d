// Making, changing, starting and stopping campaigns. What was written down is undone; what was sent is not.
import {
  idSchema,
  type NpsCampaign,
  npsCampaignChangeSchema,
  npsCampaignInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import {
  listCampaigns,
  readCampaign,
  removeCampaign,
  type StoredCampaign,
  saveCampaign,
} from "./campaigns.store.ts";
import { describeOne, requireAllPeople } from "./describe.ts";
import { whomToAsk } from "./enlist.ts";
import {
  badChannel,
  badSegment,
  isSending,
  missingCampaign,
  nobodyToAsk,
  noPurpose,
  notReady,
  notSending,
  tooManyCampaigns,
  wasStarted,
} from "./errors.ts";
import type { NpsDeps } from "./nps-deps.ts";
import { addQuestions, forgetWaiting } from "./questions.store.ts";

export const campaignObject = "nps-campaigns";
const mostCampaigns = 200;
const batchSize = 1000;

type Settings = Omit<StoredCampaign, "state" | "version" | "createdAt">;

const imageOf = (one: StoredCampaign): Settings => {
  const { state: _state, version: _version, createdAt: _at, ...settings } = one;
  return settings;
};

const announce = (
  tx: Tx,
  act: Act,
  before: StoredCampaign | null,
  now: StoredCampaign | null,
): Promise<void> =>
  act.changed(tx, [wholeChange(campaignObject, before && imageOf(before), now && imageOf(now))]);

async function checkParts(
  deps: NpsDeps,
  tx: Tx,
  act: Act,
  { segmentId, channelId }: Pick<StoredCampaign, "segmentId" | "channelId">,
): Promise<boolean> {
  const segment = await deps.segments.look(tx, act.ctx, segmentId);
  if (segment?.entity !== "people") throw badSegment();
  const channel = (await deps.channels(tx)).find(({ id }) => id === channelId);
  if (channel?.kind !== "email") throw badChannel();
  return segment.isFilled;
}

async function held(tx: Tx, id: string): Promise<StoredCampaign> {
  const one = await readCampaign(tx, id, "FOR UPDATE");
  if (!one) throw missingCampaign();
  return one;
}

async function keep(
  deps: NpsDeps,
  tx: Tx,
  act: Act,
  { before, now }: { before: StoredCampaign | null; now: StoredCampaign },
): Promise<NpsCampaign> {
  await saveCampaign(tx, now);
  await announce(tx, act, before, now);
  return describeOne(deps, tx, act.ctx, now);
}

const shared = {
  permission: "channels.manage; read on all people",
  check: requireAllPeople,
} as const;
const written = {
  ...shared,
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
} as const;
const one = z.strictObject({ id: idSchema });

export function campaignActs(deps: NpsDeps) {
  const start = async (tx: Tx, act: Act, { id }: { id: string }): Promise<NpsCampaign> => {
    // All of them: two that start at once must not take the same person.
    const all = await listCampaigns(tx, "FOR UPDATE");
    const before = all.find((campaign) => campaign.id === id);
    if (!before) throw missingCampaign();
    if (before.state === "sending") throw isSending();
    if (!(await deps.consent.isAsked(tx))) throw noPurpose();
    if (!(await checkParts(deps, tx, act, before))) throw notReady();
    const { questions } = await whomToAsk(deps, tx, before, act.at);
    if (questions.length === 0) throw nobodyToAsk();
    for (let from = 0; from < questions.length; from += batchSize)
      await addQuestions(tx, id, act.at, questions.slice(from, from + batchSize));
    const version = before.version + 1;
    const now = {
      ...before,
      version,
      state: "sending" as const,
      startedAt: act.at,
      stoppedAt: null,
    };
    return keep(deps, tx, act, { before, now });
  };

  return [
    defineAct({
      ...written,
      name: "nps.create",
      title: "Make a campaign that asks people whether they recommend us",
      input: npsCampaignInputSchema,
      run: async (tx, act, input): Promise<NpsCampaign> => {
        if ((await listCampaigns(tx)).length >= mostCampaigns)
          throw tooManyCampaigns(mostCampaigns);
        await checkParts(deps, tx, act, input);
        const times = { createdAt: act.at, startedAt: null, stoppedAt: null };
        const now = { ...input, ...times, id: newId(), state: "draft" as const, version: 1 };
        return keep(deps, tx, act, { before: null, now });
      },
    }),
    defineAct({
      ...written,
      name: "nps.update",
      title: "Change a campaign",
      input: z.strictObject({ id: idSchema, change: npsCampaignChangeSchema }),
      run: async (tx, act, { id, change }): Promise<NpsCampaign> => {
        const before = await held(tx, id);
        if (before.state === "sending") throw isSending();
        const now = { ...before, ...saidOnly(change), version: before.version + 1 };
        await checkParts(deps, tx, act, now);
        return keep(deps, tx, act, { before, now });
      },
    }),
    defineAct({
      ...written,
      name: "nps.delete",
      title: "Delete a campaign that was never started",
      input: one,
      run: async (tx, act, { id }): Promise<null> => {
        const before = await held(tx, id);
        if (before.startedAt !== null) throw wasStarted();
        await removeCampaign(tx, id);
        await announce(tx, act, before, null);
        return null;
      },
    }),
    defineAct({
      ...shared,
      name: "nps.start",
      title: "Ask the people of a campaign by mail",
      input: one,
      effect: "outside",
      risk: "high",
      compensation: { by: "none", because: "A mail that was sent cannot be taken back." },
      run: start,
    }),
    defineAct({
      ...shared,
      name: "nps.stop",
      title: "Stop a campaign",
      input: one,
      effect: "internal",
      risk: "low",
      compensation: { by: "none", because: "Start it again to ask who was not asked yet." },
      run: async (tx, act, { id }): Promise<NpsCampaign> => {
        const before = await held(tx, id);
        if (before.state !== "sending") throw notSending();
        await forgetWaiting(tx, id);
        const version = before.version + 1;
        const now = { ...before, version, state: "stopped" as const, stoppedAt: act.at };
        return keep(deps, tx, act, { before, now });
      },
    }),
  ];
}

export const campaignPart: UndoablePart = {
  read: async (tx, id) => {
    const found = await readCampaign(tx, id);
    return found && imageOf(found);
  },
  write: async (tx, id, image, at) => {
    const before = await readCampaign(tx, id, "FOR UPDATE");
    if (image === null) return removeCampaign(tx, id);
    const fresh = { state: "draft" as const, version: 0, createdAt: at };
    const { version, ...kept } = before ?? fresh;
    await saveCampaign(tx, {
      ...kept,
      ...(image as unknown as Settings),
      version: version + 1,
    });
  },
  mayChange: async (tx, { ctx: { principal } }, { image }) => {
    const found = await readCampaign(tx, String(image.id));
    const mayAll = principal.rights.object("people").read === "all";
    return principal.rights.has("channels.manage") && mayAll && found?.state !== "sending";
  },
};
