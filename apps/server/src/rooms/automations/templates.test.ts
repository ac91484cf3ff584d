// Templates and letters: what may stand in a text, what is put in, who sees it, and how letters leave.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type AutomationsGround,
  maker,
  openAutomationsGround,
  type Person,
} from "../../../test/automations-ground.ts";

let ground: AutomationsGround;
let admin: Person;
let workspaceId: string;

beforeAll(async () => {
  ground = await openAutomationsGround();
});
afterAll(() => ground?.close());
beforeEach(async () => {
  const workspace = await ground.workspace();
  admin = workspace.admin;
  workspaceId = workspace.id;
  ground.letters.length = 0;
  ground.outcomes.length = 0;
});

const welcome = {
  object: "tickets",
  name: "Welcome",
  subject: "Your ticket: {{ticket.subject}}",
  body: "Hello {{person.firstName|there}},\n\nwe look at it. {{owner.name|Your team}}",
  sharedWith: "workspace",
};

async function template(body: object = {}, by = admin) {
  const made = await by.post("/templates", { ...welcome, ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}

async function person(body: object = {}): Promise<string> {
  const made = await admin.post("/people", { firstName: "Eve", email: "eve@example.com", ...body });
  expect(made.status).toBe(201);
  return made.body.id;
}

async function ticket(body: object): Promise<string> {
  const made = await admin.post("/tickets", { subject: "Help", ...body });
  expect(made.status).toBe(201);
  return made.body.id;
}

async function mailing(to: object = { field: "person.email" }, by = admin) {
  const { id, version } = await template({}, by);
  const rule = {
    name: "Answer",
    object: "tickets",
    trigger: { kind: "created" },
    steps: [{ kind: "mail", to, templateId: id, templateVersion: version }],
    enabled: true,
  };
  const made = await by.post("/automations", rule);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return { templateId: id, ruleId: made.body.id };
}

const run = () => ground.first.run();
const runs = async () => (await admin.get("/automations/runs")).body.data;

describe("a template", () => {
  it("names the fields that do not exist", async () => {
    const made = await admin.post("/templates", {
      ...welcome,
      subject: "{{person.shoeSize}}",
      body: "{{ticket.subject}} {{ broken",
    });
    expect(made.status).toBe(422);
    expect(made.body.errors).toMatchObject([
      { path: "subject", message: 'There is no field "person.shoeSize" to put in here.' },
      { path: "body" },
    ]);
  });

  it("is filled in for a record, with fallbacks, and what a record holds is data", async () => {
    const personId = await person({ firstName: "{{owner.email}} <b>" });
    const recordId = await ticket({ personId, description: "A\nB" });
    const shown = await admin.post("/templates/preview", {
      object: "tickets",
      subject: "{{ticket.description}}",
      body: "{{person.firstName}} {{person.phone|no phone}} {{person.jobTitle}} {{ticket.status}}",
      recordId,
    });
    expect(shown.body).toEqual({
      subject: "A B",
      body: "{{owner.email}} <b> no phone  Open",
      empty: ["person.jobTitle"],
    });
  });

  it("keeps its versions; a rule keeps the text that it was made with", async () => {
    const { templateId } = await mailing();
    const changed = await admin.patch(`/templates/${templateId}`, { body: "Changed." });
    expect(changed.body.version).toBe(2);
    const versions = (await admin.get(`/templates/${templateId}/versions`)).body.data;
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    await ticket({ personId: await person() });
    await run();
    expect(ground.letters[0]?.text).toContain("Hello Eve");
    expect((await admin.post(`/undo/${changed.act}`)).status).toBe(200);
    const again = await admin.patch(`/templates/${templateId}`, { body: "Changed otherwise." });
    // What was put back is version 3.
    expect(again.body.version).toBe(4);
  });

  it("is not changed by those who only use it, and not seen by those who may not read its fields", async () => {
    const { id } = await template();
    const plain = await ground.member(workspaceId, admin, { ...maker, settings: [] });
    expect((await plain.get(`/templates/${id}`)).body.mayChange).toBe(false);
    expect((await plain.patch(`/templates/${id}`, { body: "x" })).status).toBe(403);
    const fields = { people: { firstName: "none" } } as const;
    const blind = await ground.member(workspaceId, admin, { ...maker, settings: [], fields });
    expect((await blind.get(`/templates/${id}`)).status).toBe(404);
    expect((await blind.get("/templates")).body.data).toEqual([]);
    const made = await blind.post("/templates", welcome);
    expect(made.body.errors[0].message).toBe(
      'There is no field "person.firstName" to put in here.',
    );
    const { data } = (await blind.get("/templates/placeholders?object=tickets")).body;
    expect(data.map(({ path }: { path: string }) => path)).not.toContain("person.firstName");
  });

  it("one's own is nobody else's", async () => {
    const { id } = await template({ sharedWith: "me" });
    const other = await ground.member(workspaceId, admin, maker);
    expect((await other.get(`/templates/${id}`)).status).toBe(404);
  });
});

describe("a letter", () => {
  it("goes to the address in the record, once, and the log says so", async () => {
    await mailing();
    const personId = await person({ firstName: "Eve" });
    await ticket({ personId, subject: "Printer\r\nBcc: all@example.com" }).catch(() => undefined);
    await ticket({ personId, subject: "Printer" });
    await run();
    expect(ground.letters).toHaveLength(1);
    expect(ground.letters[0]).toMatchObject({
      to: "eve@example.com",
      subject: "Your ticket: Printer",
      text: "Hello Eve,\n\nwe look at it. Ada Admin",
    });
    const [only] = await runs();
    expect(only.state).toBe("done");
    const detail = (await admin.get(`/automations/runs/${only.id}`)).body;
    expect(detail.steps[0]).toMatchObject({ state: "done", text: "Wrote 1 letter" });
    const undone = await admin.post(`/automations/runs/${only.id}/undo`);
    expect(undone.body).toEqual({
      undone: 0,
      kept: [{ step: 1, text: "A letter that was sent cannot be taken back." }],
    });
  });

  it("goes only where a field or a member says: a text is no recipient", async () => {
    const made = await admin.post("/automations", {
      name: "x",
      object: "tickets",
      trigger: { kind: "created" },
      steps: [
        {
          kind: "mail",
          to: { field: "ticket.subject" },
          templateId: (await template()).id,
          templateVersion: 1,
        },
      ],
    });
    expect(made.status).toBe(422);
    expect(made.body.errors[0].message).toContain("holds no e-mail address");
  });

  it("without an address fails for good, and says so", async () => {
    await mailing();
    await ticket({});
    await run();
    const [only] = await runs();
    expect(only).toMatchObject({ state: "failed", attempts: 1 });
    expect(only.reason).toBe("Step 1: There is no e-mail address to send it to.");
  });

  it("that the mail server does not take yet is sent later; one that it refuses fails the run", async () => {
    await mailing({ memberIds: [admin.memberId] });
    ground.outcomes.push({ kind: "refused", isPermanent: false, reason: "Busy." });
    await ticket({});
    await run();
    expect(ground.letters).toEqual([]);
    ground.advance(60_000);
    await run();
    expect(ground.letters).toHaveLength(1);
    ground.outcomes.push({ kind: "refused", isPermanent: true, reason: "No such box." });
    await ticket({});
    await run();
    const [refused] = await runs();
    expect(refused).toMatchObject({ state: "failed", reason: "Step 1: No such box." });
    await admin.post(`/automations/runs/${refused.id}/replay`);
    await run();
    expect(ground.letters).toHaveLength(2);
    expect((await runs())[0].state).toBe("done");
  });

  it("of which nobody knows whether it arrived is not sent again by itself", async () => {
    await mailing({ memberIds: [admin.memberId] });
    ground.outcomes.push({ kind: "unknown", reason: "No answer." });
    await ticket({});
    await run();
    ground.advance(86_400_000);
    await run();
    expect(ground.letters).toEqual([]);
    const [only] = await runs();
    expect(only).toMatchObject({ state: "failed", reason: "Step 1: No answer." });
    const { steps } = (await admin.get(`/automations/runs/${only.id}`)).body;
    expect(steps[0].state).toBe("unknown");
  });

  it("that was being sent when the process died is not sent again by itself", async () => {
    await mailing({ memberIds: [admin.memberId] });
    await ticket({});
    await ground.database.asOwner("SELECT 1");
    ground.outcomes.push({ kind: "refused", isPermanent: false, reason: "Busy." });
    await run();
    await ground.database.asOwner(
      "UPDATE automations.letters SET state = 'sending', due_at = now() - interval '1 hour' WHERE workspace_id = $1",
      [workspaceId],
    );
    await run();
    expect(ground.letters).toEqual([]);
    expect((await runs())[0].reason).toContain("It may have arrived");
  });

  it("is written with what the rule's owner may read, whoever wrote the template", async () => {
    const fields = { people: { phone: "none" } } as const;
    const bo = await ground.member(workspaceId, admin, { ...maker, fields });
    const { id } = await template({ body: "Phone {{person.phone}}" });
    const made = await bo.post("/automations", {
      name: "x",
      object: "tickets",
      trigger: { kind: "created" },
      steps: [{ kind: "mail", to: { field: "person.email" }, templateId: id, templateVersion: 1 }],
    });
    expect(made.status).toBe(422);
    expect(JSON.stringify(made.body)).not.toContain("phone");
  });

  it("cannot be sent by calling its act from outside a run", async () => {
    const { acts } = ground.first;
    const act = acts.list().find(({ name }) => name === "automations.send-mail");
    expect(act).toMatchObject({ effect: "outside", usableIn: ["automations"] });
    const input = { runId: "01900000-0000-7000-8000-000000000000", position: 1, letters: [] };
    const ctx = (await ground.workspace()).ctx;
    expect(() => act?.check(ctx, input)).toThrow("Only automations");
  });
});
