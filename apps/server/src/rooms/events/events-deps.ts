// What the events room is handed.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Consent } from "../consent/index.ts";
import type { Records } from "../records/index.ts";

/**
 * Of these people, those of whom nothing may be kept for the purpose `analytics`. Their events are dropped and
 * counted. Asked within the transaction that takes events in.
 */
export type AnalyticsDenied = (
  tx: Tx,
  personIds: readonly string[],
) => Promise<ReadonlySet<string>>;

/** Records what messages say about consent, in the transaction that takes them in. */
export type HearConsent = Consent["hear"];

/** Told after the commit; at most once, so that whoever must not miss one follows the changes as well. */
export type IngestedListener = (touched: Ingested) => void;

export interface Ingested {
  workspaceId: string;
  no: number;
  personIds: string[];
  companyIds: string[];
  names: string[];
}

export interface EventsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  records: Records;
  consentOf: Consent["consentOf"];
  hearConsent: HearConsent;
}
