// What the workspace looks like at this moment: object types, and the names of stages, members and teams.
import type { Reader } from "../../platform/db/index.ts";
import { memberNames, teamNames } from "../access/index.ts";
import type { ObjectShape, RecordsPort } from "./deps.ts";

export interface Facts {
  types: ReadonlyMap<string, ObjectShape>;
  stages: ReadonlyMap<string, string>;
  members: ReadonlyMap<string, { name: string; email: string }>;
  teams: ReadonlyMap<string, string>;
  /** Of all of these, by id. */
  names: ReadonlyMap<string, string>;
}

export async function loadFacts(records: RecordsPort, tx: Reader): Promise<Facts> {
  const [types, stages, people, groups] = await Promise.all([
    records.objectTypes(tx),
    records.stageNames(tx),
    memberNames(tx),
    teamNames(tx),
  ]);
  const members = new Map(people.map(({ id, name, email }) => [id, { name, email }]));
  const teams = new Map(groups.map(({ id, name }) => [id, name]));
  const named = people.map(({ id, name, email }) => [id, name || email] as const);
  return { types, stages, members, teams, names: new Map([...stages, ...teams, ...named]) };
}
