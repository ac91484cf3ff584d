// What is in the database after bench/messages.ts, held beside what everybody wrote and saw: lost, duplicated, out of order.
import pg from "pg";
import { startDatabaseServer } from "../apps/server/src/platform/db/index.ts";
import { answerTo, type Member, type Visitor } from "./messages-people.ts";

export interface Wrong {
  lost: number;
  duplicated: number;
  outOfOrder: number;
}

export const nothingWrong = (): Wrong => ({ lost: 0, duplicated: 0, outOfOrder: 0 });

export const isClean = ({ lost, duplicated, outOfOrder }: Wrong): boolean =>
  lost + duplicated + outOfOrder === 0;

/** What is beyond the expected counts as duplicated; order is judged on the first of each. */
export function compare(expected: readonly string[], found: readonly string[], into: Wrong): void {
  const first = [...new Set(found)];
  const wanted = new Set(expected);
  into.lost += expected.filter((one) => !first.includes(one)).length;
  into.duplicated += found.length - first.filter((one) => wanted.has(one)).length;
  const due = expected.filter((one) => first.includes(one));
  const got = first.filter((one) => wanted.has(one));
  into.outOfOrder += got.filter((one, at) => one !== due[at]).length;
}

interface StoredRow {
  conversation: string;
  seq: number;
  author: string;
  text: string;
  delivery: string | null;
}

export interface Stored {
  /** By conversation, in the order of `seq`. */
  threads: Map<string, StoredRow[]>;
  /** Left in the queue of deliveries. */
  undelivered: number;
}

/** Past row security, as the database's owner; the server is not running. */
export async function readStored(dataDir: string, databaseUrl: string): Promise<Stored> {
  const server = await startDatabaseServer({ dataDir, databaseUrl, databasePool: 1 });
  const client = new pg.Client(server.ownerConnection);
  await client.connect();
  const { rows } = await client.query<StoredRow>(
    `SELECT conversation_id AS conversation, seq, author_kind AS author, text, delivery
     FROM conversations.messages ORDER BY conversation_id, seq`,
  );
  const left = await client.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM conversations.deliveries",
  );
  await client.end();
  await server.stop();
  return {
    threads: Map.groupBy(rows, ({ conversation }) => conversation),
    undelivered: left.rows[0]?.count ?? 0,
  };
}

export interface Verdict {
  conversations: number;
  messages: number;
  customersInDatabase: Wrong;
  answersInDatabase: Wrong;
  seenByVisitors: Wrong;
  seenByMember: Wrong;
  refused: number;
  undelivered: number;
  faults: string[];
}

/** A visitor's own conversations: the ones that hold its words. */
const threadsOf = (stored: Stored, { name }: Visitor): StoredRow[][] =>
  [...stored.threads.values()].filter((rows) => rows.some(({ text }) => isOf(text, name)));

const isOf = (text: string, name: string): boolean =>
  text.startsWith(`${name} `) || text.startsWith(answerTo(`${name} `));

export function judge(
  stored: Stored,
  visitors: readonly Visitor[],
  member: Pick<Member, "seen" | "faults">,
): Verdict {
  const verdict: Verdict = {
    conversations: stored.threads.size,
    messages: [...stored.threads.values()].flat().length,
    customersInDatabase: nothingWrong(),
    answersInDatabase: nothingWrong(),
    seenByVisitors: nothingWrong(),
    seenByMember: nothingWrong(),
    refused: visitors.flatMap(({ refused }) => refused).length,
    undelivered: stored.undelivered,
    faults: [...member.faults, ...visitors.flatMap(({ refused }) => refused)],
  };
  for (const visitor of visitors) judgeOne(stored, visitor, member, verdict);
  return verdict;
}

function judgeOne(
  stored: Stored,
  visitor: Visitor,
  member: Pick<Member, "seen">,
  verdict: Verdict,
): void {
  const { name, written, seen } = visitor;
  const threads = threadsOf(stored, visitor);
  if (threads.length !== 1) verdict.faults.push(`${name} has ${threads.length} conversations`);
  const rows = threads.flat();
  if (rows.some(({ seq }, at) => seq !== at + 1)) verdict.faults.push(`${name}: seq has a gap`);
  const bad = rows.filter(({ delivery }) => delivery !== null && delivery !== "delivered");
  if (bad.length > 0) verdict.faults.push(`${name}: ${bad.length} answers are not delivered`);
  const by = (author: string) => rows.filter((row) => row.author === author);
  compare(written, textsOf(by("customer")), verdict.customersInDatabase);
  compare(written.map(answerTo), textsOf(by("member")), verdict.answersInDatabase);
  const shown = seen.map(({ message }) => message);
  compare(textsOf(rows), textsOf(shown), verdict.seenByVisitors);
  if (shown.some(({ seq }, at) => seq !== rows[at]?.seq))
    verdict.faults.push(`${name} saw other numbers than the database has`);
  const read = threads.flatMap(([first]) => member.seen.get(first?.conversation ?? "") ?? []);
  compare(written, textsOf(read), verdict.seenByMember);
}

const textsOf = (all: readonly { text: string }[]): string[] => all.map(({ text }) => text);

export const isGood = (verdict: Verdict): boolean =>
  verdict.faults.length === 0 &&
  verdict.undelivered === 0 &&
  [
    verdict.customersInDatabase,
    verdict.answersInDatabase,
    verdict.seenByVisitors,
    verdict.seenByMember,
  ].every(isClean);
