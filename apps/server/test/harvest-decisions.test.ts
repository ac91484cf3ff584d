// What becomes of pages suggested from closed tickets: taken away when what they came from is reopened or trashed,
// published and dismissed by a person, and undone.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrationsFolder } from "../src/platform/db/index.ts";
import { newId } from "../src/platform/ids.ts";
import { type HarvestDesk, type HarvestGround, openHarvestGround } from "./harvest-ground.ts";

let home: HarvestGround;
beforeAll(async () => {
  home = await openHarvestGround();
}, 120_000);
afterAll(() => home?.close());

const asked = "How do I export all my contacts to a spreadsheet?";
const answered =
  "Open Settings, choose Export, and pick contacts. You get a CSV file by mail within a few minutes.";

async function withOne(): Promise<{ desk: HarvestDesk; conversationId: string }> {
  const desk = await home.desk();
  await desk.switchOn();
  const conversationId = await desk.settles(asked, answered);
  expect(await desk.look()).toBe(1);
  return { desk, conversationId };
}

/** The second came dismissed, since it asks what the first one did. */
async function withTwoDismissed(): Promise<HarvestDesk> {
  const { desk } = await withOne();
  await desk.admin.call("POST", `/knowledge/suggestions/${(await desk.only()).id}/dismiss`);
  await desk.settles(`${asked} Please`, answered, { address: "b@two.example" });
  expect(await desk.look()).toBe(0);
  const states = (await desk.rows()).map(({ state }) => state);
  expect(states).toEqual(["dismissed", "dismissed"]);
  return desk;
}

const publish = (desk: HarvestDesk, id: string, more: object = {}) =>
  desk.admin.call("POST", `/knowledge/suggestions/${id}/publish`, {
    title: "Exporting contacts",
    body: "Open Settings, choose Export.",
    readers: ["public"],
    ...more,
  });

const answersOf = async (desk: HarvestDesk) =>
  (await desk.admin.call("POST", "/knowledge/answer", { question: asked })).body;

describe("taken away", () => {
  it("when the customer writes again, in the same moment; and made anew when it is settled again", async () => {
    const desk = await home.desk();
    await desk.switchOn();
    const thread = newId();
    await desk.settles(asked, answered, { thread });
    await desk.look();
    expect((await desk.list()).data).toHaveLength(1);
    const id = await desk.writes("That did not work.", { thread });
    expect(await desk.rows()).toEqual([]);
    expect(await desk.look()).toBe(0);
    await desk.admin.call("POST", `/conversations/${id}/replies`, {
      text: "Sorry: the export of contacts is under Data now, not under Settings any more.",
      close: true,
    });
    expect(await desk.look()).toBe(1);
    expect((await desk.only()).answer).toContain("under Data now");
  });

  it("when the ticket is reopened, changed or trashed, its note changed, its customer trashed", async () => {
    const desk = await home.desk();
    await desk.switchOn();
    const note =
      "The driver was old: update the label printer's driver to version 4, then restart.";
    const person = await desk.admin.call("POST", "/people", { lastName: "Labeller" });
    const subject = "Why do labels print blank?";
    const { ticketId, noteId } = await desk.ticket({ subject, personId: person.body.id }, note);
    const steps: [string, string, unknown][] = [
      ["PATCH", `/tickets/${ticketId}`, { status: "open" }],
      ["PATCH", `/tickets/${ticketId}`, { status: "solved" }],
      ["PATCH", `/notes/${noteId}`, { body: `${note} Then print again.` }],
      ["DELETE", `/people/${person.body.id}`, undefined],
      ["DELETE", `/tickets/${ticketId}`, undefined],
    ];
    for (const [method, path, body] of steps) {
      await desk.look();
      const had = (await desk.rows()).length;
      const reply = await desk.admin.call(method, path, body);
      expect(reply.status, path).toBeLessThan(300);
      const isReopened = (body as { status?: string } | undefined)?.status === "solved";
      expect([had, (await desk.rows()).length], path).toEqual(isReopened ? [0, 0] : [1, 0]);
    }
    expect(await desk.look()).toBe(0);
  });

  it("with its texts, where it was decided about and its customer goes", async () => {
    const desk = await home.desk();
    await desk.switchOn();
    const person = await desk.admin.call("POST", "/people", {
      ...{ lastName: "Labeller", email: "ida@customer.example" },
    });
    await desk.settles(asked, answered);
    await desk.look();
    const { id } = await desk.only();
    expect((await desk.admin.call("POST", `/knowledge/suggestions/${id}/dismiss`)).status).toBe(
      204,
    );
    await desk.admin.call("DELETE", `/people/${person.body.id}`);
    expect(await desk.rows()).toMatchObject([
      { state: "dismissed", question: "", answer: "", asked: "", title: "", customer_id: null },
    ]);
    expect((await desk.list(desk.admin, "dismissed")).data).toEqual([]);
  });

  it("when it is switched off", async () => {
    const { desk } = await withOne();
    await desk.switchOn({ isOn: false });
    expect(await desk.rows()).toEqual([]);
  });
});

describe("decided by a person", () => {
  it("published as an ordinary page that keeps where it is from, and undone as one", async () => {
    const { desk, conversationId } = await withOne();
    expect((await answersOf(desk)).kind).toBe("abstained");
    const { id } = await desk.only();
    const made = await publish(desk, id);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ cameAs: "case", state: "published", readers: ["public"] },
      source: { name: "Closed tickets" },
    });
    const origins = await desk.admin.call("GET", `/knowledge/pages/${made.body.id}/origins`);
    expect(origins.body.data).toMatchObject([{ object: "conversations", id: conversationId }]);
    expect((await desk.list()).progress).toEqual({ open: 0, published: 1, dismissed: 0 });
    const found = { query: "export contacts", audience: "public" };
    const search = () => desk.admin.call("POST", "/knowledge/search", found);
    expect((await search()).body.data).toHaveLength(1);
    await desk.undo(made.headers["rapport-act"]);
    expect((await search()).body.data).toEqual([]);
    expect((await desk.admin.call("GET", `/knowledge/pages/${made.body.id}`)).status).toBe(404);
    expect((await desk.only()).id).toBe(id);
    expect((await publish(desk, id)).status).toBe(201);
  });

  it("stays published where the page was changed before the undo", async () => {
    const { desk } = await withOne();
    const { id } = await desk.only();
    const made = await publish(desk, id);
    await desk.admin.call("PATCH", `/knowledge/pages/${made.body.id}`, { title: "Exports" });
    await desk.undo(made.headers["rapport-act"]);
    expect((await desk.admin.call("GET", `/knowledge/pages/${made.body.id}`)).status).toBe(200);
    expect((await desk.list()).progress).toEqual({ open: 0, published: 1, dismissed: 0 });
  });

  it("once, also when two publish at the same time", async () => {
    const { desk } = await withOne();
    const { id } = await desk.only();
    const both = await Promise.all([publish(desk, id), publish(desk, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 404]);
  });

  it("dismissed, and so is what asks the same later; undone", async () => {
    const { desk } = await withOne();
    const { id } = await desk.only();
    const done = await desk.admin.call("POST", `/knowledge/suggestions/${id}/dismiss`);
    expect(done.status).toBe(204);
    await desk.settles(`${asked} Please`, answered, { address: "b@two.example" });
    await desk.look();
    expect((await desk.list()).progress).toEqual({ open: 0, published: 0, dismissed: 1 });
    await desk.undo(done.headers["rapport-act"]);
    expect((await desk.list()).progress.open).toBe(1);
  });

  it("leaves no text in the audit log", async () => {
    const { desk } = await withOne();
    await publish(desk, (await desk.only()).id, { body: "Zsecbody", title: "Exports" });
    const rows = await desk.workspace.rows(
      "SELECT * FROM governance.audit_entries WHERE workspace_id = $1 AND act IN ('harvest.publish', 'harvest.source.change')",
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(JSON.stringify(rows)).not.toMatch(/spreadsheet|Zsecbody/);
  });

  it("gets its date from the migration where it came dismissed without one", async () => {
    const desk = await withTwoDismissed();
    await desk.workspace.rows(
      "UPDATE harvest.cases SET decided_at = NULL WHERE workspace_id = $1 RETURNING id",
    );
    const file = new URL("0099_harvest_decided_with_like.sql", migrationsFolder);
    const statements = readFileSync(file, "utf8").split(";").slice(0, -1);
    for (const statement of statements) await home.ground.test.asOwner(statement);
    const rows = await desk.rows();
    expect(rows.map((one) => one.decided_at)).toEqual(rows.map((one) => one.created_at));
  });

  it("loses its texts after thirty days, what came dismissed too, but for what it asked", async () => {
    const { desk } = await withOne();
    const dismissing = await withTwoDismissed();
    const { id } = await desk.only();
    await publish(desk, id);
    home.ground.advance(31 * 86_400_000);
    await desk.look();
    await dismissing.look();
    expect(await desk.rows()).toMatchObject([{ state: "published", question: "", answer: "" }]);
    const texts = { state: "dismissed", title: "", question: "", answer: "" };
    const rows = await dismissing.rows();
    expect(rows).toMatchObject([texts, texts]);
    expect(rows[1]?.asked).not.toBe("");
  });
});
