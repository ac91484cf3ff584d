// Tells whoever listens that consent changed, after the commit and at least once: by what the acts hand on, so that
// undo and merges are told like everything else.
import type { ConsentSource, ConsentState } from "@rapport/contracts";
import type { ChangeListener, RecordChange } from "../../platform/acts.ts";
import type { Outbox } from "../../platform/outbox.ts";

/** What is to be recorded; rights are the caller's business. */
export interface NewStatement {
  personId: string;
  purpose: string;
  state: ConsentState;
  /** ISO 8601 in UTC with milliseconds. */
  givenAt: string;
  source: ConsentSource;
  textVersion?: string | null | undefined;
  shownText?: string | null | undefined;
  proof?: string | null | undefined;
}

export interface ConsentChange {
  /** Null: the default of these purposes changed, so that it may be anybody. */
  personIds: readonly string[] | null;
  purposes: readonly string[];
}

export const topic = "consent.changed";
const maxPeople = 1000;

const imageOf = ({ after, before }: RecordChange): Record<string, unknown> => after ?? before ?? {};

export function announceConsent(outbox: Outbox): ChangeListener {
  return async (tx, { ctx }, changes) => {
    const said = changes.filter(({ object }) => object === "consent-statements").map(imageOf);
    const purposes = [...new Set(said.map(({ purpose }) => String(purpose)))];
    const people = [...new Set(said.map(({ personId }) => String(personId)))];
    for (let at = 0; at < people.length; at += maxPeople) {
      const personIds = people.slice(at, at + maxPeople);
      outbox.publish(tx, topic, { personIds, purposes }, ctx.requestId);
    }
    const settled = changes.filter(({ object }) => object === "consent-purposes").map(imageOf);
    if (settled.length === 0) return;
    const keys = settled.map(({ key }) => String(key));
    outbox.publish(tx, topic, { personIds: null, purposes: keys }, ctx.requestId);
  };
}
