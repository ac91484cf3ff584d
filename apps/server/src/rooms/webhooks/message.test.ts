// What is sent: messages of each kind of change, signed.
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerWith, type Receiver } from "../../../test/webhook-receiver.ts";
import {
  openWebhooksGround,
  type TestWorkspace,
  type WebhooksGround,
} from "../../../test/webhooks-ground.ts";

let ground: WebhooksGround;
let receiver: Receiver;
let workspace: TestWorkspace;

const hour = 3600 * 1000;
const drain = () => ground.app.webhooks.courier.drain();
const types = () => receiver.received.map(({ body }) => body.type);

beforeAll(async () => {
  ground = await openWebhooksGround();
  receiver = ground.receiver;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  receiver.path = `/hook/${workspace.id}`;
  receiver.received.length = 0;
  receiver.answer = answerWith(200, {}, "thanks");
});

async function hook(more: object = {}) {
  const made = await workspace.call("POST", "/webhooks", {
    url: receiver.origin + receiver.path,
    events: ["*"],
    ...more,
  });
  expect(made.status).toBe(201);
  return made.body;
}

const person = async (data: object = {}) =>
  (await workspace.call("POST", "/people", { firstName: "Ada", email: "ada@x.example", ...data }))
    .body;

describe("a message", () => {
  it("is signed so that the public library takes it", async () => {
    const { secret } = await hook();
    const made = await person();
    await drain();
    const [got] = receiver.received;
    expect(new Webhook(secret).verify(got?.text ?? "", got?.headers ?? {})).toMatchObject({
      type: "people.created",
      timestamp: made.createdAt,
      data: { id: made.id, object: "people", version: 1, record: made },
    });
    expect(got?.headers["content-type"]).toBe("application/json");
  });

  it("tells of each change what it was before, in its order", async () => {
    await hook({ events: ["people.*"] });
    const { id } = await person({ city: "Paris" });
    await workspace.call("PATCH", `/people/${id}`, { city: "Rome" });
    await workspace.call("DELETE", `/people/${id}`);
    await workspace.call("POST", `/people/${id}/restore`);
    await workspace.call("POST", "/companies", { name: "Not asked for" });
    await drain();
    expect(types()).toEqual([
      "people.created",
      "people.updated",
      "people.trashed",
      "people.restored",
    ]);
    expect(receiver.received[1]?.body.data).toMatchObject({
      id,
      version: 2,
      changed: ["city"],
      before: { city: "Paris" },
      record: { city: "Rome" },
    });
  });

  it("is thin where that is wanted, and only of fields that are watched", async () => {
    await hook({ events: ["people.updated"], fields: ["people.city"], payload: "thin" });
    const { id } = await person();
    await workspace.call("PATCH", `/people/${id}`, { lastName: "Nobody watches" });
    await workspace.call("PATCH", `/people/${id}`, { city: "Oslo", lastName: "Byron" });
    await drain();
    expect(receiver.received).toHaveLength(1);
    expect(Object.keys(receiver.received[0]?.body.data).sort()).toEqual(
      ["actId", "changed", "id", "object", "version"].sort(),
    );
  });

  it("tells of merges, and of what is undone for good nothing but its id", async () => {
    await hook({ events: ["people.merged", "people.purged", "people.created"] });
    const [stays, goes] = [await person(), await person()];
    const versions = { [stays.id]: '"1"', [goes.id]: '"1"' };
    const merged = await workspace.call("POST", "/merges", {
      object: "people",
      survivorId: stays.id,
      loserIds: [goes.id],
      versions,
    });
    expect(merged.status).toBe(201);
    await drain();
    const [got] = receiver.received.filter(({ body }) => body.type === "people.merged");
    expect(got?.body.data).toMatchObject({ id: stays.id, mergedId: goes.id });
    const third = await workspace.call("POST", "/people", { firstName: "Gone" });
    await workspace.call("POST", `/undo/${third.headers["rapport-act"]}`);
    await drain();
    const last = receiver.received.at(-1)?.body;
    expect([last.type, last.data.id]).toEqual(["people.purged", third.body.id]);
    expect(JSON.stringify(last)).not.toContain("Gone");
    const kept = await ground.test.asOwner(
      "SELECT count(*)::int AS count FROM webhooks.events WHERE content::text LIKE '%Gone%'",
    );
    expect(kept[0]?.count).toBe(0);
  });

  it("is signed again once a secret that cannot be read was changed, by the new one alone", async () => {
    const [made, other] = [await hook(), await hook({ events: ["deals.created"] })];
    // As after a change of the server's own secret: what was sealed before does not open.
    await ground.test.asOwner(
      "UPDATE webhooks.endpoints e SET secret = o.secret FROM webhooks.endpoints o WHERE e.id = $1 AND o.id = $2",
      [made.id, other.id],
    );
    await person();
    await drain();
    const off = await workspace.call("GET", `/webhooks/${made.id}`);
    expect(off.body).toMatchObject({ status: "disabled", disabledReason: "secret_lost" });
    const turned = await workspace.call("POST", `/webhooks/${made.id}/rotate-secret`, {});
    await workspace.call("POST", `/webhooks/${made.id}/resume`);
    await drain();
    const [got] = receiver.received;
    expect(
      new Webhook(turned.body.secret).verify(got?.text ?? "", got?.headers ?? {}),
    ).toBeTruthy();
    expect(got?.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
  });

  it("carries both signatures while a secret is being changed, and one after", async () => {
    const made = await hook();
    const path = `/webhooks/${made.id}/rotate-secret`;
    const { body: turned } = await workspace.call("POST", path, { overlapHours: 2 });
    expect(turned.secret).not.toBe(made.secret);
    await person();
    await drain();
    const [got] = receiver.received;
    for (const secret of [made.secret, turned.secret]) {
      expect(new Webhook(secret).verify(got?.text ?? "", got?.headers ?? {})).toBeTruthy();
    }
    ground.advance(2 * hour);
    await person();
    await drain();
    expect(receiver.received[1]?.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
  });

  it("costs nothing where nobody asks", async () => {
    await person();
    const rows = await ground.test.asOwner(
      "SELECT count(*)::int AS count FROM webhooks.events WHERE workspace_id = $1",
      [workspace.id],
    );
    expect(rows[0]?.count).toBe(0);
  });
});
