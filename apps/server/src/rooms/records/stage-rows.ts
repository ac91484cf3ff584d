// The door of the stages that deals entered.
import { stageRowsSql } from "./stage-rows.store.ts";

/** SQL of a relation, for `FROM (…) r`: deal_id, entered_at, entry_no, kind, properties; under row security. */
export const stageRows = (): string => stageRowsSql;
