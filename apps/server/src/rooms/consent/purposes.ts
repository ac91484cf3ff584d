// Purposes of a workspace, as they are told and as others in this room need them.
import { createHash } from "node:crypto";
import type { ConsentPurpose } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { allPurposes, describePurpose, type StoredPurpose } from "./purpose.rules.ts";
import { readPurposes } from "./purposes.store.ts";

/** The same for the same workspace and key, so that a purpose has an id before it has a row. */
export function purposeId(workspaceId: string, key: string): string {
  const hex = createHash("sha256").update(`${workspaceId} ${key}`).digest("hex");
  const variant = (0x8 | (Number.parseInt(hex.charAt(16), 16) & 0x3)).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

export async function purposesByKey(tx: Reader): Promise<ReadonlyMap<string, StoredPurpose>> {
  const all = allPurposes((key) => purposeId(tx.workspaceId, key), await readPurposes(tx));
  return new Map(all.map((purpose) => [purpose.key, purpose]));
}

export async function listPurposes({ db }: { db: Database }, ctx: Ctx): Promise<ConsentPurpose[]> {
  return [...(await purposesByKey(db.reader(ctx))).values()].map(describePurpose);
}
