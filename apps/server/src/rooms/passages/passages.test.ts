import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createPassages, type IndexedDocument, type Passages } from "./index.ts";

let ground: TestDatabase;
let passages: Passages;
const workspaceId = newId();
const other = newId();

const page = (id: string, title: string, text: string, readers = ["public"]): IndexedDocument => ({
  ...{ id, title, language: "en", readers },
  passages: [{ headings: [], text }],
});
const [refunds, invoices, secret] = [newId(), newId(), newId()];
const write = (scope: string, documents: IndexedDocument[], removed: string[] = []) =>
  ground.db.tenant({ workspaceId: scope }, (tx) => passages.write(tx, documents, removed));
const find = async (query: string, readers: string[] | null = ["public"], scope = workspaceId) => {
  const input = { query, readers, limit: 10, mode: "hybrid" as const };
  return (await passages.rank({ workspaceId: scope }, input)).passages;
};

beforeAll(async () => {
  ground = await openTestDatabase();
  const logger = silentLogger;
  passages = createPassages({
    db: ground.db,
    clock: systemClock,
    logger,
    workspaceIds: async () => [workspaceId],
  });
  await write(workspaceId, [
    page(
      refunds,
      "Refunds",
      "Refunds are paid within five working days to the card that was charged.",
    ),
    page(invoices, "Invoices", "Invoices are sent by mail on the first day of a month."),
    page(secret, "Discount floor", "Never grant more than a third; refunds need a manager.", [
      "members",
    ]),
  ]);
});
afterAll(() => ground.close());

describe("the ranking", () => {
  it("finds inflected words and says which words were met", async () => {
    const [first] = await find("refunded cards");
    expect(first).toMatchObject({ pageId: refunds, lexicalRank: 1, vectorRank: null });
    expect(first?.words.sort()).toEqual(["cards", "refunded"]);
  });

  it("is the same to the bit whatever the asker may not see", async () => {
    const before = await find("refunds by mail");
    await write(workspaceId, [page(secret, "Refunds", "refunds refunds mail", ["members"])]);
    expect(await find("refunds by mail")).toEqual(before);
    expect((await find("refunds", ["members"])).map(({ pageId }) => pageId)).toEqual([secret]);
    expect(await find("refunds", null)).toHaveLength(2);
  });

  it("finds nothing in another workspace, and nothing of it here", async () => {
    await write(other, [page(newId(), "Refunds", "Refunds of another company")]);
    expect(await find("another company")).toHaveLength(0);
    expect(await find("refunds", ["public"], other)).toHaveLength(1);
  });

  it("follows a change and a removal at once", async () => {
    await write(workspaceId, [page(invoices, "Invoices", "Bills come quarterly.")]);
    expect(await find("month")).toHaveLength(0);
    expect((await find("quarterly bill"))[0]?.pageId).toBe(invoices);
    await write(workspaceId, [], [invoices]);
    expect(await find("quarterly bill")).toHaveLength(0);
    const rows = await ground.asOwner(
      "SELECT sum(chunks)::int AS n FROM passages.spaces WHERE workspace_id = $1",
      [workspaceId],
    );
    expect(rows[0]?.n).toBe(2);
  });

  it("learns vectors, folds in what is new, and keeps the readers apart there too", async () => {
    const topics = [
      ["puppy dog leash bark", "dogs"],
      ["kitten cat purr meow", "cats"],
      ["engine wheel motor brake", "cars"],
    ] as const;
    const many = Array.from({ length: 60 }, (_, index) => {
      const [words, name] = topics[index % 3] ?? topics[0];
      const list = words.split(" ");
      const text = `The ${list[index % 4]} and the ${list[(index + 1) % 4]} meet. A ${list[(index + 2) % 4]} is here. It ends number${index}.`;
      return page(newId(), `${name} ${index}`, text, index % 2 === 0 ? ["public"] : ["members"]);
    });
    await write(workspaceId, many);
    await passages.upkeep.round();
    const state = await passages.state({ workspaceId });
    expect(state.index).toMatchObject({ model: 1, changedChunks: 0 });
    const near = (readers: string[], query = "puppy") =>
      passages.rank({ workspaceId }, { query, readers, limit: 50, mode: "vector" });
    const seen = (await near(["public"])).passages;
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.slice(0, 5).every(({ title }) => title.startsWith("dogs"))).toBe(true);
    const open = new Set(
      many.filter(({ readers }) => readers.includes("public")).map(({ id }) => id),
    );
    expect(seen.every(({ pageId }) => open.has(pageId) || pageId === refunds)).toBe(true);
    const late = page(newId(), "Late", "A leash for a dog that barks");
    await write(workspaceId, [late]);
    expect(
      (await near(["public"], "the leash of a dog")).passages.some(
        ({ pageId }) => pageId === late.id,
      ),
    ).toBe(true);
  });
});
