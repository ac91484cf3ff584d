// What the room takes.
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Records } from "../records/index.ts";

export interface HomeDeps {
  db: Database;
  clock: Clock;
  records: Pick<Records, "list" | "titles" | "lastTouched" | "pipelines" | "measuring">;
}
