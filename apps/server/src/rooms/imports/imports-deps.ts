// What the room takes.
import type { Act, Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Durable } from "../../platform/durable.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { MemberName } from "../access/index.ts";
import type { Records } from "../records/index.ts";
import type { FileReader } from "./read-file.ts";
import type { BlobSettings } from "./read-messages.ts";

/** What the person of a row said, as it is recorded. */
export interface ImportedConsent {
  personId: string;
  purpose: string;
  state: "granted" | "denied";
  givenAt: string;
  source: "import";
  /** Which column of which file. */
  proof: string;
}

export interface ConsentDeps {
  /** Records what is news of it, within the act of the import, so that its undo takes that back. */
  recordConsent(tx: Tx, act: Act, said: readonly ImportedConsent[]): Promise<number>;
  /** Keys of purposes that people can be asked about now. */
  openPurposes(tx: Reader): Promise<ReadonlySet<string>>;
}

export interface ImportsDeps extends ConsentDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  durable: Durable;
  outbox: Outbox;
  blobs: Blobs;
  records: Records;
  /** Active members by name, for owners that a file names. */
  members: (tx: Tx) => Promise<readonly MemberName[]>;
  settings: BlobSettings & { maxUploadBytes: number };
}

export interface Toolbox extends ImportsDeps {
  reader: FileReader;
  /** Aborts when the server stops: work in progress is left where its checkpoint is. */
  stopping: AbortSignal;
}
