// The shape that all records share, whatever their type.
import type { StoredValue } from "./values.rules.ts";

/** A record as stored and as sent: system fields, standard fields, `custom`. */
export interface StoredRecord {
  id: string;
  object: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  deletedAt: string | null;
  custom: Record<string, StoredValue>;
  [standardField: string]: StoredValue | Record<string, StoredValue>;
}
