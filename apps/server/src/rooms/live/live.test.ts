// The stream over the real server and database, from two processes: who is told what, what ends it, how it goes on.
import { builtInRoles, type LiveEvent } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LiveGround, type LiveMember, openLiveGround } from "../../../test/live-ground.ts";

let ground: LiveGround;
let own: LiveMember;

const rowsOf = (scope: "own" | "none") => ({
  objects: { "*": { create: true, read: scope, update: scope, delete: scope } },
  fields: {},
  settings: [],
});

beforeAll(async () => {
  ground = await openLiveGround();
  own = await ground.member("Olga Own", rowsOf("own"));
});

afterAll(() => ground?.close());

const about = (id: unknown, op?: string) => (event: LiveEvent) =>
  event.type === "change" && event.id === id && (op === undefined || event.op === op);

const company = (who: LiveMember, more: object = {}) =>
  who.make("/companies", { name: "Northwind", ...more });

describe("the live stream", () => {
  it("names what another member changes, in the same process and in another, without values", async () => {
    const here = await ground.listen(ground.admin);
    const there = await ground.listen(ground.admin, { at: "second" });
    const made = await company(ground.admin, { name: "Secretive Ltd" });
    for (const reader of [here, there]) {
      const created = await reader.until(about(made.id, "create"));
      expect(created).toMatchObject({
        object: "companies",
        version: 1,
        who: { name: "Ada Admin" },
      });
    }
    await ground.admin.call("PATCH", `/companies/${made.id}`, { city: "Oslo" });
    const changed = await there.until(about(made.id, "update"));
    expect(changed).toMatchObject({ version: 2 });
    await ground.admin.call("DELETE", `/companies/${made.id}`);
    await there.until(about(made.id, "trash"));
    expect(JSON.stringify(there.events)).not.toMatch(/Secretive|Oslo|city/);
    here.close();
    there.close();
  });

  it("tells a member only of rows within reach, and once of those that leave it", async () => {
    const reader = await ground.listen(own, { at: "second" });
    const foreign = await company(ground.admin);
    const mine = await company(ground.admin, { ownerId: own.memberId });
    await reader.until(about(mine.id, "create"));
    expect(reader.events.some(about(foreign.id))).toBe(false);
    await ground.admin.call("PATCH", `/companies/${mine.id}`, { ownerId: ground.admin.memberId });
    const gone = await reader.until(about(mine.id, "gone"));
    expect(gone).toMatchObject({ who: null, version: null });
    await ground.admin.call("PATCH", `/companies/${mine.id}`, { city: "Rome" });
    await ground.admin.call("PATCH", `/companies/${foreign.id}`, { ownerId: own.memberId });
    await reader.until(about(foreign.id, "update"));
    expect(reader.events.filter(about(mine.id)).map((event) => "op" in event && event.op)).toEqual([
      "create",
      "gone",
    ]);
    reader.close();
  });

  it("says nothing to a role that reads nothing", async () => {
    const blind = await ground.member("Bea Blind", rowsOf("none"));
    const reader = await ground.listen(blind);
    const other = await ground.listen(ground.admin);
    const made = await company(ground.admin);
    await other.until(about(made.id));
    await ground.pause(700);
    expect(reader.events).toEqual([]);
    reader.close();
    other.close();
  });

  it("goes on where it was cut, and asks to load again when too much was missed", async () => {
    const reader = await ground.listen(ground.admin);
    const before = await company(ground.admin);
    await reader.until(about(before.id));
    await ground.pause(800);
    const next = await company(ground.admin);
    await reader.until(about(next.id));
    const lastId = reader.ids.at(-1) ?? "";
    reader.close();
    const missed = await company(ground.admin);
    const resumed = await ground.listen(ground.admin, { at: "second", lastId });
    await resumed.until(about(missed.id, "create"));
    expect(resumed.events.some(({ type }) => type === "resync")).toBe(false);
    resumed.close();
    const operations = Array.from({ length: 600 }, (_none, at) => ({
      op: "create",
      data: { name: `Wave ${at}` },
    }));
    await ground.admin.make("/companies/bulk", { operations });
    const late = await ground.listen(ground.admin, { lastId });
    expect((await late.until(({ type }) => type === "resync")).type).toBe("resync");
    late.close();
    for (const foreign of ["999999999999", "not a number"]) {
      const lost = await ground.listen(ground.admin, { lastId: foreign });
      await lost.until(({ type }) => type === "resync");
      lost.close();
    }
  });

  it("tells a wave as one event, counted only for those who read every row", async () => {
    const all = await ground.listen(ground.admin);
    const limited = await ground.listen(own);
    const operations = Array.from({ length: 900 }, (_none, at) => ({
      op: "create",
      data: { name: `Wave ${at}` },
    }));
    await ground.admin.make("/companies/bulk", { operations });
    const isMany = ({ type }: LiveEvent) => type === "many";
    expect(await all.until(isMany)).toEqual({ type: "many", object: "companies", count: 900 });
    expect(await limited.until(isMany)).toEqual({ type: "many", object: "companies", count: null });
    await ground.pause(600);
    expect(all.events).toHaveLength(1);
    all.close();
    limited.close();
  });

  it("says when fields, pipelines or views changed", async () => {
    const reader = await ground.listen(own);
    await ground.admin.make("/fields", {
      object: "people",
      key: "tier",
      label: "Tier",
      type: "text",
    });
    expect(await reader.until(({ type }) => type === "settings")).toEqual({
      type: "settings",
      object: "fields",
    });
    reader.close();
  });

  it("ends within two seconds when the session ends, in another process too", async () => {
    const leaver = await ground.member("Lea Leaver", builtInRoles.member);
    const reader = await ground.listen(leaver, { at: "second" });
    await leaver.call("POST", "/auth/sign-out", {});
    expect(await reader.ended(2000)).toBeLessThan(2000);
    expect(reader.said).toContain("end");
    const again = await ground.listen(leaver, { at: "second" });
    expect(again.status).toBe(401);
  });

  it("ends within two seconds when rights change, and comes back with those of now", async () => {
    const demoted = await ground.member("Dora Demoted", builtInRoles.member);
    const reader = await ground.listen(demoted, { at: "second" });
    const role = await ground.admin.make("/roles", {
      name: "own only",
      permissions: rowsOf("own"),
    });
    await ground.admin.call("PATCH", `/members/${demoted.memberId}`, { roleId: role.id });
    await reader.ended(2000);
    const again = await ground.listen(demoted, { at: "second" });
    const made = await company(ground.admin);
    const watcher = await ground.listen(ground.admin, { at: "second", lastId: "0" });
    await ground.pause(900);
    expect(again.events.some(about(made.id))).toBe(false);
    await ground.admin.call("PATCH", `/members/${demoted.memberId}`, { status: "deactivated" });
    await again.ended(2000);
    watcher.close();
  });

  it("ends within two seconds when the workspace asks for more than the session has shown", async () => {
    const plain = await ground.member("Petra Plain", builtInRoles.member);
    const reader = await ground.listen(plain, { at: "second" });
    const demand = (kind: string) =>
      ground.database.asOwner(
        `SET ROLE rapport_system; INSERT INTO access.security_policies (workspace_id, second_factor)
           VALUES ('${ground.workspaceId}', '${kind}')
           ON CONFLICT (workspace_id) DO UPDATE SET second_factor = excluded.second_factor`,
      );
    await demand("everyone");
    await reader.ended(2500);
    await demand("optional");
  });

  it("answers JSON to who asks for no stream, with the same reach", async () => {
    const start = (await own.call("GET", "/live")).body;
    expect(start.events).toEqual([]);
    const hidden = await company(ground.admin);
    const mine = await company(ground.admin, { ownerId: own.memberId });
    const page = (await own.call("GET", `/live?after=${start.cursor}`)).body;
    const told = page.events.map((event: { id: string }) => event.id);
    expect(told).toContain(mine.id);
    expect(told).not.toContain(hidden.id);
    expect((await own.call("GET", "/live?after=x")).status).toBe(422);
  });

  it("answers HEAD at once and keeps no stream for it", async () => {
    const head = await ground.first.http.inject({
      method: "HEAD",
      url: "/api/v1/live",
      headers: { ...ground.admin.headers, host: "localhost:4100", accept: "text/event-stream" },
    });
    expect(head.statusCode).toBe(200);
    const gauge = await ground.first.http.inject({ method: "GET", url: "/metrics" });
    expect(gauge.body).toMatch(/rapport_live_streams 0/);
  });

  it("lets a member open twenty streams, not more", async () => {
    const many = await ground.member("Max Many", builtInRoles.viewer);
    const readers = await Promise.all(Array.from({ length: 21 }, () => ground.listen(many)));
    expect(readers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(readers.filter(({ status }) => status === 429)).toHaveLength(1);
    for (const reader of readers) reader.close();
  });

  it("does not keep a server from stopping", async () => {
    const readers = await Promise.all(
      Array.from({ length: 5 }, () => ground.listen(ground.admin, { at: "second" })),
    );
    const startMs = performance.now();
    await ground.second.http.close();
    expect(performance.now() - startMs).toBeLessThan(3000);
    for (const reader of readers) await reader.ended(1000);
  });
});
