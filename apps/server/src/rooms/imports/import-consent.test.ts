// Columns of "opted out" and their like become what people said: suggested, recorded once with their file as the proof,
// and taken back with the import.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";
import { coerceConsent } from "./coerce-consent.rules.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

const csv = [
  "Last Name,Email,Email Opt Out,Do not call",
  "Berg,anna@example.com,true,no",
  "Dahl,bjorn@example.com,FALSE,yes",
  "Conti,carla@example.com,,",
  "Diaz,dora@example.com,unsubscribed,1",
  "Evans,eve@example.com,perhaps,",
  "",
].join("\n");

async function personOf(email: string): Promise<string> {
  const filter = encodeURIComponent(JSON.stringify({ email }));
  const { body } = await ground.call("GET", `/people?filter=${filter}`);
  return body.data[0]?.id;
}

async function saidOf(email: string) {
  const { body } = await ground.call("GET", `/people/${await personOf(email)}/consent`);
  const said = body.purposes.filter(({ state }: { state: string }) => state !== "unknown");
  return Object.fromEntries(
    said.map((one: { purpose: string; state: string }) => [one.purpose, one.state]),
  );
}

const statements = () =>
  ground.database.asOwner(
    "SELECT person_id, purpose, state, source, proof, taken_back_at FROM consent.statements",
  );

describe("a file with people who opted out", () => {
  let id = "";

  it("has its columns understood", async () => {
    await ground.call("POST", "/people", { lastName: "Berg", email: "anna@example.com" });
    const { status, body } = await ground.upload("?object=people&fileName=list.csv", csv);
    expect(status).toBe(201);
    id = body.id;
    const targets = body.mapping.map(({ target }: { target: object }) => target);
    expect(targets).toContainEqual({ kind: "consent", purpose: "marketing_email", yes: "denied" });
    expect(targets).toContainEqual({ kind: "consent", purpose: "marketing_phone", yes: "denied" });
    expect(body.warnings).toEqual([]);
  });

  it("refuses purposes that there are not, and records that nobody can speak for", async () => {
    const target = { kind: "consent", purpose: "no_such", yes: "denied" };
    const mapping = [{ column: "Email Opt Out", target }];
    expect((await ground.call("PATCH", `/imports/${id}`, { mapping })).status).toBe(422);
    const firms = await ground.upload(
      "?object=companies&fileName=firms.csv",
      "Name,Opt out\nA,yes\n",
    );
    const onFirms = [{ column: "Opt out", target: { ...target, purpose: "analytics" } }];
    const refused = await ground.call("PATCH", `/imports/${firms.body.id}`, { mapping: onFirms });
    expect([refused.status, refused.body.code]).toEqual([422, "imports.bad_mapping"]);
  });

  it("says nothing in a dry run", async () => {
    await ground.call("POST", `/imports/${id}/dry-run`);
    const { dryRun } = await ground.settled(id);
    expect(dryRun?.counts).toMatchObject({ created: 3, bad: 1 });
    expect(dryRun?.errors).toMatchObject([
      { line: 6, column: "Email Opt Out", code: "not_boolean" },
    ]);
    expect(await statements()).toEqual([]);
  });

  it("records objections of known and new people, and no consent from a no", async () => {
    await ground.call("POST", `/imports/${id}/run`);
    expect(await ground.settled(id)).toMatchObject({
      status: "done",
      counts: { created: 3, bad: 1 },
    });
    expect(await saidOf("anna@example.com")).toEqual({ marketing_email: "denied" });
    expect(await saidOf("bjorn@example.com")).toEqual({ marketing_phone: "denied" });
    expect(await saidOf("carla@example.com")).toEqual({});
    expect(await saidOf("dora@example.com")).toEqual({
      marketing_email: "denied",
      marketing_phone: "denied",
    });
    expect(await statements()).toContainEqual({
      person_id: await personOf("anna@example.com"),
      purpose: "marketing_email",
      state: "denied",
      source: "import",
      proof: 'column "Email Opt Out" of list.csv',
      taken_back_at: null,
    });
  });

  it("says nothing twice", async () => {
    const before = (await statements()).length;
    const again = await ground.upload("?object=people&fileName=again.csv", csv);
    await ground.call("POST", `/imports/${again.body.id}/run`);
    await ground.settled(again.body.id);
    expect(await statements()).toHaveLength(before);
  });

  it("is taken back with the import, of those who stay and of those who go", async () => {
    await ground.call("POST", `/imports/${id}/undo`);
    expect(await ground.settled(id)).toMatchObject({ status: "undone", undo: { kept: 0 } });
    expect(await saidOf("anna@example.com")).toEqual({});
    const standing = (await statements()).filter((one) => one.taken_back_at === null);
    expect(standing).toEqual([]);
  });
});

it.each([
  ["true", "denied", "denied"],
  ["no", "denied", null],
  ["Opted out", "denied", "denied"],
  ["subscribed", "denied", null],
  ["yes", "granted", "granted"],
  ["Subscribed", "granted", "granted"],
  ["unsubscribed", "granted", "denied"],
  ["0", "granted", null],
] as const)("%s in a column of %s says %s", (cell, yes, said) => {
  expect(coerceConsent(cell, yes)).toEqual({ ok: true, value: said });
});
