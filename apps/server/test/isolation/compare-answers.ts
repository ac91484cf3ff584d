// Two answers to the same question, once with something of another workspace in it and once with something
// that never was: what shows, and what tells them apart.
import type { Case } from "./api-cases.ts";
import type { Answer, Caller, IsolationGround } from "./ground.ts";

export interface Known {
  ground: IsolationGround;
  /** Every id of the foreign workspace. */
  ids: ReadonlySet<string>;
}

/** Ids are drawn anew for each request, and seven digits in a row happen in them by chance. */
export const withoutIds = (text: string) =>
  text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}/g, "");

/** What of the foreign workspace is in an answer, beside what the request itself said. */
export function foreignBytes({ ground, ids: allIds }: Known, answer: Answer, sent = ""): string[] {
  const { text, digits } = ground.foreign.marks;
  const said = sent.toLowerCase();
  const bytes = answer.text.toLowerCase();
  const words = withoutIds(bytes);
  const marks = [text, digits].filter((mark) => words.includes(mark) && !said.includes(mark));
  const ids = [...bytes.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].map(([id]) => id);
  return [...marks, ...ids.filter((id) => allIds.has(id) && !said.includes(id))];
}

const volatile =
  /"(x-request-id|requestId|date|ratelimit-[a-z]+|set-cookie|rapport-act|etag)":("[^"]*"|\d+),?/g;

/** What two answers to the same question may differ in: the request's id, the time, and what was asked for. */
function comparable(answer: Answer, asked: string): string {
  const text = answer.text.replace(volatile, "").replaceAll(asked, "ASKED");
  if (answer.status === 404) return `404\n${text}`;
  // Whatever was made along the way has an id and times of its own.
  const settled = text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
  return `${answer.status}\n${settled.replace(/"(version|position)":\d+/g, "NUMBER")}`;
}

/** From where on the two differ. */
function difference(twin: string, own: string): string {
  let at = 0;
  while (at < twin.length && twin[at] === own[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `  never was: …${twin.slice(from, at + 120)}\n  foreign:   …${own.slice(from, at + 120)}`;
}

export interface Question {
  caller: Caller;
  /** The requests with `thing` in each place where it can stand. */
  cases(thing: string): Case[];
}

export interface Outcome {
  asked: number;
  faults: string[];
}

/** Asks for each foreign thing, and once for one that never was; names what shows or is told apart. */
export async function compare(
  known: Known,
  { caller, cases }: Question,
  foreign: readonly string[],
  nobody: string,
): Promise<Outcome> {
  const ask = ({ operation, path, body }: Case) =>
    known.ground.call(caller, operation.method, path, body);
  const outcome: Outcome = { asked: 0, faults: [] };
  const twins = new Map<string, string>();
  for (const twin of cases(nobody)) twins.set(twin.place, comparable(await ask(twin), nobody));
  for (const thing of foreign) {
    for (const one of cases(thing)) {
      outcome.asked += 1;
      const answer = await ask(one);
      const shown = foreignBytes(known, answer, `${one.path}${JSON.stringify(one.body ?? "")}`);
      const [own, twin] = [comparable(answer, thing), twins.get(one.place) ?? ""];
      const where = `${caller.name}: ${one.operation.method} ${one.path} (${one.place}) → ${answer.status}`;
      if (shown.length > 0) outcome.faults.push(`${where} shows ${shown.join(", ")}`);
      if (own !== twin) outcome.faults.push(`${where} differs:\n${difference(twin, own)}`);
    }
  }
  return outcome;
}
