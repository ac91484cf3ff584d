// Changing how conversations are worked on: hours, promises, who takes what. What is open keeps the promise that it has
// until the next thing happens in it.
import { type InboxSettings, inboxSettingsSchema, isZone } from "@rapport/contracts";
import { defineAct } from "../../platform/acts.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { knownMembers, requireSetting, teamNames } from "../access/index.ts";
import type { UndoablePart } from "../records/index.ts";
import { defaultSettings } from "./default-settings.ts";
import { unknownAgents, unknownZone } from "./errors.ts";
import { readSettings, saveSettings } from "./inbox.store.ts";

export const settingsObject = "inbox-settings";

const imageOf = (tx: Tx, settings: InboxSettings) => ({ id: tx.workspaceId, ...settings });

const namedIn = ({ routing }: InboxSettings) => ({
  members: routing.agents.map(({ memberId }) => memberId),
  teams: routing.teams.map(({ teamId }) => teamId),
});

/** Who was named before may have gone since: what was read can be written, and gone ones get nothing. */
async function checkPeople(tx: Tx, settings: InboxSettings, before: InboxSettings | null) {
  const [now, was] = [namedIn(settings), namedIn(before ?? defaultSettings)];
  const members = now.members.filter((id) => !was.members.includes(id));
  const teams = now.teams.filter((id) => !was.teams.includes(id));
  const known = members.length > 0 ? await knownMembers(tx, members) : new Set<string>();
  const here = new Set(teams.length > 0 ? (await teamNames(tx)).map(({ id }) => id) : []);
  if (!members.every((id) => known.has(id)) || !teams.every((id) => here.has(id)))
    throw unknownAgents();
}

export const settingsAct = defineAct({
  name: "inbox.settings",
  title: "Change how conversations are worked on",
  input: inboxSettingsSchema,
  permission: "workspace.manage",
  effect: "internal",
  risk: "medium",
  compensation: { by: "undo" },
  check: (ctx) => requireSetting(ctx, "workspace.manage"),
  run: async (tx, act, settings): Promise<InboxSettings> => {
    if (settings.hours && !isZone(settings.hours.zone)) throw unknownZone();
    const before = await readSettings(tx);
    await checkPeople(tx, settings, before);
    await saveSettings(tx, settings);
    await act.changed(tx, [
      wholeChange(settingsObject, before && imageOf(tx, before), imageOf(tx, settings)),
    ]);
    return settings;
  },
});

export const settingsPart: UndoablePart = {
  read: async (tx) => {
    const settings = await readSettings(tx);
    return settings && imageOf(tx, settings);
  },
  write: async (tx, _id, image) => {
    if (image === null) return saveSettings(tx, null);
    const { id: _workspace, ...settings } = image;
    await saveSettings(tx, settings as unknown as InboxSettings);
  },
  mayChange: async (_tx, act) => act.ctx.principal.rights.has("workspace.manage"),
};

export const settingsNow = async (tx: Reader): Promise<InboxSettings> =>
  (await readSettings(tx)) ?? defaultSettings;
