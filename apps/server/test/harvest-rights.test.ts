// Nothing of a closed ticket or conversation reaches, by way of suggestions, whoever may not read it. Words are planted in
// all that cases are made from; roles are generated; what each of them reads by the ordinary routes is what it may see.
// Lists, counts, ids, search and answers may hold nothing else, and nobody's search knows a word of it before a person
// published it.
import type { ObjectRights, Permissions, RowScope } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Member } from "./copilot-ground.ts";
import { type HarvestDesk, type HarvestGround, openHarvestGround } from "./harvest-ground.ts";

const everything: ObjectRights = { create: true, read: "all", update: "all", delete: "all" };
const scoped = (read: RowScope): ObjectRights => ({ ...everything, read, update: read });

interface Planted {
  /** Where its words are read by the ordinary routes. */
  places: string[];
  words: string[];
  /** Whose row it is, to be given away. */
  path: string;
  owner: "assigneeId" | "ownerId";
}

let home: HarvestGround;
let desk: HarvestDesk;
let teamId: string;
const planted: Planted[] = [];
let groupIds: string[] = [];

async function plantTalk(at: number, topic: string): Promise<void> {
  const words = [`zqtalk${at}`, `zatalk${at}`];
  const asked = `How do I ${topic}? It is about ${words[0]}.`;
  const id = await desk.settles(
    asked,
    `Open Settings and choose ${topic}: ${words[1]}. Then save it.`,
    {
      subject: `zstalk${at}`,
    },
  );
  const places = [`/conversations/${id}`, `/conversations/${id}/messages`];
  planted.push({ places, words, path: `/conversations/${id}`, owner: "assigneeId" });
}

async function plantTicket(at: number, topic: string): Promise<void> {
  const words = [`zsticket${at}`, `zqticket${at}`, `znote${at}`];
  const { ticketId, noteId } = await desk.ticket(
    {
      subject: `About ${topic} ${words[0]}`,
      description: `How do I ${topic}? It is about ${words[1]}.`,
    },
    `Open Settings and choose ${topic}: ${words[2]}. Then save it.`,
  );
  const places = [`/tickets/${ticketId}`, `/notes/${noteId}`];
  planted.push({ places, words, path: `/tickets/${ticketId}`, owner: "ownerId" });
}

beforeAll(async () => {
  home = await openHarvestGround();
  desk = await home.desk();
  teamId = String((await desk.admin.call("POST", "/teams", { name: "Help" })).body.id);
  const topics = ["export all contacts to a file", "merge two deals into one"];
  for (let at = 0; at < 4; at += 1) await plantTalk(at, topics[at % 2] ?? "");
  for (let at = 0; at < 4; at += 1) await plantTicket(at, topics[at % 2] ?? "");
  await desk.switchOn();
  expect(await desk.look()).toBe(8);
  groupIds = (await desk.list()).data.map(({ id }) => id);
}, 120_000);
afterAll(() => home?.close());

const hidden: Permissions["fields"][] = [
  {},
  { conversations: { text: "none" } },
  { conversations: { subject: "none" } },
  { conversations: { personId: "none", ownerId: "none" } },
  { tickets: { subject: "none" } },
  { tickets: { description: "none" } },
  { notes: { body: "none" } },
];

function roles(): { name: string; permissions: Permissions }[] {
  const scopes: readonly RowScope[] = ["none", "own", "team", "all"];
  const rows: Permissions["objects"][] = scopes.flatMap((talk) =>
    scopes.map((ticket) => ({ conversations: scoped(talk), tickets: scoped(ticket) })),
  );
  rows.push({ notes: scoped("none") }, { notes: scoped("own") }, { "*": scoped("none") });
  const made = [
    ...rows.map((objects) => ({ objects, fields: {} })),
    ...hidden.map((fields) => ({ objects: {}, fields })),
    ...rows.map((objects, at) => ({ objects, fields: hidden[at % hidden.length] ?? {} })),
  ];
  return made.map(({ objects, fields }, at) => ({
    name: `r${at}`,
    permissions: {
      objects: { "*": everything, ...objects },
      fields,
      settings: at % 9 === 8 ? [] : ["knowledge.manage"],
    },
  }));
}

const wordsIn = (text: string): Set<string> =>
  new Set(text.match(/z(?:qtalk|atalk|stalk|sticket|qticket|note)\d/g) ?? []);

async function readBy(member: Member): Promise<Set<string>> {
  const told: string[] = [];
  for (const path of planted.flatMap(({ places }) => places))
    told.push(JSON.stringify((await member.call("GET", path)).body));
  return wordsIn(told.join("\n"));
}

/** All that suggestions, search and answers say to this member. */
async function toldTo(member: Member) {
  const paths = [
    ...["open", "published", "dismissed"].map((state) => `/knowledge/suggestions?state=${state}`),
    ...groupIds.map((id) => `/knowledge/suggestions/${id}`),
    "/knowledge",
    "/knowledge/gaps",
    "/knowledge/pages",
  ];
  const answers = [];
  for (const path of paths) answers.push((await member.call("GET", path)).body);
  const [list] = answers;
  const counted: { cases: number; customers: number }[] = list?.data ?? [];
  return {
    words: wordsIn(JSON.stringify(answers)),
    cases: counted.reduce((sum, { cases }) => sum + cases, 0),
    most: Math.max(0, ...counted.map(({ customers, cases }) => customers - cases)),
    groups: Number(list?.progress?.open ?? 0),
  };
}

async function searched(member: Member): Promise<Set<string>> {
  const query = planted.flatMap(({ words }) => words).join(" ");
  const answers = [
    await member.call("POST", "/knowledge/search", { query }),
    await member.call("POST", "/knowledge/answer", {
      question: "How do I export all contacts to a file?",
    }),
  ];
  return wordsIn(JSON.stringify(answers.map(({ body }) => body)));
}

/** Two conversations and two tickets are theirs, in turns. */
async function giveAway(member: Member, at: number): Promise<void> {
  for (const [place, { path, owner }] of planted.entries())
    await desk.admin.call("PATCH", path, { [owner]: (place + at) % 2 === 0 ? member.id : null });
}

it("shows an admin all of it: the words are real", async () => {
  const told = await toldTo(desk.admin);
  expect(told.cases).toBe(8);
  expect(told.groups).toBe(2);
  expect(told.words.size).toBeGreaterThanOrEqual(16);
  expect(await searched(desk.admin)).toEqual(new Set());
});

/** What a role was told beyond what it reads by the ordinary routes, in words. */
function beyond(
  { words, cases, most: more }: Awaited<ReturnType<typeof toldTo>>,
  { allowed, most, isBare }: { allowed: ReadonlySet<string>; most: number; isBare: boolean },
): string[] {
  const isCounted = cases > most || more > 0;
  // Where no field is withheld, what may be read is also shown.
  const isMissing = isBare && cases !== most;
  return [
    ...[...words].filter((word) => !allowed.has(word)),
    ...(isCounted ? [`counts ${cases} of ${most}`] : []),
    ...(isMissing ? [`sees ${cases}, not ${most}`] : []),
  ];
}

/** Nobody decides about what they do not see. */
async function wronglyDecided(member: Member, refusal: number): Promise<string[]> {
  const wrong: string[] = [];
  const page = { title: "Mine", body: "Mine" };
  for (const id of groupIds) {
    const path = `/knowledge/suggestions/${id}`;
    const published = await member.call("POST", `${path}/publish`, page);
    const dismissed = await member.call("POST", `${path}/dismiss`);
    const all = [published, dismissed].filter(({ status }) => status !== refusal);
    wrong.push(...all.map(({ status }) => `decided ${status}`));
  }
  return wrong;
}

async function probe({ name, permissions }: ReturnType<typeof roles>[number], at: number) {
  const member = await desk.member(name, permissions, at % 3 === 0 ? [teamId] : []);
  await giveAway(member, at);
  // Giving a ticket away changes it: what it was suggested as is made anew.
  await desk.look();
  groupIds = (await desk.list()).data.map(({ id }) => id);
  const allowed = await readBy(member);
  const told = await toldTo(member);
  const isManager = permissions.settings.includes("knowledge.manage");
  const own = planted.filter(({ words }) => words.every((word) => allowed.has(word)));
  const isBare = Object.keys(permissions.fields).length === 0;
  const leaks = [
    ...beyond(told, { allowed, most: isManager ? own.length : 0, isBare }),
    ...[...(await searched(member))].map((word) => `searched ${word}`),
    ...(told.cases === 0 ? await wronglyDecided(member, isManager ? 404 : 403) : []),
  ];
  const cases = told.cases;
  return { cases, leaks: leaks.map((leak) => `${name} ${JSON.stringify(permissions)}: ${leak}`) };
}

it("tells no role what it may not read, neither by text nor by count", async () => {
  const found = [];
  for (const [at, role] of roles().entries()) found.push(await probe(role, at));
  expect(found.flatMap(({ leaks }) => leaks)).toEqual([]);
  expect(found.length).toBeGreaterThan(40);
  expect(found.filter(({ cases }) => cases > 0 && cases < 8).length).toBeGreaterThan(8);
}, 300_000);

it("settles only what the one who decides may read", async () => {
  const conversations = scoped("own");
  const permissions: Permissions = {
    objects: { "*": everything, conversations, tickets: scoped("none") },
    fields: {},
    settings: ["knowledge.manage"],
  };
  const member = await desk.member("own", permissions);
  await giveAway(member, 0);
  await desk.look();
  const mine = (await desk.list(member)).data;
  expect(mine.map(({ cases }) => cases)).toEqual([2]);
  const whole = (await desk.only(member)).id;
  const before = (await desk.list()).data.find(({ id }) => id === whole)?.cases ?? 0;
  const done = await member.call("POST", `/knowledge/suggestions/${whole}/dismiss`);
  expect(done.status).toBe(204);
  expect((await desk.list(member)).progress).toEqual({ open: 0, published: 0, dismissed: 1 });
  expect((await desk.list()).data.find(({ id }) => id === whole)?.cases ?? 0).toBe(before - 2);
});
