// Whose events are: ids that come together are one person, strangers stay apart, records are found before and after,
// and what was joined can be taken apart again.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type EventsGround, openEventsGround } from "../../../test/events-ground.ts";
import { emailOf, idText } from "./identity.rules.ts";
import { eventRows, headsOfAll } from "./index.ts";

let ground: EventsGround;
let serial = 0;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());
beforeEach(() => {
  serial += 1;
});

/** An id of this test only. */
const own = (name: string) => `${name}-${serial}`;

const track = (event: string, more: object) => ({ type: "track", event: own(event), ...more });
const identify = (more: object) => ({ type: "identify", ...more });

async function person(email: string): Promise<string> {
  const { body } = await ground.call("POST", "/people", { lastName: "Test", email });
  return body.id;
}

async function peopleOf(event: string): Promise<(string | null)[]> {
  const rows = await ground.rows(
    `SELECT e.person_id FROM ${eventRows()} e WHERE e.name = '${own(event)}' ORDER BY e.event_id`,
  );
  return rows.map((row) => row.person_id as string | null);
}

const joins = () => ground.rows("SELECT id, how, state, reason FROM events.joins ORDER BY id DESC");

it("knows a visitor's earlier events once the visitor says who it is", async () => {
  const id = await person(`${own("ada")}@example.com`);
  await ground.take(track("Visited", { anonymousId: own("a") }));
  expect(await peopleOf("Visited")).toEqual([null]);
  await ground.take(
    identify({
      userId: own("u"),
      anonymousId: own("a"),
      traits: { email: `${own("ADA")}@example.com` },
    }),
  );
  expect(await peopleOf("Visited")).toEqual([id]);
  await ground.take(track("Bought", { userId: own("u") }));
  expect(await peopleOf("Bought")).toEqual([id]);
  expect((await headsOfAll(ground.test.db))[0]?.no).toBeGreaterThan(0);
});

it("finds the record that is made after the events, and the one that gets its e-mail later", async () => {
  await ground.take(
    identify({ userId: own("u"), traits: { email: `${own("late")}@example.com` } }),
    track("Early", { userId: own("u") }),
  );
  expect(await peopleOf("Early")).toEqual([null]);
  const { body } = await ground.call("POST", "/people", { lastName: "Late" });
  await ground.call("PATCH", `/people/${body.id}`, { email: `${own("Late")}@example.com` });
  expect(await peopleOf("Early")).toEqual([body.id]);
});

it("takes a record's own id as the user id, of its workspace only", async () => {
  const id = await person(`${own("own")}@example.com`);
  const other = await ground.app.access.createWorkspace({ name: own("Other") });
  await ground.take(track("Direct", { userId: id }));
  expect(await peopleOf("Direct")).toEqual([id]);
  const elsewhere = { ...ground.ctx, workspaceId: other.workspaceId };
  await ground.app.events.ingest(elsewhere, [
    { message: track("Direct", { userId: id }), sourceId: null, receivedMs: ground.nowMs() },
  ]);
  const rows = await ground.test.db.tenant(elsewhere, (tx) =>
    tx.query(`SELECT person_id FROM ${eventRows()} e`),
  );
  expect(rows).toEqual([{ person_id: null }]);
});

it("keeps two users of one computer apart, and says so", async () => {
  const device = own("device");
  await ground.take(
    identify({ userId: own("u1"), anonymousId: device }),
    identify({ userId: own("u2"), anonymousId: device }),
  );
  const [latest] = await joins();
  expect(latest).toMatchObject({ state: "refused", reason: "two_users" });
  const roots = await ground.rows(
    `SELECT DISTINCT root_id FROM events.identities WHERE value IN ('${own("u1")}', '${own("u2")}')`,
  );
  expect(roots).toHaveLength(2);
});

it("joins users of one address up to three, and never two different records", async () => {
  const email = `${own("team")}@example.com`;
  for (const n of [1, 2, 3, 4])
    await ground.take(identify({ userId: own(`m${n}`), traits: { email } }));
  expect((await joins())[0]).toMatchObject({ state: "refused", reason: "too_many_users" });
  const [one, other] = [
    await person(`${own("one")}@example.com`),
    await person(`${own("two")}@example.com`),
  ];
  await ground.take(
    identify({ userId: own("x"), traits: { email: `${own("one")}@example.com` } }),
    identify({ userId: own("x"), traits: { email: `${own("two")}@example.com` } }),
    track("Mine", { userId: own("x") }),
  );
  expect((await joins())[0]).toMatchObject({ state: "refused", reason: "two_people" });
  expect(await peopleOf("Mine")).toEqual([one]);
  await ground.take({ type: "alias", userId: own("x"), previousId: other });
  expect((await joins())[0]).toMatchObject({ state: "active", how: "alias" });
});

it("does not join strangers by a function's mailbox or a word for nobody", async () => {
  expect(["info@acme.example", "Support+x@acme.example", "nonsense", "a@b"].map(emailOf)).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(emailOf(" Ada@Example.COM ")).toBe("ada@example.com");
  expect(
    ["null", "undefined", " ", "0", "00000000-0000-0000-0000-000000000000", {}].map(idText),
  ).toEqual(Array(6).fill(null));
  expect([17, " a "].map(idText)).toEqual(["17", "a"]);
});

it("takes a join back, which stays so whatever comes later, and makes it again when told to", async () => {
  const id = await person(`${own("undo")}@example.com`);
  const both = { userId: own("u"), anonymousId: own("a") };
  await ground.take(
    track("Before", { anonymousId: own("a") }),
    identify({ userId: own("u"), traits: { email: `${own("undo")}@example.com` } }),
  );
  await ground.take(track("Together", both));
  expect(await peopleOf("Before")).toEqual([id]);
  const [join] = await joins();
  const undone = await ground.call("POST", `/event-joins/${join?.id}/undo`);
  expect(undone.body.state).toBe("undone");
  expect(await peopleOf("Before")).toEqual([null]);
  expect(await peopleOf("Together")).toEqual([id]);
  await ground.take(track("Together", both), identify(both));
  expect(await peopleOf("Before")).toEqual([null]);
  await ground.call("POST", `/event-joins/${join?.id}/make`);
  expect(await peopleOf("Before")).toEqual([id]);
});

it("finds a person and a company that were made at the same moment, once the upkeep comes by", async () => {
  const [email, domain] = [`${own("race")}@example.com`, `race${serial}.example`];
  const id = await person(email);
  const { body: firm } = await ground.call("POST", "/companies", { name: "Race", domain });
  await ground.take(
    identify({ userId: own("r"), traits: { email } }),
    track("Raced", { userId: own("r") }),
    { type: "group", userId: own("r"), groupId: domain },
  );
  // What two transactions leave that do not see each other; what a process remembers of it holds.
  await ground.rows(
    `UPDATE events.identities SET own_person_id = NULL, person_id = NULL WHERE person_id = '${id}'`,
  );
  await ground.rows(`UPDATE events.groups SET company_id = NULL WHERE domain = '${domain}'`);
  expect(await peopleOf("Raced")).toEqual([null]);
  await ground.app.events.upkeep.round();
  expect(await peopleOf("Raced")).toEqual([id]);
  const groups = await ground.rows(
    `SELECT company_id FROM events.groups WHERE domain = '${domain}'`,
  );
  expect(groups).toEqual([{ company_id: firm.id }]);
  const [told] = await ground.rows(
    "SELECT no, person_ids FROM events.changes ORDER BY no DESC LIMIT 1",
  );
  expect(told?.person_ids).toEqual([id]);
  await ground.app.events.upkeep.round();
  expect(await ground.rows("SELECT no FROM events.heads")).toEqual([{ no: told?.no }]);
  await ground.take(track("Raced", { userId: own("r") }));
  const [later] = await ground.rows(
    "SELECT person_ids FROM events.changes ORDER BY no DESC LIMIT 1",
  );
  expect(later?.person_ids).toEqual([id]);
});

it("follows records that are merged, and comes back when the merge is undone", async () => {
  const [kept, gone] = [
    await person(`${own("kept")}@example.com`),
    await person(`${own("gone")}@example.com`),
  ];
  await ground.take(
    identify({ userId: own("g"), traits: { email: `${own("gone")}@example.com` } }),
    track("Followed", { userId: own("g") }),
  );
  expect(await peopleOf("Followed")).toEqual([gone]);
  const merged = await ground.call("POST", "/merges", {
    object: "people",
    survivorId: kept,
    loserIds: [gone],
  });
  expect(merged.status).toBeLessThan(300);
  expect(await peopleOf("Followed")).toEqual([kept]);
  const undone = await ground.call("POST", `/undo/${merged.headers.get("rapport-act")}`);
  expect(undone.status).toBe(200);
  expect(await peopleOf("Followed")).toEqual([gone]);
});

it("finds companies by the domain of their group, before and after they are made", async () => {
  const { body: acme } = await ground.call("POST", "/companies", {
    name: "Acme",
    domain: `acme${serial}.example`,
  });
  await ground.take(
    {
      type: "group",
      userId: own("u"),
      groupId: own("g"),
      traits: { website: `https://www.acme${serial}.example/x` },
    },
    track("Grouped", { userId: own("u"), context: { groupId: own("g") } }),
    track("Usage", { groupId: acme.id, properties: { seats: 3 } }),
  );
  const rows = await ground.rows(
    `SELECT company_id, person_id FROM ${eventRows()} e WHERE name IN ('${own("Grouped")}', '${own("Usage")}')`,
  );
  expect(rows.map((row) => row.company_id)).toEqual([acme.id, acme.id]);
  await ground.take({ type: "group", userId: own("u"), groupId: `late${serial}.example` });
  const { body: late } = await ground.call("POST", "/companies", {
    name: "Late",
    domain: `late${serial}.example`,
  });
  await ground.take(
    track("After", { userId: own("u"), context: { groupId: `late${serial}.example` } }),
  );
  const [after] = await ground.rows(
    `SELECT company_id FROM ${eventRows()} e WHERE name = '${own("After")}'`,
  );
  expect(after?.company_id).toBe(late.id);
});

it("keeps nothing of people who do not consent, and counts it", async () => {
  const id = await person(`${own("no")}@example.com`);
  const said = await ground.call("PUT", `/people/${id}/consent/analytics`, { state: "denied" });
  expect(said.status).toBe(200);
  const outcomes = await ground.take(
    identify({ userId: own("n"), traits: { email: `${own("no")}@example.com`, secret: own("s") } }),
    track("Watched", { userId: own("n") }),
    track("Watched", { userId: own("yes") }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["withheld", "withheld", "accepted"]);
  const [later] = await ground.take(track("Watched", { userId: own("n") }));
  expect(later?.status).toBe("withheld");
  expect(await peopleOf("Watched")).toEqual([null]);
  const traits = await ground.rows("SELECT traits FROM events.identities");
  expect(JSON.stringify(traits)).not.toContain(own("s"));
  const [counts] = await ground.rows("SELECT sum(withheld)::int AS withheld FROM events.counts");
  expect(counts?.withheld).toBe(3);
});
