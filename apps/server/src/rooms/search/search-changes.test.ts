// The index follows the records, whatever happens to them, and stays within the caller's rights.
import type { Permissions } from "@rapport/contracts";
import { describe, expect, test } from "vitest";
import { changeOf, TestIndex } from "../../../test/search/test-index.ts";
import { createActs } from "../../platform/acts.ts";
import { systemClock } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";

const index = new TestIndex();

describe("following the records", () => {
  test("an update finds the new words and no longer the old ones", async () => {
    const before = await index.person("Olga", "Oldname");
    const after = { ...before, lastName: "Newname" };
    await index.change([
      {
        object: "people",
        id: String(before.id),
        op: "update",
        before: { lastName: "Oldname" },
        after: { lastName: "Newname" },
        record: after,
      },
    ]);
    expect(await index.titles("newname")).toEqual(["Olga Newname"]);
    expect(await index.titles("oldname")).toEqual([]);
  });

  test("an update of what the index does not show writes nothing", async () => {
    const deal = await index.create("deals", { name: "Renewal", amountMinor: 1 });
    const version = () =>
      index.database.asOwner("SELECT xmin::text AS x FROM search.documents WHERE record_id = $1", [
        deal.id,
      ]);
    const first = await version();
    const same = { ...deal, amountMinor: 2 };
    await index.change([
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
    const record = await index.person("Theodora", "Vanishing");
    await index.search.upkeep.round();
    await index.change([
      changeOf("trash", "people", { ...record, deletedAt: "2026-01-01T00:00:00.000Z" }),
    ]);
    expect(await index.titles("vanishing")).toEqual([]);
    await index.change([changeOf("restore", "people", { ...record, deletedAt: null })]);
    expect(await index.titles("vanish")).toEqual(["Theodora Vanishing"]);
    await index.change([changeOf("purge", "people", record, record)]);
    await index.search.upkeep.round();
    expect(await index.titles("vanishing")).toEqual([]);
    const left = await index.database.asOwner(
      "SELECT word FROM search.lexicon WHERE workspace_id = $1",
      [index.workspaceId],
    );
    expect(left).toEqual([]);
  });

  test("a purge leaves the words that another record has", async () => {
    const record = await index.person("Theo", "Twice");
    await index.person("Tina", "Twice");
    await index.search.upkeep.round();
    await index.change([changeOf("purge", "people", record, record)]);
    await index.search.upkeep.round();
    expect(await index.titles("twiec")).toEqual(["Tina Twice"]);
  });

  test("an act that is rolled back leaves neither document nor words", async () => {
    const ctx = systemContext(index.workspaceId, "test");
    const failing = index.database.db.tenant(ctx, async (tx) => {
      const acts = createActs({
        db: index.database.db,
        clock: systemClock,
        listeners: [index.search.onChange],
      });
      const record = { id: newId(), firstName: "Rolled", lastName: "Backward" };
      await acts.begin(ctx, "test.change").changed(tx, [changeOf("create", "people", record)]);
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    await index.search.upkeep.round();
    expect(await index.titles("backward")).toEqual([]);
    await index.person("Again", "Backward");
    await index.search.upkeep.round();
    expect(await index.titles("bakcward")).toEqual(["Again Backward"]);
  });

  test("many changes in one act, the last of a record counts", async () => {
    const id = newId();
    const first = { id, name: "Firstname Ltd" };
    const changes = Array.from({ length: 1200 }, (_, at) =>
      changeOf("create", "companies", { id: newId(), name: `Bulk ${at}` }),
    );
    await index.change([
      ...changes,
      changeOf("create", "companies", first),
      changeOf("restore", "companies", { id, name: "Lastname Ltd" }),
    ]);
    expect(await index.titles("lastname")).toEqual(["Lastname Ltd"]);
    expect(await index.titles("firstname")).toEqual([]);
    expect(await index.titles("bulk 1199")).toEqual(["Bulk 1199"]);
  });

  test("records of a custom object", async () => {
    await index.create("projects", { name: "Apollo", custom: { sponsor: "Wernher" } });
    expect(await index.titles("apol")).toEqual(["Apollo"]);
    expect(await index.titles("wernher", undefined, ["projects"])).toEqual(["Apollo"]);
    expect(await index.titles("wernher", undefined, ["people"])).toEqual([]);
  });
});

describe("rights", () => {
  const all = { create: true, read: "all", update: "all", delete: "all" } as const;

  test("another workspace's records are never found, by word, beginning or typo", async () => {
    await index.person("Secret", "Stranger", {
      email: "secret@stranger.com",
      phone: "+1 415 555 0123",
    });
    await index.search.upkeep.round();
    index.workspaceId = newId();
    for (const q of ["secret", "secr", "secrte", "stranger.com", "+1 415 555 0123"])
      expect(await index.titles(q)).toEqual([]);
  });

  test("an object that may not be read is not searched", async () => {
    await index.person("Visible", "Smith");
    await index.create("companies", { name: "Smith Ltd" });
    const ctx = index.contextOf({ objects: { people: all }, fields: {}, settings: [] });
    expect(await index.titles("smith", ctx)).toEqual(["Visible Smith"]);
    expect(await index.titles("smith", ctx, ["companies"])).toEqual([]);
  });

  test("a field that may not be read neither matches nor shows", async () => {
    await index.person("Paula", "Private", {
      email: "paula@hidden.com",
      phone: "+1 415 555 0199",
      custom: { salary: "enormous" },
    });
    await index.search.upkeep.round();
    const fields = {
      people: { email: "none", phone: "none", lastName: "none", salary: "none" },
    } as const;
    const ctx = index.contextOf({ objects: { "*": all }, fields, settings: [] });
    for (const q of [
      "private",
      "priv",
      "privaet",
      "hidden",
      "paula@hidden.com",
      "0199",
      "enormous",
    ]) {
      const hits = await index.find(q, ctx);
      expect(JSON.stringify(hits)).not.toMatch(/private|hidden|0199|enormous/i);
      if (q !== "paula@hidden.com") expect(hits).toEqual([]);
    }
    expect(await index.find("paula", ctx)).toMatchObject([{ title: "Paula", subtitle: "" }]);
  });

  test("own rows only, with a full page of them however many others match", async () => {
    const mine = newId();
    const changes = Array.from({ length: 600 }, (_, at) =>
      changeOf("create", "people", {
        id: newId(),
        firstName: "Common",
        lastName: `N${at}`,
        ownerId: at % 12 === 11 ? mine : newId(),
      }),
    );
    await index.change(changes);
    const permissions: Permissions = {
      objects: { "*": { ...all, read: "own" } },
      fields: {},
      settings: [],
    };
    const hits = await index.find("common", index.contextOf(permissions, { memberId: mine }));
    expect(hits).toHaveLength(20);
    expect(hits.every((hit) => Number(hit.title.split("N")[1]) % 12 === 11)).toBe(true);
  });

  test("rows of a region, and none without one", async () => {
    await index.person("North", "Person", { region: "EMEA" });
    await index.person("South", "Person", { region: "APAC" });
    const permissions: Permissions = {
      objects: { "*": { ...all, read: "region" } },
      fields: {},
      settings: [],
    };
    expect(
      await index.titles("person", index.contextOf(permissions, { regions: ["APAC"] })),
    ).toEqual(["South Person"]);
    expect(await index.titles("person", index.contextOf(permissions))).toEqual([]);
  });

  test("an object type that does not exist is refused", async () => {
    await expect(index.find("x", undefined, ["nothings"])).rejects.toMatchObject({
      code: "search.unknown_object",
    });
  });
});
