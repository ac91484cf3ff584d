import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { embedPassages } from "./embed-passages.ts";
import type { Encoder } from "./encoder.ts";
import { createHeldPostings } from "./held-postings.ts";
import { createHeldVectors } from "./held-vectors.ts";
import { createPassages, type Passages } from "./index.ts";
import { rankPassages } from "./rank-passages.ts";

let ground: TestDatabase;
let passages: Passages;

beforeAll(async () => {
  ground = await openTestDatabase();
  passages = createPassages({
    ...{ db: ground.db, clock: systemClock, logger: silentLogger },
    workspaceIds: async () => [],
  });
});
afterAll(() => ground.close());

const words = "invoice refund order parcel card bank mail phone shop price".split(" ");
const page = (index: number, more = "") => ({
  ...{ id: newId(), title: `About ${index}`, language: "en", readers: ["public"] },
  passages: [
    {
      headings: [],
      text: `A ${words[index % 10]} with a ${words[(index * 3 + 1) % 10]}, a ${words[(index * 7 + 2) % 10]} ${more}.`,
    },
  ],
});
type Page = ReturnType<typeof page>;
const write = (workspaceId: string, pages: Page[], removed: string[] = []) =>
  ground.db.tenant({ workspaceId }, (tx) => passages.write(tx, pages, removed));
const rowsOf = (workspaceId: string) =>
  ground.asOwner(
    "SELECT model, count(*)::int AS n, sum(length(data))::int AS bytes FROM passages.vectors WHERE workspace_id = $1 GROUP BY model",
    [workspaceId],
  );

/** Vectors by the letters of a text, slow enough that others write meanwhile. */
function letters(name: string, before: (texts: readonly string[]) => Promise<void>): Encoder {
  return {
    name: async () => name,
    encode: async (texts) => {
      await before(texts);
      return texts.map((text) => {
        const vector = new Float32Array(26);
        for (const letter of text.toLowerCase()) {
          const at = letter.charCodeAt(0) - 97;
          if (at >= 0 && at < 26) vector[at] = (vector[at] ?? 0) + 1;
        }
        const length = Math.hypot(...vector) || 1;
        return vector.map((value) => value / length);
      });
    },
    stop: async () => {},
  };
}

describe("vectors made beside those in force", () => {
  it("hold what came while they were learned, and nothing of what went", async () => {
    const workspaceId = newId();
    const pages = Array.from({ length: 300 }, (_, index) => page(index));
    await write(workspaceId, pages);
    expect(await passages.train(workspaceId)).toBe(true);
    const [gone] = pages;
    const late = page(3, "whatsoever");
    const training = passages.train(workspaceId);
    await write(workspaceId, [late], [gone?.id ?? ""]);
    const index = (await passages.state({ workspaceId })).index;
    expect(index).toMatchObject({ model: 1 });
    expect(await training).toBe(true);
    const after = (await passages.state({ workspaceId })).index;
    expect(after).toMatchObject({ model: 2, lastModel: 2, trainedChunks: 300 });
    const input = { query: "refund order", readers: ["public"], limit: 400 };
    const found = await passages.rank({ workspaceId }, { ...input, mode: "vector" });
    const ids = new Set(found.passages.map(({ pageId }) => pageId));
    expect(ids.has(gone?.id ?? "")).toBe(false);
    // The one that came late is among the nearest to its own words.
    const own = await passages.rank(
      { workspaceId },
      { ...input, query: late.passages[0]?.text ?? "", mode: "vector" },
    );
    expect(own.passages.some(({ pageId }) => pageId === late.id)).toBe(true);
    expect((await rowsOf(workspaceId)).map(({ model }) => model)).toEqual([2]);
  });

  it("of two that learn at once one comes into force, whole", async () => {
    const workspaceId = newId();
    await write(
      workspaceId,
      Array.from({ length: 80 }, (_, index) => page(index)),
    );
    const both = await Promise.all([passages.train(workspaceId), passages.train(workspaceId)]);
    expect(both).toContain(true);
    const { index } = await passages.state({ workspaceId });
    const [row, ...more] = await rowsOf(workspaceId);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ model: index.model, n: 1 });
    // Each of the 80 takes the same room.
    expect(Number(row?.bytes)).toBeGreaterThan(80 * 6);
    expect(Number(row?.bytes) % 80).toBe(0);
  });

  it("by a sentence model go on where a process that died ended", async () => {
    const workspaceId = newId();
    await write(
      workspaceId,
      Array.from({ length: 700 }, (_, index) => page(index)),
    );
    let encoded = 0;
    const dying = letters("letters", async (texts) => {
      if (encoded > 500) throw new Error("killed");
      encoded += texts.length;
    });
    const deps = { db: ground.db, clock: systemClock };
    await expect(embedPassages(deps, dying, workspaceId)).rejects.toThrow("killed");
    expect((await passages.state({ workspaceId })).index).toMatchObject({
      ...{ model: 0, lastModel: 1, building: "letters" },
    });
    let again = 0;
    const late = page(11, "xylophone");
    const encoder = letters("letters", async (texts) => {
      const isFirst = again === 1;
      again += texts.length;
      if (isFirst) await write(workspaceId, [late]);
    });
    expect(await embedPassages(deps, encoder, workspaceId)).toMatchObject({
      ...{ model: 1, building: "", changedChunks: 1 },
    });
    expect(again).toBeLessThan(700);
    // What came meanwhile is the next round's, in place.
    expect(await embedPassages(deps, encoder, workspaceId)).toMatchObject({
      ...{ model: 1, lastModel: 1, changedChunks: 0 },
    });
    const found = await rankPassages(
      ground.db.reader({ workspaceId }),
      { postings: createHeldPostings(), vectors: createHeldVectors() },
      encoder,
      {
        query: late.passages[0]?.text ?? "",
        ...{ readers: ["public"], limit: 5, mode: "vector" },
      },
    );
    expect(found.passages.map(({ pageId }) => pageId)).toContain(late.id);
  });
});
