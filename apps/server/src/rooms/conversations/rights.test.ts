// Who sees which conversations, and which parts of them: in lists, counts, search, threads, stories and writes alike.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import { type Caller, everything, type Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: ConversationsGround;
let home: Workspace;
let mine: string;
let colleagues: string;
let waiting: string;
let others: string;
const teamId = newId();
const colleagueId = newId();
const memberId = newId();

const limited = (
  read: "none" | "own" | "team" | "region" | "all",
  more: Partial<Permissions> = {},
) =>
  home.as({
    memberId,
    teamMemberIds: [colleagueId],
    permissions: {
      objects: { "*": everything, conversations: { ...everything, read, update: read } },
      ...more,
    },
  });

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
  home.as({ memberId: colleagueId });
  home.as({ memberId });
  ground.teams.set(memberId, [teamId]);
  const make = async (change: object) => {
    const { conversationId } = await ground.writes(home, {
      text: "The secret word is ratatouille",
    });
    const done = await home.admin.patch(`/conversations/${conversationId}`, change);
    expect(done.status).toBe(200);
    return conversationId;
  };
  mine = await make({ assigneeId: memberId });
  colleagues = await make({ assigneeId: colleagueId });
  waiting = await make({ teamId });
  others = await make({ assigneeId: home.admin.memberId, teamId });
});

afterAll(() => ground?.close());

const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();

describe("rows", () => {
  it.each([
    ["all", () => [mine, colleagues, waiting, others]],
    ["team", () => [mine, colleagues, waiting]],
    ["own", () => [mine]],
    ["region", () => []],
    ["none", () => []],
  ] as const)(
    "of %s are the same in lists, counts, search and by address",
    async (read, expected) => {
      const by = limited(read);
      const list = await by.get("/conversations?state=any");
      expect(ids(list.body.data)).toEqual([...expected()].sort());
      const found = await by.get("/conversations/search?q=ratatouille");
      expect(
        ids(found.body.data.map((hit: { conversation: { id: string } }) => hit.conversation)),
      ).toEqual([...expected()].sort());
      expect((await by.get("/conversations/counts")).body.open).toBe(expected().length);
      for (const id of [mine, colleagues, waiting, others]) {
        const isIn = (expected() as string[]).includes(id);
        const tried = [
          await by.get(`/conversations/${id}`),
          await by.get(`/conversations/${id}/messages`),
          await by.patch(`/conversations/${id}`, {}),
          await by.post(`/conversations/${id}/notes`, { text: "Hi" }),
        ];
        expect(tried.map(({ status }) => status < 300)).toEqual([isIn, isIn, isIn, isIn]);
        if (!isIn) expect(tried.every(({ status }) => status === 404)).toBe(true);
      }
    },
  );

  it("that may only be read are not changed", async () => {
    const by = limited("all", {
      objects: { "*": everything, conversations: { ...everything, update: "own" } },
    });
    expect((await by.get(`/conversations/${others}`)).body.mayChange).toBe(false);
    const tried = [
      await by.patch(`/conversations/${others}`, { state: "closed" }),
      await by.post(`/conversations/${others}/replies`, { text: "Hi" }),
      await by.post(`/conversations/${others}/merge`, { otherId: mine }),
      await by.post(`/conversations/${mine}/merge`, { otherId: others }),
      await by.post(`/conversations/${others}/triage`, { field: "category", value: "x" }),
    ];
    expect(tried.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  });

  it("stand in a person's story only for those who see them", async () => {
    const { person } = (await home.admin.get(`/conversations/${mine}`)).body;
    const story = async (by: Caller) =>
      (await by.get(`/people/${person.id}/timeline`)).body.data.filter(
        ({ object }: { object: string }) => object === "conversations",
      );
    expect(await story(home.admin)).toHaveLength(4);
    expect(ids(await story(limited("own")))).toEqual([mine]);
    expect(await story(limited("none"))).toEqual([]);
  });
});

describe("fields", () => {
  const without = (field: string) =>
    limited("all", { fields: { conversations: { [field]: "none" } } });

  it("that are withheld are absent, and cannot be asked by", async () => {
    const noText = without("text");
    expect((await noText.get(`/conversations/${mine}`)).body.preview).toBeNull();
    expect((await noText.get(`/conversations/${mine}/messages`)).status).toBe(403);
    expect((await noText.get("/conversations/search?q=ratatouille")).status).toBe(403);
    const noPerson = without("personId");
    expect((await noPerson.get(`/conversations/${mine}`)).body).toMatchObject({
      person: null,
      from: null,
    });
    expect((await noPerson.get("/conversations/search?q=ida")).body.data).toEqual([]);
    expect((await noPerson.get(`/conversations?person=${newId()}`)).status).toBe(403);
    const noOwner = without("ownerId");
    expect((await noOwner.get(`/conversations/${mine}`)).body.assignee).toBeNull();
    expect((await noOwner.get("/conversations?assignee=me")).status).toBe(403);
    expect((await noOwner.get("/conversations/counts")).body).toMatchObject({ mine: 0, nobody: 0 });
  });

  it("that may only be read are not written", async () => {
    const by = limited("all", { fields: { conversations: { priority: "read", text: "read" } } });
    expect((await by.patch(`/conversations/${mine}`, { priority: "low" })).status).toBe(403);
    expect((await by.post(`/conversations/${mine}/replies`, { text: "Hi" })).status).toBe(403);
    expect((await by.patch(`/conversations/${mine}`, { category: "x" })).status).toBe(200);
  });

  it("of people that are withheld are withheld of who wrote, too", async () => {
    const blindTo = (...fields: string[]) =>
      limited("all", {
        fields: { people: Object.fromEntries(fields.map((one) => [one, "none"])) },
      });
    const from = async (by: Caller) => (await by.get(`/conversations/${mine}`)).body.from;
    const author = async (by: Caller, id = mine) =>
      (await by.get(`/conversations/${id}/messages`)).body.data[0].author.name;
    const hits = async (by: Caller, q: string) =>
      (await by.get(`/conversations/search?q=${q}`)).body.data.length;
    const noMail = blindTo("email");
    expect(await from(noMail)).toMatchObject({ address: null, name: "Ida Customer" });
    expect([await hits(noMail, "customer.example"), await hits(noMail, "ida")]).toEqual([0, 4]);
    expect(await from(blindTo("phone"))).toMatchObject({ address: "ida@customer.example" });
    const noName = blindTo("lastName");
    expect(await from(noName)).toMatchObject({ address: "ida@customer.example", name: null });
    expect([await author(noName), await author(noMail)]).toEqual([null, "Ida Customer"]);
    const nameless = { address: "+43 660 1234567", name: null, userId: null, verified: false };
    const { conversationId } = await ground.writes(home, { from: nameless });
    expect(await author(noMail, conversationId)).toBe("+43 660 1234567");
    expect(await author(blindTo("phone"), conversationId)).toBeNull();
  });

  it("of people out of reach show no title", async () => {
    const by = home.as({
      permissions: {
        objects: {
          "*": everything,
          people: { create: false, read: "none", update: "none", delete: "none" },
        },
      },
    });
    expect((await by.get(`/conversations/${mine}`)).body.person).toBeNull();
  });
});
