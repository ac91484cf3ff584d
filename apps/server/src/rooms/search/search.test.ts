// What a query finds, and in which order, on a real database.
import { beforeEach, describe, expect, test } from "vitest";
import { changeOf, TestIndex } from "../../../test/search/test-index.ts";
import { newId } from "../../platform/ids.ts";

const index = new TestIndex();

describe("what finds a record", () => {
  beforeEach(async () => {
    await index.person("Jörg", "Kowalczyk", {
      email: "j.kowalczyk@mail.brightwave.com",
      phone: "+49 (0)30 901820-47",
      jobTitle: "Head of Procurement",
      city: "München",
      custom: { badge: "ZX-4471", tags: ["vip", "golfer"], since: "2024-01-01" },
    });
    await index.create("companies", {
      name: "Brightwave GmbH",
      domain: "brightwave.com",
      website: "https://www.brightwave.com",
    });
    await index.person("Maria", "Schneider", { email: "maria@other.org" });
  });

  test.each([
    ["the whole name", "Jörg Kowalczyk"],
    ["words in another order", "kowalczyk jörg"],
    ["no accents", "jorg kowalczyk"],
    ["capitals", "JÖRG"],
    ["accents that the record lacks", "Kówalczyk"],
    ["the beginning of a word", "kowal"],
    ["the beginnings of two words", "jo ko"],
    ["another field", "procurement munchen"],
    ["a whole e-mail address", "j.kowalczyk@mail.brightwave.com"],
    ["the beginning of an e-mail address", "j.kowal"],
    ["a phone number", "+49 30 90182047"],
    ["a phone number of another punctuation", "030/901820-47"],
    ["the end of a phone number", "2047"],
    ["the beginning of a phone number", "4930 9018"],
    ["a custom field", "zx-4471"],
    ["one of several values of a custom field", "golfer"],
    ["two letters swapped", "kowalzcyk"],
    ["a letter missing", "kowalcyk"],
    ["a letter too much", "kowwalczyk"],
    ["a wrong letter", "kowalxzyk"],
    ["two errors in a long word", "kovalczik"],
    ["a typo beside a right word", "jorg kowalzcyk"],
  ])("%s", async (_what, q) => {
    await index.search.upkeep.round();
    expect((await index.titles(q))[0]).toBe("Jörg Kowalczyk");
  });

  test("words and beginnings are found at once, before any upkeep", async () => {
    expect(await index.titles("kowalczyk")).toEqual(["Jörg Kowalczyk"]);
    expect(await index.titles("procure")).toEqual(["Jörg Kowalczyk"]);
  });

  test("a domain finds the company before its people", async () => {
    const hits = await index.find("brightwave.com");
    expect(hits.map((hit) => hit.object)).toEqual(["companies", "people"]);
    expect(hits[0]).toMatchObject({ title: "Brightwave GmbH", subtitle: "brightwave.com" });
  });

  test("one or two errors, not three", async () => {
    await index.search.upkeep.round();
    expect(await index.titles("kavolczikk")).toEqual([]);
    expect(await index.titles("jqrx")).toEqual([]);
  });

  test("one number among a thousand that begin or end like it", async () => {
    const changes = Array.from({ length: 1000 }, (_, at) =>
      changeOf("create", "people", {
        id: newId(),
        firstName: `N${at}`,
        phone: `+1 ${200 + at} 555 0123`,
      }),
    );
    await index.change(changes);
    expect(await index.titles("+1 987 555 0123")).toEqual(["N787"]);
    expect(await index.titles("19875550123")).toEqual(["N787"]);
  });

  test("roles, pipelines and the like are no records", async () => {
    const id = newId();
    const role = { object: "roles", id, op: "create", before: null, record: null } as const;
    await index.change([{ ...role, after: { name: "Auditors" } }]);
    const rows = await index.database.asOwner(
      "SELECT 1 FROM search.documents WHERE workspace_id = $1 AND record_id = $2",
      [index.workspaceId, id],
    );
    expect(rows).toEqual([]);
    expect(await index.titles("auditors")).toEqual([]);
  });

  test("what nobody has finds nothing, dates and ids neither", async () => {
    for (const q of ["zebra", "2024-01-01", "com", "", "  ", "!!!", "%", "_"])
      expect(await index.titles(q)).toEqual([]);
  });

  test("when no record has every word, those with most of them", async () => {
    expect(await index.titles("kowalczyk zebra")).toEqual(["Jörg Kowalczyk"]);
  });
});

describe("rank", () => {
  test("the word itself before its beginning before a typo; the title before other fields", async () => {
    await index.person("Ann", "Marten");
    await index.person("Bob", "Martens");
    await index.person("Cid", "Marton");
    await index.create("notes", { body: "Met with Marten today" });
    await index.person("Dan", "Xavier", { city: "Marten" });
    await index.search.upkeep.round();
    const found = await index.titles("marten");
    expect(found.slice(0, 1)).toEqual(["Ann Marten"]);
    expect(found.indexOf("Dan Xavier")).toBeGreaterThan(found.indexOf("Ann Marten"));
    expect(found).not.toContain("Cid Marton");
    expect(await index.titles("martxn")).toContain("Cid Marton");
  });

  test("a company of just that name before people who work there", async () => {
    for (let at = 0; at < 60; at += 1) await index.person(`P${at}`, "Acme");
    await index.create("companies", { name: "Acme" });
    const hits = await index.find("acme");
    expect(hits).toHaveLength(20);
    expect(hits[0]).toMatchObject({ object: "companies", title: "Acme" });
    expect(hits.map((hit) => hit.score)).toEqual(
      hits.map((hit) => hit.score).sort((a, b) => b - a),
    );
    expect(hits.every((hit) => hit.score > 0 && hit.score <= 1)).toBe(true);
  });

  test("the same answer each time", async () => {
    for (let at = 0; at < 30; at += 1) await index.person("Same", "Name");
    expect(await index.find("same name")).toEqual(await index.find("same name"));
  });
});
