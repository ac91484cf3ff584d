// Nothing through the copilot that the member's rights forbid. Secrets are planted in everything that it reads; roles are
// generated; what each role reads of them by the ordinary routes is what it may see, and neither an answer of the copilot
// nor what it sends to a model may hold any other. The model repeats all that it is told.
import type { ObjectRights, Permissions, RowScope } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CopilotGround, type Desk, type Member, openCopilotGround } from "./copilot-ground.ts";

const everything: ObjectRights = { create: true, read: "all", update: "all", delete: "all" };
const scoped = (read: RowScope): ObjectRights => ({ ...everything, read, update: read });

interface Role {
  name: string;
  permissions: Permissions;
  isInTeam: boolean;
  isAssigned: boolean;
}

type Fields = Permissions["fields"];

const objects = ["conversations", "people", "deals", "tickets", "activities", "notes"];
const hidden: Fields[] = [
  { conversations: { text: "none" } },
  { conversations: { subject: "none" } },
  { conversations: { personId: "none" } },
  { people: { lastName: "none", email: "none" } },
  { deals: { name: "none" } },
  { deals: { amountMinor: "none" } },
  { deals: { personId: "none" } },
  { deals: { status: "none" } },
  { tickets: { subject: "none" } },
  { tickets: { personId: "none", status: "none" } },
  { activities: { subject: "none" } },
  { notes: { body: "none" } },
  { "*": { ownerId: "none", personId: "none" } },
];

/** Each object taken away or narrowed, each field hidden, and pairs of both, in turns with teams and assignment. */
function roles(): Role[] {
  const rows = objects.flatMap((object) =>
    (["none", "own", "team"] as const).map((read) => ({ [object]: scoped(read) })),
  );
  const made: Pick<Role, "permissions">[] = [
    ...rows.map((one) => ({ permissions: { objects: one, fields: {}, settings: [] } })),
    ...hidden.map((fields) => ({ permissions: { objects: {}, fields, settings: [] } })),
    ...rows.map((one, at) => ({
      permissions: { objects: one, fields: hidden[at % hidden.length] ?? {}, settings: [] },
    })),
    { permissions: { objects: {}, fields: {}, settings: ["knowledge.manage"] } },
    { permissions: { objects: { "*": scoped("none") }, fields: {}, settings: [] } },
  ];
  return made.map(({ permissions }, at) => ({
    name: `r${at}`,
    permissions: { ...permissions, objects: { "*": everything, ...permissions.objects } },
    isInTeam: at % 3 === 0,
    isAssigned: at % 2 === 0,
  }));
}

const secrets = {
  text: "zsectext",
  subject: "zsecsubject",
  memo: "zsecmemo",
  lastName: "Zsecname",
  deal: "zsecdeal",
  amount: "7311117",
  ticket: "zsecticket",
  activity: "zsecactivity",
  note: "zsecnote",
  publicPage: "zsecopen",
  membersPage: "zsecmembers",
  teamPage: "zsecteam",
  other: "zsecother",
};
type Secret = keyof typeof secrets;

let ground: CopilotGround;
let desk: Desk;
let conversationId: string;
let teamId: string;
const places: string[] = [];

const shownIn = (text: string): Secret[] =>
  (Object.keys(secrets) as Secret[]).filter((key) => text.includes(secrets[key]));

async function made(path: string, body: unknown): Promise<string> {
  const answer = await desk.admin.call("POST", path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return String(answer.body.id);
}

async function plant(): Promise<void> {
  const address = "zoe@customer.example";
  const person = { firstName: "Zoe", lastName: secrets.lastName, email: address };
  const personId = await made("/people", person);
  const deal = {
    name: secrets.deal,
    amountMinor: Number(secrets.amount),
    currency: "EUR",
    personId,
  };
  const ticket = { subject: secrets.ticket, status: "open", personId };
  const call = { kind: "call", subject: secrets.activity, personId };
  const asks = `How long does a ${secrets.text} refund take to arrive on the card of the customer?`;
  conversationId = await desk.writes(asks, { subject: secrets.subject, address });
  await made(`/conversations/${conversationId}/notes`, { text: `Mind ${secrets.memo} here.` });
  const other = await desk.writes(`${secrets.other} is somebody else's matter`);
  const page = "refund takes 5 working days to arrive on the card of the customer.";
  places.push(
    `/people/${personId}`,
    `/deals/${await made("/deals", deal)}`,
    `/tickets/${await made("/tickets", ticket)}`,
    `/activities/${await made("/activities", call)}`,
    `/notes/${await made("/notes", { body: secrets.note, personId })}`,
    `/conversations/${conversationId}`,
    `/conversations/${conversationId}/messages`,
    `/conversations/${other}`,
    `/conversations/${other}/messages`,
    `/knowledge/pages/${await desk.page("Refund", `A ${secrets.publicPage} ${page}`)}`,
    `/knowledge/pages/${await desk.page("Refund", `A ${secrets.membersPage} ${page}`, ["members"])}`,
    `/knowledge/pages/${await desk.page("Refund", `A ${secrets.teamPage} ${page}`, [`team:${teamId}`])}`,
  );
}

beforeAll(async () => {
  ground = await openCopilotGround();
  desk = await ground.desk();
  teamId = await made("/teams", { name: "Refunds" });
  await plant();
  await desk.workspace.connect(ground.servers[0], { name: "Local", model: "tiny" });
  ground.servers[0].answer = ({ messages }) => `${messages.map(({ content }) => content)} [1].`;
}, 120_000);

afterAll(() => ground?.close());

async function allowedTo(member: Member): Promise<Set<Secret>> {
  const answers: string[] = [];
  for (const path of places) answers.push(JSON.stringify((await member.call("GET", path)).body));
  return new Set(shownIn(answers.join("\n")));
}

/** All that the copilot says to this member, and all that it tells a model meanwhile. */
async function toldTo(member: Member): Promise<{ told: Set<Secret>; sent: Set<Secret> }> {
  ground.servers[0].asked.length = 0;
  const [message] = await desk.messages(conversationId);
  const path = `/conversations/${conversationId}/copilot`;
  const answers = [
    await member.call("GET", path),
    await member.call("POST", `${path}/draft`),
    await member.call("POST", `${path}/summary`),
    await member.call("POST", `${path}/translation`, { messageId: message?.id, language: "en" }),
  ];
  const stream = await member.draft(conversationId);
  const told = JSON.stringify([answers.map(({ body }) => body), stream]);
  const sent = JSON.stringify(ground.servers[0].asked);
  return { told: new Set(shownIn(told)), sent: new Set(shownIn(sent)) };
}

it("tells an admin all that there is: the secrets are real", async () => {
  const { told } = await toldTo(desk.admin);
  const own = (Object.keys(secrets) as Secret[]).filter((key) => key !== "other");
  expect(own.filter((key) => !told.has(key))).toEqual([]);
  expect(told.has("other")).toBe(false);
});

const keys = Object.keys(secrets) as Secret[];

/** What one role may read, and what it was told beyond that. */
async function probe(role: Role) {
  const member = await desk.member(role.name, role.permissions, role.isInTeam ? [teamId] : []);
  const assigneeId = role.isAssigned ? member.id : null;
  await desk.admin.call("PATCH", `/conversations/${conversationId}`, { assigneeId });
  const allowed = await allowedTo(member);
  const { told, sent } = await toldTo(member);
  const given = [...told, ...sent];
  const leaks = given.filter((key) => !allowed.has(key));
  return {
    leaks: leaks.map((key) => `${role.name} ${JSON.stringify(role.permissions)}: ${key}`),
    withheld: keys.filter((key) => !allowed.has(key)),
    given,
  };
}

it("tells no role, and no model on its behalf, what the role may not read", async () => {
  const found = [];
  for (const role of roles()) found.push(await probe(role));
  expect(found.flatMap(({ leaks }) => leaks)).toEqual([]);
  expect(found.length).toBeGreaterThan(45);
  const withheld = new Set(found.flatMap((one) => one.withheld));
  const given = new Set(found.flatMap((one) => one.given));
  // Every member may read these pages; nobody is told of another conversation.
  expect(keys.filter((key) => !withheld.has(key))).toEqual(["publicPage", "membersPage"]);
  expect(keys.filter((key) => !given.has(key))).toEqual(["other"]);
}, 300_000);
