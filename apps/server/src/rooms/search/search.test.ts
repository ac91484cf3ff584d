// The room on a real database: records come and go through the change listener, as acts send them.
import { builtInRoles, type Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { type ChangeOp, createActs, type RecordChange } from "../../platform/acts.ts";
import { systemClock } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { compileRights } from "../access/index.ts";
import { createSearch, type Search } from "./index.ts";

let database: TestDatabase;
let search: Search;
let workspaceId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  search = createSearch({
    db: database.db,
    clock: systemClock,
    logger: silentLogger,
    customObjectKeys: async () => ["projects"],
  });
});
afterAll(() => database.close());
beforeEach(() => {
  workspaceId = newId();
});

type Fields = Record<string, unknown>;

async function change(changes: RecordChange[], workspace = workspaceId): Promise<void> {
  const ctx = systemContext(workspace, "test");
  const acts = createActs({ db: database.db, clock: systemClock, listeners: [search.onChange] });
  await database.db.tenant(ctx, (tx) => acts.begin(ctx, "test.change").changed(tx, changes));
}

function changeOf(
  op: ChangeOp,
  object: string,
  record: Fields,
  before: Fields | null = null,
): RecordChange {
  const isGone = op === "purge";
  const after = op === "create" ? record : { ...record };
  return {
    object,
    id: String(record.id),
    op,
    before,
    after: isGone ? null : after,
    record: isGone ? null : record,
  };
}

async function create(object: string, fields: Fields, workspace = workspaceId): Promise<Fields> {
  const record = { id: newId(), object, deletedAt: null, custom: {}, ...fields };
  await change([changeOf("create", object, record)], workspace);
  return record;
}

const person = (firstName: string, lastName: string, more: Fields = {}) =>
  create("people", { firstName, lastName, ...more });

function contextOf(permissions: Permissions, more: Partial<Ctx["principal"]> = {}): Ctx {
  const ctx = systemContext(workspaceId, "test");
  const rights = compileRights(permissions);
  return { ...ctx, principal: { ...ctx.principal, kind: "user", id: newId(), rights, ...more } };
}

async function find(q: string, ctx: Ctx = contextOf(builtInRoles.admin), objects?: string[]) {
  return search.search(ctx, { q, limit: 20, ...(objects ? { objects } : {}) });
}

async function titles(q: string, ctx?: Ctx, objects?: string[]): Promise<string[]> {
  return (await find(q, ctx, objects)).map((hit) => hit.title);
}

describe("what finds a record", () => {
  beforeEach(async () => {
    await person("Jörg", "Kowalczyk", {
      email: "j.kowalczyk@mail.brightwave.com",
      phone: "+49 (0)30 901820-47",
      jobTitle: "Head of Procurement",
      city: "München",
      custom: { badge: "ZX-4471", tags: ["vip", "golfer"], since: "2024-01-01" },
    });
    await create("companies", {
      name: "Brightwave GmbH",
      domain: "brightwave.com",
      website: "https://www.brightwave.com",
    });
    await person("Maria", "Schneider", { email: "maria@other.org" });
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
    await search.upkeep.round();
    expect((await titles(q))[0]).toBe("Jörg Kowalczyk");
  });

  test("words and beginnings are found at once, before any upkeep", async () => {
    expect(await titles("kowalczyk")).toEqual(["Jörg Kowalczyk"]);
    expect(await titles("procure")).toEqual(["Jörg Kowalczyk"]);
  });

  test("a domain finds the company before its people", async () => {
    const hits = await find("brightwave.com");
    expect(hits.map((hit) => hit.object)).toEqual(["companies", "people"]);
    expect(hits[0]).toMatchObject({ title: "Brightwave GmbH", subtitle: "brightwave.com" });
  });

  test("one or two errors, not three", async () => {
    await search.upkeep.round();
    expect(await titles("kavolczikk")).toEqual([]);
    expect(await titles("jqrx")).toEqual([]);
  });

  test("one number among a thousand that begin or end like it", async () => {
    const changes = Array.from({ length: 1000 }, (_, index) =>
      changeOf("create", "people", {
        id: newId(),
        firstName: `N${index}`,
        phone: `+1 ${200 + index} 555 0123`,
      }),
    );
    await change(changes);
    expect(await titles("+1 987 555 0123")).toEqual(["N787"]);
    expect(await titles("19875550123")).toEqual(["N787"]);
  });

  test("roles, pipelines and the like are no records", async () => {
    const id = newId();
    const role = { object: "roles", id, op: "create", before: null, record: null } as const;
    await change([{ ...role, after: { name: "Auditors" } }]);
    const rows = await database.asOwner(
      "SELECT 1 FROM search.documents WHERE workspace_id = $1 AND record_id = $2",
      [workspaceId, id],
    );
    expect(rows).toEqual([]);
    expect(await titles("auditors")).toEqual([]);
  });

  test("what nobody has finds nothing, dates and ids neither", async () => {
    for (const q of ["zebra", "2024-01-01", "com", "", "  ", "!!!", "%", "_"])
      expect(await titles(q)).toEqual([]);
  });

  test("when no record has every word, those with most of them", async () => {
    expect(await titles("kowalczyk zebra")).toEqual(["Jörg Kowalczyk"]);
  });
});

describe("rank", () => {
  test("the word itself before its beginning before a typo; the title before other fields", async () => {
    await person("Ann", "Marten");
    await person("Bob", "Martens");
    await person("Cid", "Marton");
    await create("notes", { body: "Met with Marten today" });
    await person("Dan", "Xavier", { city: "Marten" });
    await search.upkeep.round();
    const found = await titles("marten");
    expect(found.slice(0, 1)).toEqual(["Ann Marten"]);
    expect(found.indexOf("Dan Xavier")).toBeGreaterThan(found.indexOf("Ann Marten"));
    expect(found).not.toContain("Cid Marton");
    expect(await titles("martxn")).toContain("Cid Marton");
  });

  test("a company of just that name before people who work there", async () => {
    for (let index = 0; index < 60; index += 1) await person(`P${index}`, "Acme");
    await create("companies", { name: "Acme" });
    const hits = await find("acme");
    expect(hits).toHaveLength(20);
    expect(hits[0]).toMatchObject({ object: "companies", title: "Acme" });
    expect(hits.map((hit) => hit.score)).toEqual(
      hits.map((hit) => hit.score).sort((a, b) => b - a),
    );
    expect(hits.every((hit) => hit.score > 0 && hit.score <= 1)).toBe(true);
  });

  test("the same answer each time", async () => {
    for (let index = 0; index < 30; index += 1) await person("Same", "Name");
    expect(await find("same name")).toEqual(await find("same name"));
  });
});

describe("following the records", () => {
  test("an update finds the new words and no longer the old ones", async () => {
    const before = await person("Olga", "Oldname");
    const after = { ...before, lastName: "Newname" };
    await change([
      {
        object: "people",
        id: String(before.id),
        op: "update",
        before: { lastName: "Oldname" },
        after: { lastName: "Newname" },
        record: after,
      },
    ]);
    expect(await titles("newname")).toEqual(["Olga Newname"]);
    expect(await titles("oldname")).toEqual([]);
  });

  test("an update of what the index does not show writes nothing", async () => {
    const deal = await create("deals", { name: "Renewal", amountMinor: 1 });
    const version = () =>
      database.asOwner("SELECT xmin::text AS x FROM search.documents WHERE record_id = $1", [
        deal.id,
      ]);
    const first = await version();
    const same = { ...deal, amountMinor: 2 };
    await change([
      {
        object: "deals",
        id: String(deal.id),
        op: "update",
        before: { amountMinor: 1 },
        after: { amountMinor: 2 },
        record: same,
      },
    ]);
    expect(await version()).toEqual(first);
  });

  test("trash hides, restore shows, purge forgets, its words too", async () => {
    const record = await person("Theodora", "Vanishing");
    await search.upkeep.round();
    await change([
      changeOf("trash", "people", { ...record, deletedAt: "2026-01-01T00:00:00.000Z" }),
    ]);
    expect(await titles("vanishing")).toEqual([]);
    await change([changeOf("restore", "people", { ...record, deletedAt: null })]);
    expect(await titles("vanish")).toEqual(["Theodora Vanishing"]);
    await change([changeOf("purge", "people", record, record)]);
    await search.upkeep.round();
    expect(await titles("vanishing")).toEqual([]);
    const left = await database.asOwner("SELECT word FROM search.lexicon WHERE workspace_id = $1", [
      workspaceId,
    ]);
    expect(left).toEqual([]);
  });

  test("a purge leaves the words that another record has", async () => {
    const record = await person("Theo", "Twice");
    await person("Tina", "Twice");
    await search.upkeep.round();
    await change([changeOf("purge", "people", record, record)]);
    await search.upkeep.round();
    expect(await titles("twiec")).toEqual(["Tina Twice"]);
  });

  test("an act that is rolled back leaves neither document nor words", async () => {
    const ctx = systemContext(workspaceId, "test");
    const failing = database.db.tenant(ctx, async (tx) => {
      const acts = createActs({
        db: database.db,
        clock: systemClock,
        listeners: [search.onChange],
      });
      const record = { id: newId(), firstName: "Rolled", lastName: "Backward" };
      await acts.begin(ctx, "test.change").changed(tx, [changeOf("create", "people", record)]);
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    await search.upkeep.round();
    expect(await titles("backward")).toEqual([]);
    await person("Again", "Backward");
    await search.upkeep.round();
    expect(await titles("bakcward")).toEqual(["Again Backward"]);
  });

  test("many changes in one act, the last of a record counts", async () => {
    const id = newId();
    const first = { id, name: "Firstname Ltd" };
    const changes = Array.from({ length: 1200 }, (_, index) =>
      changeOf("create", "companies", { id: newId(), name: `Bulk ${index}` }),
    );
    await change([
      ...changes,
      changeOf("create", "companies", first),
      changeOf("restore", "companies", { id, name: "Lastname Ltd" }),
    ]);
    expect(await titles("lastname")).toEqual(["Lastname Ltd"]);
    expect(await titles("firstname")).toEqual([]);
    expect(await titles("bulk 1199")).toEqual(["Bulk 1199"]);
  });

  test("records of a custom object", async () => {
    await create("projects", { name: "Apollo", custom: { sponsor: "Wernher" } });
    expect(await titles("apol")).toEqual(["Apollo"]);
    expect(await titles("wernher", undefined, ["projects"])).toEqual(["Apollo"]);
    expect(await titles("wernher", undefined, ["people"])).toEqual([]);
  });
});

describe("rights", () => {
  const all = { create: true, read: "all", update: "all", delete: "all" } as const;

  test("another workspace's records are never found, by word, beginning or typo", async () => {
    await person("Secret", "Stranger", { email: "secret@stranger.com", phone: "+1 415 555 0123" });
    await search.upkeep.round();
    workspaceId = newId();
    for (const q of ["secret", "secr", "secrte", "stranger.com", "+1 415 555 0123"])
      expect(await titles(q)).toEqual([]);
  });

  test("an object that may not be read is not searched", async () => {
    await person("Visible", "Smith");
    await create("companies", { name: "Smith Ltd" });
    const ctx = contextOf({ objects: { people: all }, fields: {}, settings: [] });
    expect(await titles("smith", ctx)).toEqual(["Visible Smith"]);
    expect(await titles("smith", ctx, ["companies"])).toEqual([]);
  });

  test("a field that may not be read neither matches nor shows", async () => {
    await person("Paula", "Private", {
      email: "paula@hidden.com",
      phone: "+1 415 555 0199",
      custom: { salary: "enormous" },
    });
    await search.upkeep.round();
    const fields = {
      people: { email: "none", phone: "none", lastName: "none", salary: "none" },
    } as const;
    const ctx = contextOf({ objects: { "*": all }, fields, settings: [] });
    for (const q of [
      "private",
      "priv",
      "privaet",
      "hidden",
      "paula@hidden.com",
      "0199",
      "enormous",
    ]) {
      const hits = await find(q, ctx);
      expect(JSON.stringify(hits)).not.toMatch(/private|hidden|0199|enormous/i);
      if (q !== "paula@hidden.com") expect(hits).toEqual([]);
    }
    expect(await find("paula", ctx)).toMatchObject([{ title: "Paula", subtitle: "" }]);
  });

  test("own rows only, with a full page of them however many others match", async () => {
    const mine = newId();
    const changes = Array.from({ length: 600 }, (_, index) =>
      changeOf("create", "people", {
        id: newId(),
        firstName: "Common",
        lastName: `N${index}`,
        ownerId: index % 12 === 11 ? mine : newId(),
      }),
    );
    await change(changes);
    const permissions: Permissions = {
      objects: { "*": { ...all, read: "own" } },
      fields: {},
      settings: [],
    };
    const hits = await find("common", contextOf(permissions, { memberId: mine }));
    expect(hits).toHaveLength(20);
    expect(hits.every((hit) => Number(hit.title.split("N")[1]) % 12 === 11)).toBe(true);
  });

  test("rows of a region, and none without one", async () => {
    await person("North", "Person", { region: "EMEA" });
    await person("South", "Person", { region: "APAC" });
    const permissions: Permissions = {
      objects: { "*": { ...all, read: "region" } },
      fields: {},
      settings: [],
    };
    expect(await titles("person", contextOf(permissions, { regions: ["APAC"] }))).toEqual([
      "South Person",
    ]);
    expect(await titles("person", contextOf(permissions))).toEqual([]);
  });

  test("an object type that does not exist is refused", async () => {
    await expect(find("x", undefined, ["nothings"])).rejects.toMatchObject({
      code: "search.unknown_object",
    });
  });
});

describe("hostile input", () => {
  const hostile = [
    "\u0000",
    "\ud800",
    "a\ud800b",
    "\u202eevil",
    "'; DROP TABLE search.documents; --",
    "{1,2}",
    '","',
    "\\",
    "🙂🙂🙂",
    "ｆｕｌｌｗｉｄｔｈ",
    "Z̸̡̢͔̭͂͋a̵͠l̷͝g̶o̷",
    "ﷺ".repeat(500),
    "x".repeat(1000),
    "a b c d e f g h i j k l m n o p",
    "\u{10ffff}",
    "李小龍",
  ];

  test.each(hostile)("query %j answers", async (q) => {
    await person("Some", "Body");
    expect(Array.isArray(await find(q))).toBe(true);
  });

  test.each(hostile)("value %j can be stored and searched beside others", async (value) => {
    await person("Stable", value, { custom: { k: value }, jobTitle: value });
    await search.upkeep.round();
    expect(await find("stable")).toHaveLength(1);
  });

  test("full width, ligatures and scripts without spaces", async () => {
    await person("ｆｕｌｌ", "ﬁne");
    await create("companies", { name: "東京電力株式会社" });
    expect(await titles("full fine")).toHaveLength(1);
    expect(await titles("電力")).toEqual(["東京電力株式会社"]);
    expect(await titles("株式会社")).toEqual(["東京電力株式会社"]);
  });

  test("a novel in a note costs a hundred words", async () => {
    const body = Array.from({ length: 8000 }, (_, index) => `w${index}`).join(" ");
    await create("notes", { body: `opening ${body}` });
    const [row] = await database.asOwner(
      "SELECT cardinality(tokens) AS n FROM search.documents WHERE workspace_id = $1",
      [workspaceId],
    );
    expect(Number(row?.n)).toBeLessThan(150);
    expect(await titles("opening")).toHaveLength(1);
  });
});
