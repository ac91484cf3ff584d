// Everything that the models room is lent: records as a story, the log's news, sets of features, consent.
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/db/index.ts";
import type { Consent } from "../rooms/consent/index.ts";
import type { Features } from "../rooms/features/index.ts";
import {
  builtInModels,
  type ModelsDeps,
  type NewsSource,
  type StoryRecord,
  trainInThread,
  type Undoable,
} from "../rooms/models/index.ts";
import type { Records } from "../rooms/records/index.ts";
import { lendFeatureSets } from "./lend-feature-sets.ts";
import { lendNews, lendStory } from "./lend-story.ts";

interface Deps {
  db: Database;
  clock: Clock;
  records: Records;
  config: Pick<Config, "automaticModels">;
  codeVersion: string;
  consentOf: Consent["consentOf"];
  features: Features;
}

type Parts =
  | "features"
  | "withoutConsent"
  | "train"
  | "definitions"
  | "codeVersion"
  | "isAutomatic";

type Lent = Pick<ModelsDeps, "records" | Parts> & {
  news: NewsSource;
  addUndoable(object: string, part: Undoable): void;
};

/** What the features room computed again is scored again. */
export function followFeatures(
  features: Features,
  refreshed: (workspaceId: string, entity: string, ids: readonly string[]) => void,
): void {
  features.onRefreshed(({ workspaceId, entity, ids }) => refreshed(workspaceId, entity, ids));
}

export function lendToModels(deps: Deps): Lent {
  const { db, clock, records, config, codeVersion, consentOf, features } = deps;
  return {
    codeVersion,
    isAutomatic: config.automaticModels,
    records: lendStory({ db, clock, records }),
    features: lendFeatureSets(db, features, records),
    withoutConsent: async (scope, object, story) => {
      const idOf = (record: StoryRecord) => (object === "people" ? record.id : record.personId);
      const about = story.all(object).flatMap((record): [string, string][] => {
        const person = idOf(record);
        return typeof person === "string" ? [[record.id, person]] : [];
      });
      const people = [...new Set(about.map(([, person]) => person))];
      const said = await db.tenant(scope, (tx) => consentOf(tx, people, "training"));
      return new Set(
        about.flatMap(([id, person]) => (said.get(person)?.isAllowed === false ? [id] : [])),
      );
    },
    news: lendNews(db),
    addUndoable: records.addUndoable,
    train: trainInThread,
    definitions: builtInModels,
  };
}
