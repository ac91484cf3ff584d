// What a person or a company did, for whoever may see the record. What clients told of it can repeat any field of the
// person, so it is shown only where no field of theirs is hidden.
import type { Page, PageQuery, RecordEvent } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import { badCursor, missingRecord } from "./errors.ts";
import { identitiesOfPeople } from "./identities.store.ts";
import { entriesBefore, propertiesOf } from "./read-entries.store.ts";

export interface RecordEventsDeps {
  db: Database;
  records: Pick<Records, "readVisible">;
}

interface Place {
  object: "people" | "companies";
  id: string;
}

const defaultLimit = 60;

async function ownersOf(tx: Reader, { object, id }: Place) {
  if (object === "companies") return { companyId: id };
  return { profileIds: (await identitiesOfPeople(tx, [id])).map((identity) => identity.id) };
}

export function recordEvents(
  { db, records }: RecordEventsDeps,
  ctx: Ctx,
  place: Place,
  { limit = defaultLimit, cursor = "" }: PageQuery,
): Promise<Page<RecordEvent>> {
  if (cursor !== "" && !isId(cursor)) throw badCursor();
  return db.tenant(ctx, async (tx) => {
    const wanted = { object: place.object, ids: [place.id] };
    const [record] = await records.readVisible(tx, ctx, wanted);
    if (!record) throw missingRecord();
    const beforeId = cursor === "" ? null : cursor;
    const owners = await ownersOf(tx, place);
    const found = await entriesBefore(tx, { ...owners, beforeId, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const ids = shown.map(({ id }) => id);
    const { rights } = ctx.principal;
    const isOpen = rights.allFields("people") && rights.allFields("companies");
    const told = isOpen ? await propertiesOf(tx, ids) : new Map();
    const data = shown.map(({ id, type, name, occurredAt, knownAt }) => ({
      id,
      type,
      name,
      occurredAt,
      knownAt,
      properties: told.get(id) ?? null,
    }));
    return { data, nextCursor: found.length > limit ? (data.at(-1)?.id ?? null) : null };
  });
}
