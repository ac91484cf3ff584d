// The consent room: for which purposes people are asked, and what each of them said. See README.md for its words and
// invariants.
import type { Act, Acts, ChangeListener } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { Records } from "../records/index.ts";
import { announceConsent, type ConsentChange, type NewStatement, topic } from "./announce.ts";
import { consentActs } from "./consent-acts.ts";
import { type Heard, hearConsent, hearingPart, type KnownSources } from "./hear-consent.ts";
import { hearingRoutes } from "./hearing-routes.ts";
import { mergeConsent } from "./merge-consent.ts";
import { builtInDefault } from "./purpose.rules.ts";
import { purposeRoutes } from "./purpose-routes.ts";
import { purposesByKey } from "./purposes.ts";
import { recordNews } from "./record-consent.ts";
import { consentRoutes } from "./routes.ts";
import { type ConsentOf, consentOf } from "./see-consent.ts";
import { consentedSql } from "./statements.store.ts";
import { purposePart, statementPart } from "./undo-parts.ts";

export interface ConsentDeps {
  db: Database;
  acts: Acts;
  outbox: Outbox;
  records: Records;
  knownSources: KnownSources;
}

export interface Consent {
  name: "consent";
  routes: AnyRoute[];
  /** What holds for each of these people, known or not. No rights apply. */
  consentOf(
    tx: Reader,
    personIds: readonly string[],
    purpose: string,
  ): Promise<ReadonlyMap<string, ConsentOf>>;
  /**
   * SQL text of a relation of `person_id`: live people for whom the purpose is allowed now. Put it into
   * `FROM … c`; the workspace is the transaction's.
   */
  consentedPeople(purpose: string): string;
  /** What events say about consent, recorded as far as their sources are believed. */
  hear(tx: Tx, ctx: Ctx, heard: readonly Heard[]): Promise<void>;
  /** Adds what is news of what people said, by the server's own hand. */
  record(tx: Tx, act: Act, said: readonly NewStatement[]): Promise<number>;
  /** Keys of purposes that are not retired. */
  openPurposes(tx: Reader): Promise<ReadonlySet<string>>;
  /** After the commit, at least once. */
  onConsentChanged(listener: (workspaceId: string, change: ConsentChange) => Promise<void>): void;
}

const purposeKey = /^[a-z][a-z0-9_]{0,39}$/;

/** Tells what changed; among the listeners of acts. */
export const consentListener = (outbox: Outbox): ChangeListener => announceConsent(outbox);

export function createConsent(deps: ConsentDeps): Consent {
  const { acts, outbox, records } = deps;
  acts.register(...consentActs(deps));
  records.addUndoable("consent-statements", statementPart(deps));
  records.addUndoable("consent-purposes", purposePart);
  records.addUndoable("consent-hearing", hearingPart);
  records.addFollower(mergeConsent);
  return {
    name: "consent",
    routes: [...consentRoutes(deps), ...purposeRoutes(deps), ...hearingRoutes(deps)],
    consentOf,
    consentedPeople: (purpose) => {
      if (!purposeKey.test(purpose)) throw new Error(`"${purpose}" is no key of a purpose.`);
      return consentedSql(records.livePeople, purpose, builtInDefault(purpose));
    },
    hear: (tx, ctx, heard) => hearConsent(acts, tx, ctx, heard),
    record: async (tx, act, said) => (await recordNews(tx, act, said)).length,
    openPurposes: async (tx) => {
      const all = await purposesByKey(tx);
      return new Set([...all.values()].filter((one) => !one.isRetired).map(({ key }) => key));
    },
    onConsentChanged: (listener) =>
      outbox.subscribe(topic, ({ workspaceId, payload }) =>
        listener(workspaceId, payload as unknown as ConsentChange),
      ),
  };
}
