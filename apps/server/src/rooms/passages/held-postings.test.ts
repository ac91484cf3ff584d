// What is held of the index changes nothing but the time: scores, order, rights and what a writer changed are those of
// an index that is read each time.
import { createRandom } from "@rapport/learn";
import { analyse, countTerms } from "@rapport/retrieval";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { systemClock } from "../../platform/clock.ts";
import type { Reader } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createHeldPostings } from "./held-postings.ts";
import { readIndex, visibleSpaces } from "./index.store.ts";
import { createPassages, type IndexedDocument, type Passages } from "./index.ts";
import { wholeText } from "./index-text.rules.ts";

let ground: TestDatabase;
/** As a process that was just started. */
const fresh = (): Passages =>
  createPassages({
    db: ground.db,
    clock: systemClock,
    logger: silentLogger,
    workspaceIds: async () => [],
  });

const words = "invoice refund card month bank charge plan price team seat login mail".split(" ");
const random = createRandom(7);
const drawn = (): string => words[random.below(words.length)] ?? "";

/** More than a block holds; each second one is for members only. */
const pages = Array.from({ length: 1100 }, (_, at): IndexedDocument => {
  const text = Array.from({ length: 3 + random.below(7) }, drawn).join(" ");
  return {
    ...{ id: newId(), title: `Page number${at}`, language: "en" },
    readers: at % 2 === 0 ? ["public"] : ["members"],
    passages: [{ headings: [], text }],
  };
});
const questions = ["refund of a card charge", "price price plan", "number7 login", "zebra", "mail"];

const write = (
  passages: Passages,
  workspaceId: string,
  documents: readonly IndexedDocument[],
  removed: string[] = [],
) => ground.db.tenant({ workspaceId }, (tx) => passages.write(tx, documents, removed));

async function find(passages: Passages, workspaceId: string, query: string, readers: string[]) {
  const input = { query, readers, limit: 50, mode: "lexical" as const };
  const { passages: found } = await passages.rank({ workspaceId }, input);
  return found.map(({ pageId, lexicalScore, lexicalRank }) => [pageId, lexicalScore, lexicalRank]);
}

/** BM25 as its formula stands, over the texts themselves; of equal scores the page that was written first. */
function byFormula(documents: readonly IndexedDocument[], query: string): [string, number][] {
  const texts = documents.map(({ id, title, passages: [passage] }) => {
    const whole = wholeText({ title, headings: [], text: passage?.text ?? "" });
    const terms = analyse(whole, "en");
    return { id, length: terms.length, counts: countTerms(terms) };
  });
  const mean = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const asked = [...countTerms(analyse(query, "en"))].sort(([a], [b]) => a - b);
  const scored = texts.map(({ id, length, counts }): [string, number] => {
    const gains = asked.map(([term, times]) => {
      const count = counts.get(term) ?? 0;
      const having = texts.filter((text) => text.counts.has(term)).length;
      const idf = Math.log(1 + (texts.length - having + 0.5) / (having + 0.5));
      return (times * idf * count) / (count + 0.9 * (0.6 + (0.4 * length) / mean));
    });
    return [id, gains.reduce((sum, gain) => sum + gain, 0)];
  });
  return scored.filter(([, score]) => score > 0).sort(([, x], [, y]) => y - x);
}

beforeAll(async () => {
  ground = await openTestDatabase();
});
afterAll(() => ground.close());

describe("held postings", () => {
  const workspaceId = newId();
  const everything = ["public", "members"];

  it("rank as the formula does over the texts that the asker may see, whoever asked before", async () => {
    const passages = fresh();
    await write(passages, workspaceId, pages);
    const open = pages.filter(({ readers }) => readers.includes("public"));
    for (const query of questions) {
      await find(passages, workspaceId, query, everything);
      for (const [readers, seen] of [[["public"], open] as const, [everything, pages] as const]) {
        const found = await find(passages, workspaceId, query, [...readers]);
        const wanted = byFormula(seen, query).slice(0, 50);
        expect(found).toHaveLength(wanted.length);
        for (const [at, [, score]] of wanted.entries()) {
          expect(found[at]?.[1]).toBeCloseTo(score, 10);
        }
        expect(found).toEqual(await find(fresh(), workspaceId, query, [...readers]));
      }
      const hidden = new Set(pages.filter((page) => !open.includes(page)).map(({ id }) => id));
      const shown = await find(passages, workspaceId, query, ["public"]);
      expect(shown.filter(([id]) => hidden.has(String(id)))).toEqual([]);
      expect(await find(passages, workspaceId, query, [])).toEqual([]);
    }
  });

  it("are not those of another workspace with spaces and terms of the same numbers", async () => {
    const passages = fresh();
    const other = newId();
    const page = { ...(pages[0] as IndexedDocument), id: newId(), readers: ["public"] };
    await write(passages, other, [page]);
    await find(passages, workspaceId, "page", everything);
    const found = await find(passages, other, "page", everything);
    expect(found.map(([id]) => id)).toEqual([page.id]);
  });

  it("show at once what this process or another one has written", async () => {
    const [here, elsewhere] = [fresh(), fresh()];
    const late = { ...(pages[0] as IndexedDocument), id: newId(), title: "Zebra crossing" };
    for (const writer of [here, elsewhere]) {
      expect(await find(here, workspaceId, "zebra", ["public"])).toEqual([]);
      await write(writer, workspaceId, [late]);
      expect((await find(here, workspaceId, "zebra", ["public"])).map(([id]) => id)).toEqual([
        late.id,
      ]);
      await write(writer, workspaceId, [{ ...late, readers: ["members"] }]);
      expect(await find(here, workspaceId, "zebra", ["public"])).toEqual([]);
      expect(await find(here, workspaceId, "zebra", everything)).toHaveLength(1);
      await write(writer, workspaceId, [], [late.id]);
    }
  });
});

describe("what is held", () => {
  const workspaceId = newId();
  let reader: Reader;
  let statements = 0;
  let spaces: number[];
  let revision: number;
  const terms = [...countTerms(analyse(words.join(" "), "en")).keys()];

  beforeAll(async () => {
    await write(fresh(), workspaceId, pages);
    const plain = ground.db.reader({ workspaceId });
    reader = {
      workspaceId,
      query: (...statement) => {
        statements += 1;
        return plain.query(...statement);
      },
    };
    spaces = (await visibleSpaces(plain, null)).map(({ id }) => id);
    ({ revision } = await readIndex(plain));
  });

  const asked = async (
    held: ReturnType<typeof createHeldPostings>,
    some: number[],
    now: number,
  ) => {
    const before = statements;
    const lists = await held.of(reader, now, spaces, some);
    return { lists, statements: statements - before };
  };

  it("is read once, also that a space does not have a term", async () => {
    const held = createHeldPostings();
    const unknown = 7;
    const first = await asked(held, [...terms, unknown], revision);
    expect(first.statements).toBe(1);
    expect(first.lists).toHaveLength(spaces.length * terms.length);
    const again = await asked(held, [unknown, ...[...terms].reverse()], revision);
    expect(again).toEqual({ lists: first.lists, statements: 0 });
    const one = await held.of(reader, revision, spaces.slice(0, 1), terms);
    expect(one.every(({ space }) => space === spaces[0])).toBe(true);
    expect(one).toHaveLength(terms.length);
  });

  it("is read again for another revision, and an older reading does not take the place of a newer", async () => {
    const held = createHeldPostings();
    await asked(held, terms, revision);
    expect((await asked(held, terms, revision + 1)).statements).toBe(1);
    expect((await asked(held, terms, revision)).statements).toBe(1);
    expect((await asked(held, terms, revision + 1)).statements).toBe(0);
  });

  it("stays within its bytes: what was asked for longest ago goes, and comes back the same", async () => {
    const whole = createHeldPostings();
    const wanted = await asked(whole, terms, revision);
    const most = Math.ceil(whole.bytes() / 3);
    const held = createHeldPostings(most);
    for (const term of [...terms, ...terms]) {
      const { lists } = await asked(held, [term], revision);
      expect(lists).toEqual(wanted.lists.filter((list) => list.term === term));
      expect(held.bytes()).toBeLessThanOrEqual(most);
    }
    const [first = 0, second = 0, last = 0] = [terms[0], terms[1], terms.at(-1)];
    expect((await asked(held, [last], revision)).statements).toBe(0);
    expect((await asked(held, [first], revision)).statements).toBe(1);
    expect((await asked(held, [second, last], revision)).statements).toBe(1);
    const none = createHeldPostings(0);
    expect((await asked(none, terms, revision)).lists).toEqual(wanted.lists);
    expect(none.bytes()).toBe(0);
  });
});
