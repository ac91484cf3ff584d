// Events as other rooms read them.
import { eventRowsSql } from "./event-rows.store.ts";

/**
 * SQL text of a relation, to be put into `FROM … e`: `event_id, person_id, company_id, name, type, occurred_at,
 * known_at, properties`. The person is the one that the event's profile is today, joins of identities included; null
 * where nobody is known. Filter on `person_id`, `company_id` and `occurred_at`: they have indexes behind them, and
 * the last leads to the months. Under row security like everything.
 */
export function eventRows(): string {
  return eventRowsSql;
}
