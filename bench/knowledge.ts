// Search in knowledge at 100,000 passages, through the API of a real server: pages are written, the vectors are learned,
// then questions are asked one after another: `npm run bench:search-100k` on the embedded database, and with
// RAPPORT_BENCH_DATABASE_URL (`tools/ci/with-postgres.sh` gives RAPPORT_TEST_DATABASE_URL) on PostgreSQL. Texts are
// sentences of the English sets under RAPPORT_BENCH_DATA, drawn at random with a fixed seed; questions are SciFact's.
// CISI's questions come first and are not timed: they warm the process up, and are none of those that are timed.
// Hybrid is timed before lexical, which then finds the postings of the same questions in memory: hybrid does not.
// RAPPORT_BENCH_PASSAGES: another number of passages. RAPPORT_BENCH_KEPT: a folder; what was written stays (in it, or in
// the database rapport_bench_knowledge) and is asked again the next time, by a server that starts anew.
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import pg from "pg";
import { createRandom } from "../packages/learn/src/index.ts";
import { sentencesOf } from "../packages/retrieval/src/index.ts";
import { folder, readSet } from "./retrieval-sets.ts";
import { apiKey, startServer } from "./server-process.ts";

const passages = Number(process.env.RAPPORT_BENCH_PASSAGES ?? 100_000);
const perPage = 100;
const serverUrl = process.env.RAPPORT_BENCH_DATABASE_URL ?? process.env.RAPPORT_TEST_DATABASE_URL;
const port = Number(process.env.RAPPORT_BENCH_PORT ?? 4391);
const asked = 300;
const warmUp = 40;
const kept = process.env.RAPPORT_BENCH_KEPT;
const limitMs = serverUrl ? 30 : 60;

async function ownDatabase(): Promise<string> {
  if (!serverUrl) return "";
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  const name = "rapport_bench_knowledge";
  if (!kept) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1),
  );
};

async function run(): Promise<void> {
  const random = createRandom(7);
  const sentences = ["scifact", "cisi", "xquad/en"].flatMap((name) =>
    readSet(name).corpus.flatMap(({ text }) => sentencesOf(text)),
  );
  const drawn = () => sentences[random.below(sentences.length)] ?? "";
  const server = await startServer({
    databaseUrl: await ownDatabase(),
    port,
    ...(kept ? { dataDir: kept } : {}),
    environment: { RAPPORT_MODELS: "off", RAPPORT_RATE_LIMIT_PER_MINUTE: "1000000" },
  });

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${server.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
  const indexNow = async () =>
    (await call("GET", "/knowledge")) as {
      pages: { published: number };
      index: { passages: number; vectors: string; trainedAt: string | null };
    };

  /** From a page on: those before were written by a run that ended early. */
  async function writePages(from: number): Promise<number> {
    const startMs = performance.now();
    for (let page = 0; page * perPage < passages; page += 1) {
      const sections = Array.from({ length: perPage }, (_, section) => {
        const text = Array.from({ length: 4 + random.below(4) }, drawn).join(" ");
        return `## Section ${page * perPage + section}\n\n${text.replaceAll("\n", " ")}`;
      });
      if (page < from) continue;
      const text = sections.join("\n\n");
      await call("POST", "/knowledge/pages", {
        title: `Page ${page}`,
        body: text,
        state: "published",
        readers: ["public"],
      });
    }
    return Math.round((performance.now() - startMs) / 1000);
  }

  /** What was learned from the first pages is learned anew when a fifth has changed: until nothing is done for a minute. */
  async function learned(): Promise<void> {
    for (let quiet = 0; quiet < 12; ) {
      const before = server.cpuMs();
      await new Promise((resolve) => setTimeout(resolve, 5000));
      // Learning takes most of a core; what an embedded database does by itself takes less than a tenth.
      const isIdle = server.cpuMs() - before < 1000;
      quiet = isIdle && (await indexNow()).index.trainedAt !== null ? quiet + 1 : 0;
    }
  }

  async function measure(mode: string, questions: readonly string[]) {
    const times: number[] = [];
    for (const query of questions) {
      const startMs = performance.now();
      await call("POST", "/knowledge/search", { query, mode, limit: 10 });
      times.push(performance.now() - startMs);
    }
    return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
  }

  try {
    const written = (await indexNow()).pages.published;
    const indexSeconds = written * perPage < passages ? await writePages(written) : null;
    const questions = [...readSet("scifact").judgements.questions.values()].slice(0, asked);
    await learned();
    const { index } = await indexNow();
    const others = [...readSet("cisi").judgements.questions.values()]
      .slice(0, warmUp)
      .map((text) => text.slice(0, 200));
    await measure("hybrid", others);
    const hybrid = await measure("hybrid", questions);
    const lexical = await measure("lexical", questions);
    const result = {
      database: serverUrl ? "postgresql" : "embedded",
      ...{
        passages: index.passages,
        vectors: index.vectors,
        indexSeconds,
        ...(written > 0 ? { pagesKept: written } : {}),
        warmUpSearches: others.length,
        questions: questions.length,
      },
      ...{ hybrid, lexicalAfterHybrid: lexical, limitMs, holds: hybrid.p95Ms < limitMs },
      peakMb: Math.round(server.peakMb()),
      load: loadavg()[0],
    };
    console.log(JSON.stringify(result));
  } finally {
    await server.stop();
  }
}

if (existsSync(`${folder}/retrieval-scifact`)) await run();
else console.log(`skipped: the sets are not under ${folder}`);
