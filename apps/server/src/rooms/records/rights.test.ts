// Rights, wherever records show: rows outside the role's scope do not exist, fields outside of it are not
// there, and both in the words that are used for what really does not exist.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Answer,
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  workspace = await ground.workspace();
  admin = workspace.admin;
});
afterAll(() => ground.close());

type Scope = "none" | "own" | "team" | "region" | "all";

function scoped(read: Scope, change: Scope = read): Partial<Permissions> {
  return { objects: { "*": { create: true, read, update: change, delete: change } } };
}

const said = ({ status, body }: Answer) => ({ status, ...body, requestId: "" });

describe("rows", () => {
  interface Rows {
    me: Caller;
    ids: Record<string, string>;
  }

  async function rowsFor(scope: Scope): Promise<Rows> {
    const mate = workspace.as({});
    const me = workspace.as({
      permissions: scoped(scope),
      teamMemberIds: [mate.memberId],
      regions: ["Süd"],
    });
    const make = async (lastName: string, ownerId: string | null, region?: string) =>
      (await admin.post("/people", { lastName, ownerId, region })).body.id as string;
    const ids = {
      mine: await make("mine", me.memberId),
      mate: await make("mate", mate.memberId),
      south: await make("south", admin.memberId, "SUD"),
      stranger: await make("stranger", admin.memberId, "North"),
      nobody: await make("nobody", null),
    };
    return { me, ids };
  }

  async function expectReach(me: Caller, id: string, isVisible: boolean, missing: number) {
    for (const part of ["", "/timeline", "/history"]) {
      expect((await me.get(`/people/${id}${part}`)).status).toBe(isVisible ? 200 : missing);
    }
    const pointed = await me.post("/notes", { body: "x", personId: id });
    expect(pointed.status).toBe(isVisible ? 201 : 422);
    const operations = [
      { op: "update", id, data: { city: "x" } },
      { op: "delete", id },
    ];
    const { results } = (await me.post("/people/bulk", { operations })).body;
    const statuses = results.map((result: { status: number }) => result.status);
    expect(statuses).toEqual(isVisible ? [200, 204] : [missing, missing]);
  }

  const names = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => row.lastName).sort();

  const scopes: [Scope, string[]][] = [
    ["all", ["mate", "mine", "nobody", "south", "stranger"]],
    ["team", ["mate", "mine"]],
    ["own", ["mine"]],
    ["region", ["south"]],
    ["none", []],
  ];

  test.each(scopes)(
    "a role that reads %s sees %j, by id, as target, in bulk",
    async (scope, visible) => {
      const { me, ids } = await rowsFor(scope);
      const missing = scope === "none" ? 403 : 404;
      for (const [name, id] of Object.entries(ids)) {
        await expectReach(me, id, visible.includes(name), missing);
      }
      const left = Object.keys(ids).filter((name) => !visible.includes(name));
      expect(names(await admin.list("people", {}))).toEqual(left.sort());
    },
  );

  test.each(scopes)("a role that reads %s lists and counts %j", async (scope, visible) => {
    const { me } = await rowsFor(scope);
    const page = await me.get("/people?total=true");
    if (scope === "none") {
      expect(page.status).toBe(403);
      return;
    }
    expect(page.body.total.count).toBe(visible.length);
    expect(names(await me.list("people", { limit: "2" }))).toEqual(visible);
    expect(names(await me.list("people", { limit: "2", sort: "city" }))).toEqual(visible);
    const filter = JSON.stringify({ lastName: { empty: false } });
    expect(names(await me.list("people", { filter }))).toEqual(visible);
  });

  test("that may be read and not changed are refused with a reason", async () => {
    const me = workspace.as({ permissions: scoped("all", "own") });
    const { id } = (await admin.post("/people", { lastName: "theirs" })).body;
    for (const answer of [
      await me.patch(`/people/${id}`, { city: "x" }),
      await me.remove(`/people/${id}`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, "access.forbidden"]);
    }
    const viewer = workspace.as({
      permissions: {
        objects: { "*": { create: false, read: "all", update: "none", delete: "none" } },
      },
    });
    expect((await viewer.post("/people", {})).status).toBe(403);
    expect((await viewer.patch(`/people/${id}`, {})).status).toBe(403);
    expect((await viewer.post(`/people/${id}/restore`)).status).toBe(403);
  });

  test("without a region fall under the team, so that nothing shows for want of one", async () => {
    const me = workspace.as({ permissions: scoped("region"), regions: ["South"] });
    await admin.post("/tasks", { title: "theirs" });
    await me.post("/tasks", { title: "mine" });
    expect((await me.list("tasks", {})).map((row) => row.title)).toEqual(["mine"]);
  });

  test("in the trash keep their scope", async () => {
    const me = workspace.as({ permissions: scoped("own") });
    const theirs = (await admin.post("/people", { lastName: "theirs" })).body;
    const mine = (await me.post("/people", { lastName: "mine" })).body;
    for (const { id } of [theirs, mine]) await admin.remove(`/people/${id}`);
    expect((await me.list("people/trash", {})).map((row) => row.id)).toEqual([mine.id]);
    expect(said(await me.post(`/people/${theirs.id}/restore`))).toEqual(
      said(await me.post("/people/0192f5c0-0000-7000-8000-000000000001/restore")),
    );
    expect((await me.post(`/people/${mine.id}/restore`)).status).toBe(200);
  });
});

describe("fields", () => {
  const secret = "Top-Secret-Value";
  let me: Caller;
  let id: string;
  let companyId: string;

  beforeEach(async () => {
    await admin.post("/fields", { object: "people", key: "salary", label: "Salary", type: "text" });
    companyId = (await admin.post("/companies", { name: `${secret} Ltd` })).body.id;
    const made = await admin.post("/people", {
      firstName: "Ada",
      email: "ada@secret.example",
      jobTitle: secret,
      companyId,
      custom: { salary: secret },
    });
    id = made.body.id;
    await admin.patch(`/people/${id}`, {
      jobTitle: `${secret} 2`,
      custom: { salary: `${secret} 2` },
    });
    await admin.post("/activities", {
      kind: "call",
      subject: "Hello",
      occurredAt: "2020-02-02T02:02:02Z",
      personId: id,
    });
    const hidden = {
      jobTitle: "none",
      email: "none",
      companyId: "none",
      "custom.salary": "none",
      city: "read",
    } as const;
    me = workspace.as({
      permissions: {
        objects: {
          "*": { create: true, read: "all", update: "all", delete: "all" },
          companies: { create: false, read: "none", update: "none", delete: "none" },
        },
        fields: { people: hidden, activities: { occurredAt: "none" } },
      },
    });
  });

  test("that the role may not read are nowhere", async () => {
    const answers = [
      await me.get(`/people/${id}`),
      await me.get("/people?include=titles&total=true"),
      await me.get(`/people/${id}/history`),
      await me.get(`/people/${id}/timeline`),
      await me.get("/schema"),
      await me.get("/fields"),
      await me.get("/search?q=secret"),
      await me.get("/search?q=top"),
      await me.patch(`/people/${id}`, { lastName: "x" }),
      await me.patch(`/people/${id}`, { lastName: "y" }, { "if-match": '"1"' }),
      await me.post("/people/bulk", {
        operations: [{ op: "update", id, data: { lastName: "z" } }],
      }),
      await me.post("/people", { firstName: "New" }),
    ];
    for (const answer of answers) {
      const text = JSON.stringify(answer.body).toLowerCase();
      for (const word of ["secret", "jobtitle", "salary", companyId, "2020-02-02"]) {
        expect(text, `${word} in ${text}`).not.toContain(word);
      }
    }
    expect(answers[9]?.status).toBe(412);
  });

  test("that the role may not read are refused as ones that are not there", async () => {
    const unknown = (text: string, key: string) => text.replaceAll(key, "nothing");
    const compare = async (key: string, ask: (key: string) => Promise<Answer>) => {
      const hidden = JSON.stringify(said(await ask(key)));
      const absent = JSON.stringify(said(await ask("nothing")));
      expect(unknown(hidden, key)).toBe(absent);
      expect(JSON.parse(absent).status).toBeGreaterThanOrEqual(400);
    };
    const filtered = (filter: object) =>
      me.get(`/people?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    for (const key of ["jobTitle", "email", "companyId"]) {
      await compare(key, (name) => filtered({ [name]: "x" }));
      await compare(key, (name) => filtered({ or: [{ city: "x" }, { [name]: { empty: true } }] }));
      await compare(key, (name) => me.get(`/people?sort=-${name}`));
      await compare(key, (name) => me.post("/people", { [name]: "x" }));
      await compare(key, (name) => me.patch(`/people/${id}`, { [name]: null }));
    }
    await compare("salary", (name) => filtered({ [`custom.${name}`]: "x" }));
    await compare("salary", (name) => me.get(`/people?sort=custom.${name}`));
    await compare("salary", (name) => me.post("/people", { custom: { [name]: "x" } }));
    const upsert = async (key: string) => {
      const { body } = await me.post("/people/bulk", {
        operations: [{ op: "upsert", key, data: { firstName: "x" } }],
      });
      return JSON.stringify(body).replaceAll(key, "nothing");
    };
    expect(await upsert("jobTitle")).toBe(await upsert("nothing"));
    expect(await upsert("custom.salary")).toBe(
      await upsert("custom.nothing").then((text) => text.replaceAll("custom.nothing", "nothing")),
    );
  });

  test("that the role may only read cannot be written", async () => {
    const answer = await me.patch(`/people/${id}`, { city: "Paris" });
    expect(answer.body.errors).toEqual([
      {
        path: "city",
        message: "Your role may not change this field.",
        code: "records.read_only_field",
      },
    ]);
    expect(
      (await me.get(`/people?filter=${encodeURIComponent('{"city":null}')}`)).body.data,
    ).toHaveLength(1);
  });

  test("that hold a title leave a name that says nothing", async () => {
    const blind = workspace.as({ permissions: { fields: { companies: { name: "none" } } } });
    const titles = (await blind.get("/people?include=titles")).body.titles;
    expect(titles).toEqual({ [companyId]: "Company without a name" });
  });

  test("that are required and not the role's to fill stop it from creating, unnamed", async () => {
    const blind = workspace.as({ permissions: { fields: { companies: { name: "none" } } } });
    const answer = await blind.post("/companies", { city: "x" });
    expect(answer.status).toBe(403);
    expect(JSON.stringify(answer.body)).not.toContain("name");
  });
});
