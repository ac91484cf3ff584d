// An index that an earlier version made: its postings are made anew from the passages, by upkeep or by the next writer, and
// nothing of the old ones stays behind.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { wordsVersion } from "./index.store.ts";
import { createPassages, type Passages } from "./index.ts";

let ground: TestDatabase;
let passages: Passages;
const [workspaceId, other] = [newId(), newId()];
const pageId = newId();

const page = (id: string, text: string) => ({
  ...{ id, title: "Page", language: "fr", readers: ["public"] },
  passages: [{ headings: [], text }],
});
const write = (scope: string, id: string, text: string) =>
  ground.db.tenant({ workspaceId: scope }, (tx) => passages.write(tx, [page(id, text)], []));
const find = async (query: string, scope: string) => {
  const input = { query, readers: ["public"], limit: 10, mode: "lexical" as const };
  return (await passages.rank({ workspaceId: scope }, input)).passages.map((one) => one.pageId);
};

/** As if its words had been told apart in another way: every posting stands under another term. */
async function age(scope: string): Promise<void> {
  await ground.asOwner("UPDATE passages.postings SET term = -term - 1 WHERE workspace_id = $1", [
    scope,
  ]);
  await ground.asOwner(
    "UPDATE passages.indexes SET words = 1, revision = revision + 1 WHERE workspace_id = $1",
    [scope],
  );
}

const countsOf = (scope: string) =>
  ground.asOwner(
    `SELECT (SELECT count(*)::int FROM passages.postings p WHERE p.workspace_id = $1) AS postings,
       (SELECT sum(chunks)::int FROM passages.spaces s WHERE s.workspace_id = $1) AS chunks,
       (SELECT sum(length)::int FROM passages.spaces s WHERE s.workspace_id = $1) AS length,
       (SELECT words FROM passages.indexes i WHERE i.workspace_id = $1) AS words`,
    [scope],
  );

beforeAll(async () => {
  ground = await openTestDatabase();
  passages = createPassages({
    ...{ db: ground.db, clock: systemClock, logger: silentLogger },
    workspaceIds: async () => [workspaceId, other],
  });
});
afterAll(() => ground?.close());

it("upkeep makes postings of an earlier version anew, once", async () => {
  await write(workspaceId, pageId, "Où trouver l’adresse de l’entreprise ?");
  const before = await countsOf(workspaceId);
  expect(before[0]?.words).toBe(wordsVersion);
  await age(workspaceId);
  expect(await find("adresse entreprise", workspaceId)).toEqual([]);
  await passages.upkeep.round();
  expect(await find("l'adresse de l'entreprise", workspaceId)).toEqual([pageId]);
  expect(await countsOf(workspaceId)).toEqual(before);
  await passages.upkeep.round();
  expect(await countsOf(workspaceId)).toEqual(before);
});

it("so does the next writer, and a page that goes leaves nothing", async () => {
  const [first, second] = [newId(), newId()];
  await write(other, first, "Remboursement sous dix jours");
  await age(other);
  await write(other, second, "Livraison gratuite");
  expect(await find("remboursement", other)).toEqual([first]);
  await ground.db.tenant({ workspaceId: other }, (tx) => passages.write(tx, [], [first, second]));
  expect(await countsOf(other)).toEqual([
    { postings: 0, chunks: 0, length: 0, words: wordsVersion },
  ]);
});
