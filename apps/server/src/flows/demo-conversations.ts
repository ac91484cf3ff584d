// The demo's conversations: tickets of the simulated company as their customers wrote them, with the answers that solved
// them; the newest are open. And a few macros, so that the composer has something to offer.
import type { World } from "@rapport/world";
import type { Act, Acts } from "../platform/acts.ts";
import type { Ctx } from "../platform/context.ts";
import type { Tx } from "../platform/db/index.ts";
import type { ImportedThread } from "../rooms/conversations/index.ts";

const wanted = 150;

type IdOf = (list: string, key: number, createdAt: string) => string;

type Ticket = World["tickets"][number];
type Person = World["people"][number];

interface Names {
  idOf: IdOf;
  /** Ids and names of members, by the world's keys. */
  members: ReadonlyMap<number, string>;
  names: ReadonlyMap<number, string>;
  /** By which all of them came, and answers go out. */
  channelId: string;
}

function answersOf({ resolution, resolvedAt, createdAt, ownerId }: Ticket, known: Names) {
  const memberId = known.members.get(ownerId);
  if (resolution === null || memberId === undefined) return [];
  const name = known.names.get(ownerId) ?? null;
  return [{ memberId, name, text: resolution, at: resolvedAt ?? createdAt }];
}

function threadOf(ticket: Ticket, person: Person, index: number, known: Names): ImportedThread {
  const { createdAt: at, resolvedAt, status } = ticket;
  const isClosed = status === "solved" || status === "closed";
  const isTaken = isClosed || index % 2 === 0;
  const name = `${person.firstName} ${person.lastName}`;
  return {
    id: known.idOf("conversations", ticket.key, at),
    channelId: known.channelId,
    channelKind: "widget",
    threadKey: `demo-${String(ticket.key)}`,
    personId: known.idOf("people", person.key, person.createdAt),
    region: person.region,
    from: { address: person.email.toLowerCase(), name },
    subject: ticket.subject,
    assigneeId: isTaken ? (known.members.get(ticket.ownerId) ?? null) : null,
    closedAt: isClosed ? (resolvedAt ?? at) : null,
    messages: [{ memberId: null, name, text: ticket.description, at }, ...answersOf(ticket, known)],
  };
}

export function demoThreads(
  world: World,
  { members, idOf, channelId }: Pick<Names, "members" | "idOf" | "channelId">,
) {
  const people = new Map(world.people.map((one) => [one.key, one]));
  const names = new Map(
    world.members.map(({ key, firstName, lastName }) => [key, `${firstName} ${lastName}`]),
  );
  const known: Names = { idOf, members, names, channelId };
  return world.tickets
    .filter(({ personId }) => personId !== null && people.has(personId))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .slice(-wanted)
    .flatMap((ticket, index) => {
      const person = people.get(ticket.personId ?? -1);
      return person ? [threadOf(ticket, person, index, known)] : [];
    });
}

const macros = [
  {
    name: "Ask for details",
    text: "Hello {{person.firstName}},\n\nthank you for writing. Could you tell us since when this happens, and what you see on the screen?\n\nBest regards\n{{member.name}}",
  },
  {
    name: "Solved",
    text: "Hello {{person.firstName}},\n\nthis is solved now. Please write again if anything is left.\n\nBest regards\n{{member.name}}",
  },
  {
    name: "Refund",
    text: "Hello {{person.firstName}},\n\nwe have sent the amount back. It takes up to five working days to arrive.\n\nBest regards\n{{member.name}}",
  },
];

/** Within the transaction of the records, so that a kill leaves all of it or none. */
export async function addDemoMacros(acts: Acts, tx: Tx, act: Act, ctx: Ctx): Promise<void> {
  const save = acts.list().find(({ name }) => name === "inbox.save_macro");
  for (const one of macros) {
    const macro = { ...one, close: false, tags: [], priority: null };
    await save?.run(tx, { ...act, ctx }, { id: null, macro });
  }
}
