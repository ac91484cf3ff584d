// Plants people that are entered twice among many who are not, as it happens at work: the mailbox with a tag, the
// number written otherwise and another address, a slip in the name, or nothing but name and city. Prints how many of
// each are found, how many of the pairs found are planted ones, and how long it took until all had been looked at.
//   node bench/duplicates.ts [--database postgres://…] [--people 100000] [--planted 2000] [--json]
import { parseArgs } from "node:util";
import { createClient } from "@rapport/sdk";
import { type StreamedPerson, streamPeople } from "@rapport/world";
import { requireEmptyDatabase } from "./empty-database.ts";
import { createPeople } from "./people.ts";
import { apiKey, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    people: { type: "string", default: "100000" },
    planted: { type: "string", default: "2000" },
    port: { type: "string", default: "4177" },
    json: { type: "boolean", default: false },
  },
});
const people = Number(values.people);
const planted = Number(values.planted);
const pauseMs = 5000;
/** Upkeep is through when no pair came for so long. */
const quietMs = 20_000;

type Twin = Partial<StreamedPerson>;

/** A slip: two letters in the middle of the name change places. */
function slip(name: string): string {
  const at = Math.max(1, Math.floor(name.length / 2) - 1);
  return name.slice(0, at) + (name[at + 1] ?? "") + (name[at] ?? "") + name.slice(at + 2);
}

const kinds: Record<string, (person: StreamedPerson) => Twin> = {
  "mailbox with a tag": ({ phone: _phone, email, ...rest }) => ({
    ...rest,
    email: email.replace("@", "+crm@"),
  }),
  "number written otherwise": ({ phone, email, ...rest }) => ({
    ...rest,
    phone: phone.replace(/(\d{3})(?=\d)/g, "$1 "),
    email: email.replace(/@.*/, "@private.example"),
  }),
  "slip in the name": ({ email: _email, lastName, ...rest }) => ({
    ...rest,
    lastName: slip(lastName),
  }),
  "name and city only": ({ firstName, lastName, city, country }) => ({
    firstName,
    lastName,
    city,
    country,
  }),
};
const kindNames = Object.keys(kinds);

/**
 * Everybody has a number of their own: those of the stream repeat, since few are reserved for fiction. The job, which
 * no rule compares, says who is who.
 */
function* base(): Generator<StreamedPerson> {
  let at = 0;
  for (const person of streamPeople({ seed: "duplicates", count: people })) {
    yield { ...person, phone: `+4915${String(10_000_000 + at)}`, jobTitle: `person ${at}` };
    at += 1;
  }
}

const kindOf = (at: number): string => kindNames[at % kindNames.length] ?? "";

function* twins(): Generator<Twin> {
  let at = 0;
  for (const person of base()) {
    if (at >= planted) return;
    yield { ...kinds[kindOf(at)]?.(person), jobTitle: `twin ${at}` };
    at += 1;
  }
}

await requireEmptyDatabase(values.database);
const server = await startServer({ databaseUrl: values.database, port: Number(values.port) });
const rapport = createClient({ baseUrl: server.origin, apiKey });

interface Found {
  band: string;
  kind: string | null;
}

/** The kind by which one is the twin of the other; null when that was not planted. */
function kindOfPair(jobs: string[]): string | null {
  const [person, twin] = jobs.sort();
  const at = twin?.replace("twin ", "");
  return twin?.startsWith("twin ") && person === `person ${at}` ? kindOf(Number(at)) : null;
}

async function findAll(): Promise<Found[]> {
  const found: Found[] = [];
  for await (const { band, records } of rapport.duplicates.iterate({
    object: "people",
    limit: 200,
  }))
    found.push({ band, kind: kindOfPair(records.map(({ jobTitle }) => String(jobTitle))) });
  return found;
}

async function untilQuiet(): Promise<number> {
  const startMs = performance.now();
  let count = -1;
  let changedMs = startMs;
  while (performance.now() - changedMs < quietMs) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const now = (await findAll()).length;
    if (now !== count) changedMs = performance.now();
    count = now;
  }
  return (changedMs - startMs) / 1000;
}

const share = (part: number, whole: number): string =>
  whole === 0 ? "none" : `${((100 * part) / whole).toFixed(1)} %`;

/** Of the findings that are at least so sure: how many are right, and how many of each kind are among them. */
function row(found: Found[], bands: string[]): Record<string, string> {
  const shown = found.filter(({ band }) => bands.includes(band));
  const right = shown.filter(({ kind }) => kind !== null);
  const recalls = kindNames.map((name, at) => {
    const planned = Math.ceil((planted - at) / kindNames.length);
    return [name, share(right.filter(({ kind }) => kind === name).length, planned)];
  });
  return {
    pairs: String(shown.length),
    precision: share(right.length, shown.length),
    ...Object.fromEntries(recalls),
  };
}

try {
  await createPeople(server.origin, base());
  await createPeople(server.origin, twins());
  const seconds = await untilQuiet();
  const found = await findAll();
  const result = {
    high: row(found, ["high"]),
    "high and medium": row(found, ["high", "medium"]),
    all: row(found, ["high", "medium", "low"]),
  };
  if (values.json) console.log(JSON.stringify({ people, planted, seconds, ...result }));
  else {
    console.log(
      `${people} people, ${planted} of them twice; all looked at after ${seconds.toFixed(0)} s`,
    );
    console.table(result);
  }
} finally {
  await server.stop();
}
