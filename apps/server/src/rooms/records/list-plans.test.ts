// A filter by list reads the list's memberships by their key, under row security, also once the database has
// settled on a plan that does not look at the values.
import { afterAll, beforeAll, expect, test } from "vitest";
import { askedOf, plansOf } from "../../../test/query-plans.ts";
import {
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { listRows } from "./list.store.ts";
import { listQuery } from "./list-records.ts";
import type { ObjectType } from "./object-type.rules.ts";

let ground: RecordsGround;
let workspace: Workspace;
let people: ObjectType;
let listId: string;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  await ground.test.asOwner(
    `INSERT INTO records.people (workspace_id, id, version, created_at, updated_at)
     SELECT $1, gen_random_uuid(), 1, now(), now() FROM generate_series(1, 10000)`,
    [workspace.id],
  );
  await ground.test.asOwner(
    `INSERT INTO records.list_members (workspace_id, list_id, record_id, id, added_at)
     SELECT p.workspace_id, md5(n::text)::uuid, p.id, gen_random_uuid(), now()
     FROM records.people p, generate_series(1, 100) n
     WHERE p.workspace_id = $1 AND abs(hashtext(p.id::text || n)) % 50 = 0`,
    [workspace.id],
  );
  const [row] = await ground.test.asOwner("SELECT md5('7')::uuid AS id");
  listId = String(row?.id);
  for (const table of ["people", "list_members"]) {
    await ground.test.asOwner(`ANALYZE records.${table}`);
  }
  people = await ground.test.db.tenant(workspace.ctx, (tx) =>
    ground.first.records.objectType(tx, "people"),
  );
}, 180_000);
afterAll(() => ground?.close());

test("a filter by list uses the key of its memberships", async () => {
  const input = { filter: JSON.stringify({ list: listId }) };
  const query = listQuery(workspace.admin.ctx, people, input, { trashed: false, nowMs: 0 });
  const [statement] = await askedOf(workspace.id, (reader) => listRows(reader, query));
  if (!statement) throw new Error("Nothing was asked.");
  for (const nodes of await plansOf(ground.test.db, workspace.ctx, statement)) {
    const said = JSON.stringify(nodes.map((node) => [node["Node Type"], node["Index Name"]]));
    expect(said).not.toContain("Seq Scan");
    expect(said).toMatch(/list_members_pkey|list_members_record/);
  }
});
