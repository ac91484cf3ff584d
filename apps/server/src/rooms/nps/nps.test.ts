// Campaigns over the whole app, with a mail server that says what it took.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  busy,
  day,
  type NpsGround,
  openNpsGround,
  taken,
  until,
} from "../../../test/nps-ground.ts";
import { claimQuestions } from "./questions.store.ts";

let ground: NpsGround;
beforeAll(async () => {
  ground = await openNpsGround();
}, 60_000);
afterAll(() => ground?.close());

describe("a campaign", () => {
  it("asks nobody before the workspace has a purpose for it", async () => {
    const id = await ground.campaignOf(await ground.group(1));
    expect((await ground.start(id)).body.code).toBe("nps.no_purpose");
    await ground.askForConsent();
    expect((await ground.start(id)).body.code).toBe("nps.nobody");
    expect(ground.letters).toEqual([]);
  }, 60_000);

  it("asks who agreed and has an address, each once within the period, and says why not the others", async () => {
    const one = await ground.group(3, [
      { firstName: "No", lastName: "Address" },
      { firstName: "Twin", email: "P0@city2.example" },
    ]);
    const [first, second] = one.people;
    const twin = one.people.at(-1);
    await ground.agree([first ?? "", second ?? "", twin ?? ""]);
    const id = await ground.campaignOf(one);
    expect(await ground.preview(id)).toEqual({
      ...{ within: 5, noAddress: 1, sameAddress: 1, notAgreed: 1, askedLately: 0, asked: 2 },
    });
    const started = await ground.start(id);
    expect(started.status, JSON.stringify(started.body)).toBe(200);
    expect(started.body).toMatchObject({ state: "sending", progress: { waiting: 2 } });
    const done = await ground.sent(id);
    expect(done.progress).toEqual({ waiting: 0, sent: 2, refused: 0, unknown: 0, skipped: 0 });
    expect(
      ground
        .lettersTo(one)
        .map(({ to }) => to.address?.toLowerCase())
        .sort(),
    ).toEqual(one.addresses.slice(0, 2).map((address) => address.toLowerCase()));
    expect(ground.lettersTo(one)[0]?.subject).toBe("One question about Northwind");
    // Another campaign over the same people, within the period: nobody.
    const again = await ground.campaignOf(one, { name: "Again" });
    // The twin too: their address was asked.
    expect((await ground.preview(again)).askedLately).toBe(3);
    expect((await ground.start(again)).body.code).toBe("nps.nobody");
    ground.advance(91 * day);
    expect((await ground.preview(again)).asked).toBe(2);
    expect((await ground.start(again)).status).toBe(200);
    await ground.sent(again);
    expect(ground.lettersTo(one)).toHaveLength(4);
  }, 90_000);

  it("stops: what waits is forgotten, and asked when it is started again", async () => {
    const one = await ground.group(20);
    await ground.agree(one.people);
    const id = await ground.campaignOf(one);
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    ground.serve(async (message) => {
      await gate;
      return taken(message);
    });
    expect((await ground.start(id)).status).toBe(200);
    await until(
      async () => ground.lettersTo(one).length,
      (length) => length === 8,
    );
    expect((await ground.call("PATCH", `/nps/campaigns/${id}`, { brand: "X" })).body.code).toBe(
      "nps.is_sending",
    );
    expect((await ground.stop(id)).body).toMatchObject({
      state: "stopped",
      progress: { waiting: 8 },
    });
    letGo();
    await until(
      () => ground.read(id),
      ({ progress }) => progress.sent === 8,
    );
    expect((await ground.stop(id)).body.code).toBe("nps.not_sending");
    ground.serve(taken);
    expect((await ground.preview(id)).asked).toBe(12);
    expect((await ground.start(id)).status).toBe(200);
    await ground.sent(id);
    expect(new Set(ground.lettersTo(one).map(({ to }) => to.address)).size).toBe(20);
    expect(ground.lettersTo(one)).toHaveLength(20);
  }, 90_000);

  it("tries again what a server refuses for now, and says what it does not take", async () => {
    const one = await ground.group(3);
    await ground.agree(one.people);
    const id = await ground.campaignOf(one);
    const tries = new Map<string, number>();
    ground.serve((message) => {
      const address = message.to.address ?? "";
      const nth = (tries.get(address) ?? 0) + 1;
      tries.set(address, nth);
      if (address.startsWith("p0") && nth === 1) return busy();
      if (address.startsWith("p1"))
        return { kind: "refused", reason: "no such user", permanent: true };
      if (address.startsWith("p2")) return { kind: "unknown", reason: "broke off" };
      return taken(message);
    });
    await ground.start(id);
    await until(
      () => ground.read(id),
      ({ progress }) => progress.refused + progress.unknown === 2,
    );
    ground.advance(2 * 60_000);
    const done = await ground.sent(id);
    ground.serve(taken);
    expect(done.progress).toEqual({ waiting: 0, sent: 1, refused: 1, unknown: 1, skipped: 0 });
    expect(done.faults).toEqual(
      expect.arrayContaining([
        { reason: "no such user", count: 1 },
        { reason: "broke off", count: 1 },
      ]),
    );
    expect([...tries.values()].sort()).toEqual([1, 1, 2]);
    // Who may have it is not asked again; who has it not may be.
    expect(await ground.preview(id)).toMatchObject({ askedLately: 2, asked: 1 });
  }, 90_000);

  it("looks again whether somebody agrees when their mail leaves", async () => {
    const one = await ground.group(2);
    await ground.agree(one.people);
    const id = await ground.campaignOf(one);
    ground.serve(busy);
    await ground.start(id);
    await until(
      async () => ground.lettersTo(one).length,
      (length) => length === 2,
    );
    ground.serve(taken);
    await ground.agree(one.people.slice(0, 1), "denied");
    ground.advance(2 * 60_000);
    const done = await ground.sent(id);
    expect(done.progress).toMatchObject({ sent: 1, skipped: 1 });
  }, 90_000);

  it("leaves alone what a killed process had in hand, and sends the rest", async () => {
    const one = await ground.group(12);
    await ground.agree(one.people);
    const id = await ground.campaignOf(one);
    ground.serve(busy);
    await ground.start(id);
    await until(
      async () => ground.lettersTo(one).length,
      (length) => length === 12,
    );
    // As a process leaves them that is killed while a mail server has their mails.
    await ground.db.tenant({ workspaceId: ground.workspaceId }, (tx) =>
      tx.query(
        `UPDATE nps.questions SET state = 'sending', held_until = due_at WHERE workspace_id = $1 AND id IN (
           SELECT id FROM nps.questions WHERE workspace_id = $1 AND campaign_id = $2 ORDER BY id LIMIT 8)`,
        [tx.workspaceId, id],
      ),
    );
    ground.serve(taken);
    ground.advance(6 * 60_000);
    const done = await ground.sent(id);
    expect(done.progress).toEqual({ waiting: 0, sent: 4, refused: 0, unknown: 8, skipped: 0 });
    expect(ground.lettersTo(one)).toHaveLength(16);
    expect((await ground.preview(id)).askedLately).toBe(12);
  }, 90_000);

  it("gives one question to one process", async () => {
    const one = await ground.group(12);
    await ground.agree(one.people);
    const id = await ground.campaignOf(one);
    ground.serve(busy);
    await ground.start(id);
    await until(
      () => ground.read(id),
      ({ faults, progress }) => faults.length === 0 && progress.waiting === 12,
    );
    await until(
      async () => ground.lettersTo(one).length,
      (length) => length === 12,
    );
    const at = "2035-01-01T00:00:00.000Z";
    const claims = await Promise.all(
      [1, 2, 3, 4].map(() =>
        ground.db.tenant({ workspaceId: ground.workspaceId }, (tx) =>
          claimQuestions(tx, { now: at, until: at, limit: 5 }),
        ),
      ),
    );
    const ids = claims.flat().map((claimed) => claimed.id);
    expect(new Set(ids).size).toBe(ids.length);
    ground.serve(taken);
  }, 90_000);
});
