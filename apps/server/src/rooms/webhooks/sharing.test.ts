// Several processes on one database: what a killed one left is taken over, nothing is sent out of order, and a
// claim that was lost cannot be finished.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerWith, type Receiver } from "../../../test/webhook-receiver.ts";
import {
  openWebhooksGround,
  type TestWorkspace,
  type WebhooksGround,
} from "../../../test/webhooks-ground.ts";
import { bringForward, callFollowers } from "./outcomes.store.ts";
import { claimDue } from "./queue.store.ts";

let ground: WebhooksGround;
let receiver: Receiver;
let workspace: TestWorkspace;

beforeAll(async () => {
  ground = await openWebhooksGround();
  receiver = ground.receiver;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  receiver.path = `/hook/${workspace.id}`;
  receiver.received.length = 0;
  receiver.answer = answerWith(200);
  const url = receiver.origin + receiver.path;
  const made = await workspace.call("POST", "/webhooks", { url, events: ["people.*"] });
  expect(made.status).toBe(201);
});

async function person(): Promise<string> {
  return (await workspace.call("POST", "/people", { firstName: "Ada" })).body.id;
}

const change = (id: string, city: string) => workspace.call("PATCH", `/people/${id}`, { city });

/** What a process does before it is killed: it claims, and nothing more. */
async function claimAndDie(most: number) {
  const nowMs = ground.nowMs();
  const at = (ms: number) => new Date(nowMs + ms).toISOString();
  const { claimed } = await ground.test.db.system((tx) =>
    claimDue(tx, {
      now: at(0),
      until: at(60_000),
      mark: "01900000-0000-7000-8000-00000000dead",
      held: new Map(),
      mostOfEndpoint: most,
      most,
      holdAfterFailures: 10,
      turn: 1,
      putOff: { soon: at(1000), earliest: at(20_000), latest: at(120_000) },
    }),
  );
  return claimed;
}

describe("an abandoned claim", () => {
  it("holds its record's later events back, and is taken over when it ends", async () => {
    const [first, second] = [await person(), await person()];
    await change(first, "Rome");
    const [claimed] = await claimAndDie(1);
    await ground.app.webhooks.courier.drain();
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual([second]);
    ground.advance(61_000);
    await ground.app.webhooks.courier.drain();
    ground.advance(121_000);
    await ground.app.webhooks.courier.drain();
    const own = receiver.received.filter(({ body }) => body.data.id === first);
    expect(own.map(({ body }) => body.type)).toEqual(["people.created", "people.updated"]);
    expect(own[0]?.id).toBe(claimed?.eventId);
  });

  it("is of the first event that waits for a record only, however often it is asked for", async () => {
    const id = await person();
    for (const city of ["Rome", "Oslo", "Bern"]) await change(id, city);
    expect(await claimAndDie(100)).toHaveLength(1);
    expect(await claimAndDie(100)).toHaveLength(0);
  });
});

describe("two processes", () => {
  it("share the work: each event once, each record in order", async () => {
    const other = ground.anotherApp();
    const people = await Promise.all(Array.from({ length: 25 }, person));
    for (const city of ["Rome", "Oslo", "Bern", "Lima"]) {
      await Promise.all(people.map((id) => change(id, city)));
    }
    receiver.answer = ({ id }, response) => {
      const isRefused =
        id.endsWith("0") && receiver.received.filter((one) => one.id === id).length === 1;
      setTimeout(() => response.writeHead(isRefused ? 500 : 200).end(), 2);
    };
    for (let at = 0; at < 6; at += 1) {
      await Promise.all([ground.app, other].map(({ webhooks }) => webhooks.courier.drain()));
      ground.advance(121_000);
    }
    const delivered = receiver.received.filter(
      ({ id }, at) => !receiver.received.slice(at + 1).some((later) => later.id === id),
    );
    expect(delivered).toHaveLength(25 * 5);
    for (const id of people) {
      const versions = receiver.received
        .filter(({ body }) => body.data.id === id)
        .map(({ body }) => body.data.version);
      expect(versions).toEqual([...versions].sort());
      expect(new Set(versions)).toEqual(new Set([1, 2, 3, 4, 5]));
    }
  }, 60_000);
});

describe("pausing", () => {
  it("keeps what happens meanwhile, and sends it when resumed", async () => {
    const [{ id: hookId }] = (await workspace.call("GET", "/webhooks")).body.data;
    const paused = await workspace.call("POST", `/webhooks/${hookId}/pause`);
    expect(paused.body.status).toBe("paused");
    const id = await person();
    await change(id, "Rome");
    await ground.app.webhooks.courier.drain();
    expect(receiver.received).toEqual([]);
    const read = await workspace.call("GET", `/webhooks/${hookId}`);
    expect(read.body.health.waiting).toBe(2);
    await workspace.call("POST", `/webhooks/${hookId}/resume`);
    await ground.app.webhooks.courier.drain();
    expect(receiver.received.map(({ body }) => body.type)).toEqual([
      "people.created",
      "people.updated",
    ]);
  });
});

describe("resuming", () => {
  it("sends at once also what waited for a later try", async () => {
    const [{ id: hookId }] = (await workspace.call("GET", "/webhooks")).body.data;
    receiver.answer = answerWith(500);
    await person();
    await ground.app.webhooks.courier.drain();
    receiver.answer = answerWith(200);
    await ground.app.webhooks.courier.drain();
    expect(receiver.received).toHaveLength(1);
    await workspace.call("POST", `/webhooks/${hookId}/pause`);
    await workspace.call("POST", `/webhooks/${hookId}/resume`);
    await ground.app.webhooks.courier.drain();
    expect(receiver.received).toHaveLength(2);
  });
});

describe("a webhook whose member is gone", () => {
  it("stays within its role for whoever resumes it, and is not resumed without it", async () => {
    const [{ id: own }] = (await workspace.call("GET", "/webhooks")).body.data;
    await workspace.call("DELETE", `/webhooks/${own}`);
    const all = { create: true, read: "all", update: "all", delete: "all" } as const;
    const objects = { "*": all };
    const permissions = { objects, fields: { people: { email: "none" as const } }, settings: [] };
    const roleOf = async (name: string) =>
      (await workspace.call("POST", "/roles", { name, permissions })).body.id;
    const [kept, gone] = [await roleOf("Kept"), await roleOf("Gone")];
    const member = await workspace.member({ objects, fields: {}, settings: ["webhooks.manage"] });
    const hook = async (roleId: string) => {
      const asked = { url: receiver.origin + receiver.path, events: ["people.*"], roleId };
      return (await member.call("POST", "/webhooks", asked)).body.id;
    };
    const [made, lost] = [await hook(kept), await hook(gone)];
    await workspace.call("PATCH", `/members/${member.id}`, { status: "deactivated" });
    expect((await workspace.call("DELETE", `/roles/${gone}`)).status).toBe(204);
    await workspace.call("POST", "/people", { firstName: "Ada", email: "hidden@x.example" });
    await ground.app.webhooks.courier.drain();
    expect(receiver.received).toEqual([]);
    const on = await workspace.call("POST", `/webhooks/${made}/resume`);
    expect(on.body).toMatchObject({ status: "active", roleId: kept });
    const refused = await workspace.call("POST", `/webhooks/${lost}/resume`);
    expect([refused.status, refused.body.code]).toEqual([409, "webhooks.role_gone"]);
    await ground.app.webhooks.courier.drain();
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.text).not.toContain("hidden@x.example");
    await workspace.call("PATCH", `/webhooks/${lost}`, { roleId: null });
    expect((await workspace.call("POST", `/webhooks/${lost}/resume`)).status).toBe(200);
  });
});

describe("outcomes", () => {
  it("are written though another process is busy with what follows", async () => {
    const { db } = ground.test;
    if (db.isEmbedded) return;
    const id = await person();
    await change(id, "Rome");
    await ground.app.webhooks.courier.drain();
    const queue = "FROM webhooks.deliveries WHERE workspace_id = $1";
    const rows = await ground.test.asOwner(`SELECT id, endpoint_id ${queue} ORDER BY seq`, [
      workspace.id,
    ]);
    const [first, next] = rows.map((row) => String(row.id));
    await ground.test.asOwner(
      "UPDATE webhooks.deliveries SET state = 'waiting', due_at = now() + interval '1 hour', attempts = 0 WHERE id = $1",
      [next],
    );
    const at = new Date(ground.nowMs()).toISOString();
    const scope = { workspaceId: workspace.id };
    let letGo = () => undefined as undefined;
    const held = new Promise<void>((resolve) => {
      letGo = () => void resolve();
    });
    let isHeld = () => undefined as undefined;
    const locked = new Promise<void>((resolve) => {
      isHeld = () => void resolve();
    });
    const other = db.tenant(scope, async (tx) => {
      await tx.query(`SELECT id ${queue} AND id = $2 FOR UPDATE`, [workspace.id, next]);
      isHeld();
      await held;
    });
    await locked;
    const work = db.tenant(scope, async (tx) => {
      callFollowers(tx, at, [first ?? ""]);
      bringForward(tx, String(rows[0]?.endpoint_id), at);
    });
    const first5s = new Promise((resolve) => setTimeout(resolve, 5000, "waited"));
    expect(await Promise.race([work.then(() => "written"), first5s])).toBe("written");
    letGo();
    await Promise.all([other, work]);
  });
});

describe("the log", () => {
  const rows = async (table: string) => {
    const [row] = await ground.test.asOwner(
      `SELECT count(*)::int AS count FROM webhooks.${table} WHERE workspace_id = $1`,
      [workspace.id],
    );
    return row?.count;
  };

  it("is cleared also where no webhook is left", async () => {
    await person();
    const [{ id: hookId }] = (await workspace.call("GET", "/webhooks")).body.data;
    await workspace.call("DELETE", `/webhooks/${hookId}`);
    await ground.test.asOwner(
      "UPDATE webhooks.endpoints SET removed_at = now() - interval '2 hours' WHERE id = $1",
      [hookId],
    );
    await ground.app.webhooks.log.clear();
    expect([await rows("deliveries"), await rows("events")]).toEqual([0, 1]);
    const days = 32 * 24 * 3600 * 1000;
    ground.advance(days);
    await ground.app.webhooks.log.clear();
    ground.advance(-days);
    expect([await rows("events"), await rows("endpoints")]).toEqual([0, 0]);
  });

  it("is cleared after 30 days, and all of a removed webhook goes", async () => {
    const [{ id: hookId }] = (await workspace.call("GET", "/webhooks")).body.data;
    await person();
    await ground.app.webhooks.courier.drain();
    ground.advance(29 * 24 * 3600 * 1000);
    await ground.app.webhooks.log.clear();
    expect([await rows("deliveries"), await rows("attempts"), await rows("events")]).toEqual([
      1, 1, 1,
    ]);
    ground.advance(3 * 24 * 3600 * 1000);
    await ground.app.webhooks.log.clear();
    expect([await rows("deliveries"), await rows("attempts"), await rows("events")]).toEqual([
      0, 0, 0,
    ]);
    await person();
    await workspace.call("DELETE", `/webhooks/${hookId}`);
    expect((await workspace.call("GET", `/webhooks/${hookId}`)).status).toBe(404);
    await ground.app.webhooks.log.clear();
    expect(await rows("deliveries")).toBe(0);
    const [row] = await ground.test.asOwner("SELECT secret FROM webhooks.endpoints WHERE id = $1", [
      hookId,
    ]);
    expect(row?.secret ?? "").toBe("");
  });
});
