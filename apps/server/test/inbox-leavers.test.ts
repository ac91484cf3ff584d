// Members who are deactivated or lose their rights, and teams that are deleted: what they had and would have got is left to
// nobody by accident.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ChannelsGround, openChannelsGround } from "./channels-ground.ts";

let ground: ChannelsGround;
let key: string;

beforeAll(async () => {
  ground = await openChannelsGround("real");
  const made = await ground.call("POST", "/channels", { kind: "api", name: "Shop", settings: {} });
  key = made.body.key;
});
afterAll(() => ground?.close());

let count = 0;
async function writes(text: string, thread = `t-${++count}`): Promise<string> {
  const { body } = await ground.outside(
    "POST",
    "/channel-messages",
    { id: `m-${++count}`, thread, from: { address: `${thread}@x.example` }, text },
    { authorization: `Bearer ${key}` },
  );
  return body.conversationId;
}

const one = async (id: string) => (await ground.call("GET", `/conversations/${id}`)).body;
const settings = async () => (await ground.call("GET", "/inbox/settings")).body;
const saves = (more: object) => async () =>
  ground.call("PUT", "/inbox/settings", { ...(await settings()), ...more });

async function joins(name: string): Promise<string> {
  const email = `${name}@channels.example`;
  const roles = (await ground.call("GET", "/roles")).body.data;
  const roleId = roles.find((role: { key: string }) => role.key === "member").id;
  const { body } = await ground.call("POST", "/invitations", { email, roleId });
  const token = body.url.split(/[/=]/).at(-1);
  const password = "correct horse battery";
  await ground.outside("POST", "/auth/accept-invitation", { token, name, password });
  const members = (await ground.call("GET", "/members")).body.data;
  return members.find((member: { email: string }) => member.email === email).id;
}

const leaves = (id: string) => ground.call("PATCH", `/members/${id}`, { status: "deactivated" });
const release = () => ground.app.conversations.upkeep.release(ground.workspaceId);

it("what a member has who was deactivated is nobody's, save what is closed", async () => {
  const [gus, ida] = [await joins("gus"), await joins("ida")];
  const [open, asleep, closed, hers] = await Promise.all(
    ["a", "b", "c", "d"].map((text) => writes(text)),
  );
  const change = (id: string | undefined, to: object) =>
    ground.call("PATCH", `/conversations/${id}`, to);
  for (const id of [open, asleep, closed]) await change(id, { assigneeId: gus });
  await change(hers, { assigneeId: ida });
  await change(asleep, { snoozedUntil: new Date(Date.now() + 9e6).toISOString() });
  await change(closed, { state: "closed" });
  expect(await release()).toBe(0);
  expect((await leaves(gus)).status).toBe(200);
  expect(await release()).toBe(2);
  expect(await release()).toBe(0);
  expect(await one(open ?? "")).toMatchObject({ assignee: null, state: "open" });
  expect(await one(asleep ?? "")).toMatchObject({ assignee: null, state: "snoozed" });
  expect(await one(closed ?? "")).toMatchObject({ assignee: { id: gus }, state: "closed" });
  expect(await one(hers ?? "")).toMatchObject({ assignee: { id: ida } });
  const nobodys = await ground.call("GET", "/conversations?assignee=nobody");
  expect(nobodys.body.data.map(({ id }: { id: string }) => id)).toEqual([open]);
  // Who is active again gets nothing back but by undoing it.
  await ground.call("PATCH", `/members/${gus}`, { status: "active" });
  expect(await release()).toBe(0);
  expect(await one(open ?? "")).toMatchObject({ assignee: null });
  const [told] = (await ground.call("GET", `/audit?recordId=${open}`)).body.data;
  expect(told.act).toBe("conversations.release");
  expect((await ground.call("POST", `/undo/${told.actId}`)).body.undone).toBe(2);
  expect(await one(open ?? "")).toMatchObject({ assignee: { id: gus } });
  expect(await one(asleep ?? "")).toMatchObject({ assignee: { id: gus }, state: "snoozed" });
});

it("what a customer opens again whose member was deactivated is given to somebody at once", async () => {
  const [mia, ned] = [await joins("mia"), await joins("ned")];
  const agents = [mia, ned].map((memberId) => ({
    ...{ memberId, languages: [], maxOpen: 50 },
    categories: memberId === mia ? ["Billing"] : [],
  }));
  const routing = { enabled: true, teams: [], agents };
  expect((await saves({ routing })()).status).toBe(200);
  const asked = "I was charged twice on my invoice, please refund";
  const id = await writes(asked, "again");
  expect(await one(id)).toMatchObject({ assignee: { id: mia } });
  await ground.call("PATCH", `/conversations/${id}`, { state: "closed" });
  await leaves(mia);
  expect(await release()).toBe(0);
  expect(await writes("It is still not refunded", "again")).toBe(id);
  expect(await one(id)).toMatchObject({ state: "open", assignee: { id: ned } });
  expect((await saves({ routing: { enabled: false, teams: [], agents: [] } })()).status).toBe(200);
});

it("what was given to a team that is deleted is no team's, and stays its member's", async () => {
  const team = (await ground.call("POST", "/teams", { name: "Claims" })).body.id;
  const ola = await joins("ola");
  const [theirs, hers, closed] = await Promise.all(["e", "f", "g"].map((text) => writes(text)));
  const change = (id: string | undefined, to: object) =>
    ground.call("PATCH", `/conversations/${id}`, to);
  for (const id of [theirs, hers, closed]) await change(id, { teamId: team });
  await change(hers, { assigneeId: ola });
  await change(closed, { state: "closed" });
  expect(await release()).toBe(0);
  expect((await ground.call("DELETE", `/teams/${team}`)).status).toBe(204);
  expect(await release()).toBe(2);
  expect(await release()).toBe(0);
  expect(await one(theirs ?? "")).toMatchObject({ team: null, assignee: null, state: "open" });
  expect(await one(hers ?? "")).toMatchObject({ team: null, assignee: { id: ola } });
});

it("nothing is given to somebody who may not answer it", async () => {
  const [reader, writer] = [await joins("kim"), await joins("lee")];
  const roles = (await ground.call("GET", "/roles")).body.data;
  const viewer = roles.find((role: { key: string }) => role.key === "viewer").id;
  await ground.call("PATCH", `/members/${reader}`, { roleId: viewer });
  const agents = [reader, writer].map((memberId) => ({
    ...{ memberId, languages: [], maxOpen: 50 },
    categories: memberId === reader ? ["Billing"] : [],
  }));
  const routing = { enabled: true, teams: [], agents };
  expect((await saves({ routing })()).status).toBe(200);
  const asked = "I was charged twice on my invoice, please refund";
  expect(await one(await writes(asked))).toMatchObject({ assignee: { id: writer } });
});

it("what was read of the settings can be written though somebody named there is gone, who gets nothing", async () => {
  const hal = await joins("hal");
  const team = (await ground.call("POST", "/teams", { name: "Billing" })).body.id;
  const agent = { memberId: hal, categories: [], languages: [], maxOpen: 50 };
  const teams = [{ category: "Billing", teamId: team }];
  const routing = { enabled: true, agents: [agent], teams };
  expect((await saves({ routing })()).status).toBe(200);
  const asked = "I was charged twice on my invoice, please refund";
  expect(await one(await writes(asked))).toMatchObject({
    team: { id: team },
    assignee: { id: hal },
  });
  await leaves(hal);
  expect((await ground.call("DELETE", `/teams/${team}`)).status).toBe(204);
  expect(await one(await writes(asked))).toMatchObject({ team: null, assignee: null });
  expect((await saves({ hours: null })()).status).toBe(200);
  const stranger = { ...agent, memberId: team };
  const refused = await saves({ routing: { ...routing, agents: [agent, stranger] } })();
  expect([refused.status, refused.body.code]).toEqual([422, "inbox.unknown_agent"]);
});
