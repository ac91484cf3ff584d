import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { systemClock } from "./clock.ts";
import { systemUserId } from "./context.ts";
import { newId } from "./ids.ts";
import { createKeptAnswers } from "./kept-answers.ts";
import { silentLogger } from "./logger.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test("callers' answers go after a day, marks of durable work after a month", async () => {
  const workspaceId = newId();
  const put = (principalId: string, key: string, days: number) =>
    database.asOwner(
      `INSERT INTO platform.idempotency (workspace_id, principal_id, key, request_hash, created_at)
       VALUES ($1, $2, $3, '', now() - make_interval(hours => $4))`,
      [workspaceId, principalId, key, days * 24],
    );
  const caller = newId();
  await put(caller, "fresh", 0);
  await put(caller, "old", 2);
  await put(systemUserId, "mark", 2);
  await put(systemUserId, "old mark", 31);
  await database.asOwner(
    `INSERT INTO platform.idempotency (workspace_id, principal_id, key, request_hash, created_at)
     SELECT $1, $2, n::text, '', now() - interval '3 days' FROM generate_series(1, 4500) n`,
    [workspaceId, caller],
  );
  const answers = createKeptAnswers({ db: database.db, clock: systemClock, logger: silentLogger });
  expect(await answers.forget()).toBe(4502);
  expect(await answers.forget()).toBe(0);
  const left = await database.asOwner("SELECT key FROM platform.idempotency ORDER BY key");
  expect(left.map((row) => row.key)).toEqual(["fresh", "mark"]);
  answers.start();
  await answers.stop();
});
