// A statement as its table holds it and as the audit log tells it; its image is what undo compares.
import type { ConsentSource, ConsentState, ConsentStatement } from "@rapport/contracts";

export interface StoredStatement {
  id: string;
  personId: string;
  purpose: string;
  state: ConsentState;
  givenAt: string;
  knownAt: string;
  countsFrom: string;
  source: ConsentSource;
  by: string;
  textVersion: string | null;
  shownText: string | null;
  proof: string | null;
  repeatsId: string | null;
}

/** With what happened to it since. */
export type KeptStatement = StoredStatement & { takenBackAt: string | null };

export function described(kept: KeptStatement): ConsentStatement {
  const { countsFrom: _order, repeatsId: _origin, ...told } = kept;
  return told;
}
