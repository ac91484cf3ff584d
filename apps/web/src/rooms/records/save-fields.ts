// Saves changed fields on the version that the person saw. When someone else has changed other fields of the record
// meanwhile, both changes stand and nobody is asked; only the same field is a conflict.
import type { RapportRecord } from "@rapport/contracts";
import { isRapportError, type RecordData, type RequestOptions, type Written } from "@rapport/sdk";
import { api } from "../../platform/api.ts";
import { collides, type FieldValues } from "./collision.rules.ts";

const MOST_TRIES = 4;

export interface FieldsToSave {
  object: string;
  id: string;
  data: RecordData;
  /** Null: whatever is there now is written over. */
  version: number | null;
  /** The changed fields as the person saw them. */
  base: FieldValues;
}

const currentOf = (error: unknown): RapportRecord | null => {
  const current = isRapportError(error) && error.isConflict ? error.details.current : null;
  const isRecord =
    typeof current === "object" && current !== null && "version" in current && "id" in current;
  return isRecord ? (current as RapportRecord) : null;
};

/** What is there now, where this change may be made on it without writing over anybody's. */
const freeOf = (error: unknown, { base, data }: FieldsToSave): RapportRecord | null => {
  const theirs = currentOf(error);
  return theirs && !collides(base, theirs, data) ? theirs : null;
};

type Saved = Written<RapportRecord>;

export const saveFields = async (
  fields: FieldsToSave,
  options: RequestOptions = {},
): Promise<Saved> => {
  const saveOn = async (version: number | null, own: RequestOptions): Promise<Saved> => {
    const asked = version === null ? own : { ...own, version };
    const saved = await api.records(fields.object).update(fields.id, fields.data, asked);
    return saved as Saved;
  };
  let { version } = fields;
  for (let tries = 1; ; tries += 1) {
    try {
      // A repeat on a newer version is another request, so only the first has the caller's key.
      const { idempotencyKey: _first, ...again } = options;
      return await saveOn(version, tries === 1 ? options : again);
    } catch (error) {
      const theirs = tries < MOST_TRIES ? freeOf(error, fields) : null;
      if (!theirs) throw error;
      version = theirs.version;
    }
  }
};
