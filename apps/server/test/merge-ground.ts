// What tests of merges share: every row that a merge may touch, and the calls that they make.
import { expect } from "vitest";
import type { Answer, Caller, RecordsGround, Workspace } from "./records-ground.ts";

const tables = [
  "people",
  "companies",
  "deals",
  "tickets",
  "tasks",
  "notes",
  "activities",
  "custom_records",
  "field_values",
  "line_items",
  "relations",
];

export type Contents = Record<string, unknown[]>;

/** Every row of the workspace's records, whole, and the search documents that follow them. */
export async function contentsOf(ground: RecordsGround, workspace: Workspace): Promise<Contents> {
  const all: Contents = {};
  for (const table of [...tables.map((name) => `records.${name}`), "search.documents"]) {
    const rows = await ground.test.asOwner(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE workspace_id = $1 ORDER BY to_jsonb(t)::text`,
      [workspace.id],
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** Creates a record or a part of one, and answers its id. */
export async function make(by: Caller, path: string, body: object): Promise<string> {
  const answer = await by.post(path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

export const merge = (by: Caller, body: object): Promise<Answer> => by.post("/merges", body);

export async function undo(by: Caller, act: string) {
  const answer = await by.post(`/undo/${act}`);
  return { status: answer.status, ...answer.body, act: answer.act };
}
