// Every role that can be made of a scope, withheld fields and people out of reach asks for everything: lists by each
// filter, counts, search by each planted word, addresses, threads, stories. What comes back may hold no word that was
// planted in what the role may not see. Who may see what is reckoned here anew, from the conversations as they were made.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import { type Caller, everything, type Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";
import { conversationFields } from "./reach.ts";

type Field = (typeof conversationFields)[number];
type Scope = "none" | "own" | "team" | "region" | "all";

interface Planted {
  id: string;
  at: number;
  personId: string;
  assigneeId: string | null;
  teamId: string | null;
  region: string;
  /** By the field that they are of. */
  secrets: Partial<Record<Field, string[]>>;
}

interface Role {
  scope: Scope;
  withheld: readonly Field[];
  seesPeople: boolean;
}

const count = 8;
const memberId = newId();
const colleagueId = newId();
const strangerId = newId();
const ownTeam = newId();
const otherTeam = newId();
const scopes: readonly Scope[] = ["none", "own", "team", "region", "all"];
const nobodys = { create: false, read: "none", update: "none", delete: "none" } as const;

let ground: ConversationsGround;
let home: Workspace;
const planted: Planted[] = [];

async function plant(at: number): Promise<Planted> {
  const region = at % 3 === 0 ? "north" : "south";
  const email = `zaddr${at}@customer.example`;
  const person = await home.admin.post("/people", { lastName: `Zname${at}`, email, region });
  expect(person.status).toBe(201);
  const { conversationId: id } = await ground.writes(home, {
    from: { address: email, name: `Zname${at}`, userId: null, verified: false },
    subject: `Zsubject${at} zcommon`,
    text: `Ztext${at} zeverywhere`,
    cc: [{ address: `zcopy${at}@customer.example`, name: `Zcopied${at}` }],
  });
  const assigneeId = [memberId, colleagueId, strangerId, null][at % 4] ?? null;
  const teamId = [ownTeam, otherTeam, null][Math.floor(at / 4) % 3] ?? null;
  const change = {
    ...{ assigneeId, teamId, category: `Zcategory${at}`, tags: [`ztag${at}`] },
    priority: "urgent",
  };
  expect((await home.admin.patch(`/conversations/${id}`, change)).status).toBe(200);
  const note = await home.admin.post(`/conversations/${id}/notes`, { text: `Znote${at}` });
  expect(note.status).toBe(201);
  const secrets = {
    subject: [`zsubject${at}`],
    text: [`ztext${at}`, `znote${at}`],
    personId: [`zname${at}`, `zaddr${at}`, `zcopy${at}`, `zcopied${at}`],
    category: [`zcategory${at}`],
    tags: [`ztag${at}`],
  };
  return { id, at, personId: person.body.id, assigneeId, teamId, region, secrets };
}

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
  for (const id of [memberId, colleagueId, strangerId]) home.as({ memberId: id });
  ground.teams.set(memberId, [ownTeam]);
  ground.teams.set(strangerId, [otherTeam]);
  for (let at = 0; at < count; at += 1) planted.push(await plant(at));
});
afterAll(() => ground?.close());

function callerOf({ scope, withheld, seesPeople }: Role): Caller {
  const permissions: Partial<Permissions> = {
    objects: {
      "*": everything,
      conversations: { ...everything, read: scope, update: scope },
      ...(seesPeople ? {} : { people: nobodys }),
    },
    fields: { conversations: Object.fromEntries(withheld.map((field) => [field, "none"])) },
  };
  return home.as({ memberId, teamMemberIds: [colleagueId], regions: ["north"], permissions });
}

const isVisible = ({ scope }: Role, one: Planted): boolean =>
  ({
    none: false,
    own: one.assigneeId === memberId,
    team:
      one.assigneeId === memberId ||
      one.assigneeId === colleagueId ||
      (one.assigneeId === null && one.teamId === ownTeam),
    region: one.region === "north",
    all: true,
  })[scope];

/** Words that must not come back. Names and addresses of people stand in people's own records too. */
function forbiddenTo(role: Role): string[] {
  return planted.flatMap((one) =>
    Object.entries(one.secrets).flatMap(([field, words]) =>
      isVisible(role, one) && !role.withheld.includes(field as Field) ? [] : words,
    ),
  );
}

const any = () => true;
const by = (key: "assigneeId" | "teamId", id: string | null) => (one: Planted) => one[key] === id;
const lists: [query: string, isWanted: (one: Planted) => boolean][] = [
  ["", any],
  ["&sort=newest", any],
  ["&sort=oldest", any],
  ["&sort=waiting", any],
  // Nothing is promised here.
  ["&sort=due", () => false],
  ["&assignee=me", by("assigneeId", memberId)],
  ["&assignee=nobody", by("assigneeId", null)],
  [`&assignee=${colleagueId}`, by("assigneeId", colleagueId)],
  [`&assignee=${strangerId}`, by("assigneeId", strangerId)],
  [`&team=${ownTeam}`, by("teamId", ownTeam)],
  [`&team=${otherTeam}`, by("teamId", otherTeam)],
  ["&priority=urgent", any],
  ["&channel=email", any],
];

const filterField: [needle: string, field: Field][] = [
  ["assignee=", "ownerId"],
  ["team=", "teamId"],
  ["person=", "personId"],
  ["priority=", "priority"],
  ["category=", "category"],
  ["tag=", "tags"],
];

interface Found {
  leaks: string[];
  asked: number;
}

/** One role at its questions. */
function proberOf(role: Role, found: Found) {
  const by = callerOf(role);
  const patterns = forbiddenTo(role).map((word) => new RegExp(`\\b${word}\\b`));
  const name = JSON.stringify(role);
  const bad = (what: string): void => void found.leaks.push(`${name}: ${what}`);
  const visible = planted.filter((one) => isVisible(role, one));

  async function get(path: string) {
    found.asked += 1;
    const answer = await by.get(path);
    const text = JSON.stringify(answer.body).toLowerCase();
    for (const pattern of patterns) if (pattern.test(text)) bad(`${path} tells ${pattern.source}`);
    return answer;
  }

  /** By what is withheld nothing can be asked for. */
  async function narrowed(query: string, isWanted: (one: Planted) => boolean): Promise<void> {
    const { status, body } = await get(`/conversations?state=any${query}`);
    const isWithheld = filterField.some(
      ([needle, field]) => query.includes(needle) && role.withheld.includes(field),
    );
    if (isWithheld && status !== 403) bad(`${query} is answered with ${status}`);
    if (isWithheld) return;
    const listed = (body.data as { id: string }[]).map(({ id }) => id).sort();
    const wanted = visible.filter(isWanted).map(({ id }) => id);
    if (listed.join() !== wanted.sort().join()) bad(`${query} lists ${listed.length}`);
  }

  async function search(word: string): Promise<string[]> {
    const { status, body } = await get(`/conversations/search?q=${word}`);
    const hits: { conversation: { id: string } }[] = status === 200 ? body.data : [];
    return hits.map(({ conversation }) => conversation.id);
  }

  return { role, bad, visible, get, narrowed, search };
}

type Prober = ReturnType<typeof proberOf>;

async function probeOne({ role, bad, get, narrowed, search }: Prober, one: Planted) {
  const isSeen = isVisible(role, one);
  const isThis = ({ id }: Planted) => id === one.id;
  await narrowed(`&tag=ztag${one.at}`, isThis);
  await narrowed(`&category=Zcategory${one.at}`, isThis);
  await narrowed(`&person=${one.personId}`, isThis);
  for (const part of ["", "/messages", "/recipients"]) {
    const path = `/conversations/${one.id}${part}`;
    const { status } = await get(path);
    if (!isSeen && status !== 404) bad(`${path} is answered with ${status}`);
  }
  await get(`/people/${one.personId}/timeline`);
  for (const [field, words] of Object.entries(one.secrets)) {
    const mayFind = isSeen && !role.withheld.includes(field as Field);
    for (const word of words)
      if ((await search(word)).length > 0 && !mayFind) bad(`search finds ${word}`);
  }
}

async function probe(role: Role, found: Found): Promise<void> {
  const prober = proberOf(role, found);
  const { bad, visible, get, narrowed, search } = prober;
  for (const [query, isWanted] of lists) await narrowed(query, isWanted);
  const { body: counts } = await get("/conversations/counts");
  if (counts.open !== visible.length) bad(`counts ${counts.open} of ${visible.length}`);
  for (const one of planted) await probeOne(prober, one);
  const seen = new Set(visible.map(({ id }) => id));
  for (const word of ["zcommon", "zeverywhere"])
    if ((await search(word)).some((id) => !seen.has(id))) bad(`${word} finds too much`);
}

it.each(scopes)(
  "no role with the scope %s finds what it may not see",
  async (scope) => {
    const roles: Role[] = [
      { scope, withheld: [], seesPeople: true },
      { scope, withheld: [], seesPeople: false },
      ...conversationFields.map((field) => ({ scope, withheld: [field], seesPeople: true })),
      ...[0, 1, 2, 3].map((at) => ({
        scope,
        withheld: conversationFields.filter((_, other) => (other * 7 + at * 5) % 4 !== 0),
        seesPeople: at % 2 === 0,
      })),
    ];
    const found: Found = { leaks: [], asked: 0 };
    for (const role of roles) await probe(role, found);
    expect(found.leaks.slice(0, 30)).toEqual([]);
    expect(found.asked).toBeGreaterThan(roles.length * 100);
  },
  300_000,
);
