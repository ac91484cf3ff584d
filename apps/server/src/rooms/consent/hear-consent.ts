// What sources of events say about consent, as far as the workspace believes them: it names the sources, and says what
// their categories mean. A write key that stands in a web page can be used by anybody, so no source is believed at
// first.
import type { ConsentHearing, ConsentHearingChange } from "@rapport/contracts";
import type { Act, Acts } from "../../platform/acts.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import type { NewStatement } from "./announce.ts";
import { unknownPurpose, unknownSource } from "./errors.ts";
import { readHearing, type StoredHearing, saveHearing } from "./hearing.store.ts";
import { holdPurposes } from "./purposes.store.ts";
import { purposesByKey } from "./purposes.ts";
import { recordNews } from "./record-consent.ts";

/** One message that names a person and says something about consent. */
export interface Heard {
  personId: string;
  sourceId: string;
  /** By category: agreed or not. */
  categories: ReadonlyMap<string, boolean>;
  atMs: number;
}

/** Of these ids, those of sources that there are. */
export type KnownSources = (tx: Tx, ids: readonly string[]) => Promise<ReadonlySet<string>>;

function told({ sourceIds, categories }: StoredHearing): ConsentHearing {
  const pairs = Object.entries(categories).map(([category, purpose]) => ({ category, purpose }));
  return { sourceIds, categories: pairs };
}

export async function getHearing({ db }: { db: Database }, ctx: Ctx): Promise<ConsentHearing> {
  return told(await readHearing(db.reader(ctx)));
}

export async function changeHearing(
  knownSources: KnownSources,
  tx: Tx,
  act: Act,
  change: ConsentHearingChange,
): Promise<ConsentHearing> {
  await holdPurposes(tx);
  const before = await readHearing(tx, "FOR UPDATE");
  const sourceIds = [...new Set(change.sourceIds ?? before.sourceIds)];
  const added = sourceIds.filter((id) => !before.sourceIds.includes(id));
  const known = added.length > 0 ? await knownSources(tx, added) : new Set<string>();
  if (added.some((id) => !known.has(id))) throw unknownSource();
  const purposes = await purposesByKey(tx);
  if (change.categories?.some(({ purpose }) => !purposes.has(purpose))) throw unknownPurpose();
  const categories = change.categories
    ? Object.fromEntries(
        change.categories.map(({ category, purpose }) => [category.toLowerCase(), purpose]),
      )
    : before.categories;
  const after = { ...before, sourceIds, categories };
  await saveHearing(tx, after, act.at);
  await act.changed(tx, [wholeChange("consent-hearing", before, after)]);
  return told(after);
}

/** One a workspace, under its id; it never goes. */
export const hearingPart: UndoablePart = {
  read: (tx) => readHearing(tx),
  write: async (tx, _id, image, at) => {
    if (image !== null) await saveHearing(tx, image as unknown as StoredHearing, at);
  },
  mayChange: async (_tx, { ctx }) => ctx.principal.rights.has("workspace.manage"),
};

function saidBy(heard: Heard, { categories }: StoredHearing): NewStatement[] {
  const given: NewStatement[] = [];
  for (const [category, agrees] of heard.categories) {
    const name = category.toLowerCase();
    const purpose = Object.hasOwn(categories, name) ? categories[name] : undefined;
    if (purpose === undefined) continue;
    given.push({
      personId: heard.personId,
      purpose,
      state: agrees ? "granted" : "denied",
      givenAt: nowIso({ nowMs: () => heard.atMs }),
      source: "event",
      proof: `category "${category}" of source ${heard.sourceId}`,
    });
  }
  return given;
}

/** Records what is news of it, in the transaction that takes the events in. */
export async function hearConsent(
  acts: Acts,
  tx: Tx,
  ctx: Ctx,
  heard: readonly Heard[],
): Promise<void> {
  if (heard.length === 0) return;
  const hearing = await readHearing(tx);
  const believed = new Set(hearing.sourceIds);
  const said = heard
    .filter(({ sourceId }) => believed.has(sourceId))
    .flatMap((one) => saidBy(one, hearing));
  if (said.length > 0) await recordNews(tx, acts.begin(ctx, "consent.hear"), said);
}
