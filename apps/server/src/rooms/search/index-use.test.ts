// Under row security a planner that does not trust an operator reads the whole table. Plans of both
// halves of a search are asked for here: the look-up, as rapport_index, and the fetch, as rapport_app.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { newId } from "../../platform/ids.ts";

let database: TestDatabase;
const workspaceId = newId();

beforeAll(async () => {
  database = await openTestDatabase();
  await database.asOwner(`SELECT set_config('rapport.workspace', $1::text, false)`, [workspaceId]);
  await database.asOwner("SET ROLE rapport_app");
  await database.db.tenant({ workspaceId }, async (tx) => {
    tx.send(
      `INSERT INTO search.documents (workspace_id, record_id, object, fields, tokens)
       SELECT $1, gen_random_uuid(), 'people', '[]', ARRAY[i, i % 7, 1000000 + i % 1000]
         FROM generate_series(1, 3000) i`,
      [workspaceId],
    );
    tx.send(
      `INSERT INTO search.lexicon (workspace_id, word, token, near)
       SELECT $1, 'word' || i, i, ARRAY[i, i + 1] FROM generate_series(1, 3000) i`,
      [workspaceId],
    );
  });
  await database.asOwner("ANALYZE search.documents, search.lexicon");
});
afterAll(() => database.close());

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** Plans a statement as the role would, with the settings that the search functions carry. */
async function planAs(role: "rapport_app" | "rapport_index", sql: string): Promise<PlanNode[]> {
  const client = await database.db.pool.connect();
  try {
    await client.query("BEGIN; SET LOCAL jit = off");
    if (role === "rapport_index") await client.query("SET LOCAL enable_seqscan = off");
    await client.query(
      `RESET ROLE; SET LOCAL ROLE ${role}; SET LOCAL rapport.workspace = '${workspaceId}'`,
    );
    const result = await client.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) ${sql}`,
    );
    const plan = result.rows[0]?.["QUERY PLAN"][0]?.Plan;
    return plan ? nodesOf(plan) : [];
  } finally {
    await client.query("ROLLBACK; SET ROLE rapport_app");
    client.release();
  }
}

const indexes = (plan: readonly PlanNode[]) => plan.flatMap((node) => node["Index Name"] ?? []);
const isWholeTable = (plan: readonly PlanNode[]) =>
  plan.some((node) => node["Node Type"] === "Seq Scan" && node["Relation Name"] !== undefined);

const lookups = {
  "all words in the title":
    "SELECT record_id FROM search.documents WHERE tokens @> '{5,1000005}' LIMIT 40",
  "any of the words": "SELECT record_id FROM search.documents WHERE tokens && '{5,6,7}' LIMIT 40",
  "within a scope":
    "SELECT record_id FROM search.documents WHERE tokens && '{5,6}' AND tokens && '{1000005}' AND tokens && '{3}' LIMIT 40",
};

test.each(Object.entries(lookups))("%s: the token index, as rapport_index", async (_what, sql) => {
  const plan = await planAs("rapport_index", sql);
  expect(indexes(plan)).toContain("documents_tokens");
  expect(isWholeTable(plan)).toBe(false);
});

test("the same look-up as the app's role reads the whole table: why the functions exist", async () => {
  expect(isWholeTable(await planAs("rapport_app", lookups["any of the words"]))).toBe(true);
});

test("documents are fetched by key under row security", async () => {
  const plan = await planAs(
    "rapport_app",
    `SELECT record_id, fields FROM search.documents WHERE workspace_id = '${workspaceId}'
        AND record_id = ANY(ARRAY(SELECT search.candidates('{}', '{"{5}"}', '{wor}', true, NULL, 20, 40)))`,
  );
  expect(indexes(plan)).toEqual(["documents_pkey"]);
  expect(isWholeTable(plan)).toBe(false);
});

test("near words and beginnings use the lexicon's indexes", async () => {
  const near = await planAs(
    "rapport_index",
    "SELECT word FROM search.lexicon WHERE near && '{5,6}' LIMIT 1000",
  );
  expect(indexes(near)).toEqual(["lexicon_near"]);
  const beginning = await planAs(
    "rapport_index",
    `SELECT token FROM search.lexicon WHERE workspace_id = '${workspaceId}' AND word >= 'wor' AND word < 'wos' ORDER BY word LIMIT 40`,
  );
  expect(indexes(beginning)).toEqual(["lexicon_pkey"]);
});

test("the app's role sees no foreign candidate even when a token is the same", async () => {
  const rows = await database.db.tenant({ workspaceId: newId() }, (tx) =>
    tx.query(
      `SELECT record_id FROM search.documents
        WHERE record_id = ANY(ARRAY(SELECT search.candidates('{}', '{"{5}"}', ARRAY[NULL]::text[], true, NULL, 20, 40)))`,
    ),
  );
  expect(rows).toEqual([]);
});

test("only the app may look up, only the system may merge", async () => {
  const refused = database.db.tenant({ workspaceId }, (tx) =>
    tx.query("SELECT search.merge_pending()"),
  );
  await expect(refused).rejects.toThrow(/permission denied/);
  const completions = database.db.tenant({ workspaceId }, (tx) =>
    tx.query("SELECT search.completions('a', 5)"),
  );
  await expect(completions).rejects.toThrow(/permission denied/);
});
