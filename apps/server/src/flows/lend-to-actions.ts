// Everything that the actions room is lent: records as a story, the log's news, tasks, what people objected to, scores.
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/db/index.ts";
import { AppError } from "../platform/errors.ts";
import { type ActionsDeps, builtInActions, estimateInThread } from "../rooms/actions/index.ts";
import type { Consent } from "../rooms/consent/index.ts";
import type { Models, ModelsDeps } from "../rooms/models/index.ts";
import type { Records } from "../rooms/records/index.ts";
import { lendNews } from "./lend-story.ts";

interface Deps {
  db: Database;
  records: Records;
  models: Models;
  config: Pick<Config, "automaticModels">;
  consentOf: Consent["consentOf"];
  /** What the models room was lent. */
  lent: Pick<ModelsDeps, "records" | "withoutConsent">;
}

type Lent = Omit<ActionsDeps, "db" | "clock" | "logger" | "acts" | "outbox" | "workspaceIds">;

const callPurpose = "marketing_phone";

const about = { people: "personId", companies: "companyId", deals: "dealId" } as const;

export function lendToActions({ db, records, models, config, consentOf, lent }: Deps): Lent {
  return {
    records: lent.records,
    withoutConsent: lent.withoutConsent,
    subjects: async (tx, ctx, object, ids) => {
      const [seen, titles] = await Promise.all([
        records.readVisible(tx, ctx, { object, ids }),
        records.titles(tx, ctx, object, ids),
      ]);
      return new Map(
        seen.map(({ id, ownerId, createdAt }) => [
          id,
          {
            title: titles.get(id) ?? "",
            ownerId: typeof ownerId === "string" ? ownerId : null,
            createdAt,
          },
        ]),
      );
    },
    makeTask: async (tx, act, { about: on, ...task }) => {
      const data = { ...task, status: "open", [about[on.object]]: on.id };
      const [made] = await records.write(tx, act, "tasks", [{ op: "create", data }]);
      if (made?.status === "failed") throw made.error;
      if (!made) throw new AppError("internal", "actions.no_task", "The task was not made.");
      return made.record.id;
    },
    objecting: async (tx, ids) => {
      const said = await consentOf(tx, ids, callPurpose);
      return new Set(ids.filter((id) => said.get(id)?.state === "denied"));
    },
    scoresOf: models.scoresOf,
    estimate: estimateInThread,
    news: lendNews(db),
    addUndoable: records.addUndoable,
    definitions: builtInActions,
    isAutomatic: config.automaticModels,
  };
}
