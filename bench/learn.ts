// Boosted trees beside XGBoost and scikit-learn in the same session: training time on generated rows at equal trees and
// depth, scores a second, and the ranking, log loss and calibration error (10 bins of equal mass) on public data sets with their given splits.
//   npm run bench:learn                  needs nothing; with a Python that has xgboost, scikit-learn, pandas: peers too
//   options: --rows 1000000 --columns 30 --rounds 100 --depth 6 --threads 2 --python python3 --data ../shared/data
//            --no-speed --no-sets --json
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type BoostedModel,
  type BoostedOptions,
  boostedFromBytes,
  boostedToBytes,
  calibrationError,
  createRandom,
  logLoss,
  type NumberColumn,
  rawWith,
  rocAuc,
  type Team,
  trainBoosted,
  trainBoostedWith,
} from "@rapport/learn";
import { createLearnTeam } from "../apps/server/src/platform/learn-team.ts";
import { type DataSet, dataSets, laterSets, loadSet } from "./learn-sets.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    columns: { type: "string", default: "30" },
    rounds: { type: "string", default: "100" },
    depth: { type: "string", default: "6" },
    threads: { type: "string", default: "2" },
    python: { type: "string", default: process.env.RAPPORT_BENCH_PYTHON ?? "python3" },
    data: { type: "string", default: join(import.meta.dirname, "../../shared/data") },
    speed: { type: "boolean", default: true },
    sets: { type: "boolean", default: true },
    json: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const rows = Number(values.rows);
const threads = Number(values.threads);
const depth = Number(values.depth);
const rounds = Number(values.rounds);

type Line = Readonly<Record<string, string | number>>;
const report: Line[] = [];

function say(line: Line): void {
  report.push(line);
  if (values.json) return;
  const short = (value: string | number) =>
    typeof value === "number" && !Number.isInteger(value) ? value.toFixed(4) : value;
  console.log(
    Object.entries(line)
      .map(([name, value]) => `${name} ${short(value)}`)
      .join("  "),
  );
}

/** What the peers print; empty without a Python that has them. */
function askPeers(parts: readonly string[]): Line[] {
  const script = join(import.meta.dirname, "learn-peers.py");
  try {
    const out = execFileSync(values.python, [script, ...parts], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    });
    return out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  } catch {
    console.error(`no peers: ${values.python} lacks xgboost, scikit-learn or pandas (--python …)`);
    return [];
  }
}

/** Bell-shaped columns; the class depends on eight of them and on products of pairs. */
function generate(): { columns: NumberColumn[]; codes: Int32Array } {
  const random = createRandom(7);
  const columns = Array.from({ length: Number(values.columns) }, (_, at): NumberColumn => {
    const numbers = new Float64Array(new SharedArrayBuffer(8 * rows));
    for (let row = 0; row < rows; row += 1)
      numbers[row] = random.unit() + random.unit() + random.unit() - 1.5;
    return { name: `c${at}`, kind: "number", values: numbers };
  });
  const value = (column: number, row: number) =>
    columns[column % columns.length]?.values[row] as number;
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let score = 0;
    for (let at = 0; at < 8; at += 1)
      score += (at % 2 ? 1 : -1) * value(at, row) * (1 + value(at + 8, row));
    codes[row] = random.unit() < 1 / (1 + Math.exp(-2 * score)) ? 1 : 0;
  }
  return { columns, codes };
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** Median microseconds of a call, after the first thousand have warmed it up. */
function microseconds(calls: number, call: (at: number) => void): number {
  for (let at = 0; at < 1000; at += 1) call(at);
  const times = Array.from({ length: 21 }, () => {
    const start = performance.now();
    for (let at = 0; at < calls; at += 1) call(at);
    return ((performance.now() - start) / calls) * 1000;
  });
  return times.sort((a, b) => a - b)[10] as number;
}

function saySingleRows(model: BoostedModel, columns: readonly NumberColumn[]): void {
  const cells = Array.from({ length: 1000 }, (_, row) =>
    columns.map((c) => c.values[row] as number),
  );
  const row = (at: number) => cells[at % cells.length] as number[];
  const score = microseconds(1000, (at) => model.rawRow(row(at)));
  const explain = microseconds(200, (at) => model.attributionsRow(row(at)));
  const bytes = boostedToBytes(model);
  const load = microseconds(10, () => boostedFromBytes(bytes)) / 1000;
  say({ what: "one row", "score µs": score, "with attributions µs": explain });
  say({ what: "model file", bytes: bytes.length, "load ms": load });
}

async function sayBatch(team: Team, model: BoostedModel, columns: readonly NumberColumn[]) {
  const table = { rows, columns };
  const alone = performance.now();
  model.raw(table);
  const one = seconds(alone);
  const start = performance.now();
  await rawWith(team, model, table);
  say({ what: `batch of ${rows} rows`, "one thread s": one, "team s": seconds(start) });
}

function writeForPeers(folder: string, columns: readonly NumberColumn[], codes: Int32Array): void {
  const file = openSync(join(folder, "table.f64"), "w");
  for (const column of columns)
    writeSync(file, Buffer.from(Float64Array.from(column.values).buffer));
  writeSync(openSync(join(folder, "codes.i32"), "w"), Buffer.from(codes.buffer));
}

async function speed(): Promise<void> {
  const { columns, codes } = generate();
  const team = createLearnTeam(threads);
  const options: BoostedOptions = {
    rounds,
    learningRate: 0.1,
    maxDepth: depth,
    maxLeaves: 2 ** depth,
    minRows: 1,
    minChildWeight: 1,
    l2: 1,
    rowShare: 1,
    columnShare: 1,
  };
  const target = { kind: "binary" as const, codes, classes: ["no", "yes"] as const };
  let best = Number.POSITIVE_INFINITY;
  let model: BoostedModel | undefined;
  for (const run of [1, 2]) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    model = await trainBoostedWith(team, { rows, columns }, target, options);
    const { user, system } = process.cpuUsage(used);
    best = Math.min(best, seconds(start));
    say({ what: `rapport, run ${run}`, "train s": seconds(start), "cpu s": (user + system) / 1e6 });
  }
  if (!model) return;
  say({ what: "rapport", auc: rocAuc(codes, model.raw({ rows, columns })).value });
  await sayBatch(team, model, columns);
  saySingleRows(model, columns);
  await team.close();
  const folder = mkdtempSync(join(tmpdir(), "rapport-bench-learn-"));
  writeForPeers(folder, columns, codes);
  const shape = [rows, columns.length, rounds, depth, threads].map(String);
  const peers = askPeers(["speed", folder, ...shape]);
  rmSync(folder, { recursive: true });
  for (const peer of peers) say({ what: "peer", ...peer });
  const times = peers
    .filter(({ name }) => name === "xgboost")
    .map(({ bin, train }) => [Number(bin) + Number(train), Number(train)]);
  if (times.length === 0) return;
  say({
    what: "training time, rapport (binning and trees) to XGBoost",
    "with its binning": best / Math.min(...times.map(([all]) => all as number)),
    "trees alone": best / Math.min(...times.map(([, train]) => train as number)),
  });
}

/** Rounds by early stopping on the validation rows, then a model of training and validation rows. */
function judge(set: DataSet): void {
  const { train, valid, both, test } = loadSet(values.data, set);
  const start = performance.now();
  const early = trainBoosted(train.table, train.target, { rounds: 1000, validation: valid });
  const model = trainBoosted(both.table, both.target, { rounds: early.trees });
  const raw = model.raw(test.table);
  const { codes } = test.target;
  const chances = raw.map((score) => 1 / (1 + Math.exp(-score)));
  const took = seconds(start);
  say({
    set: set.name,
    name: "rapport",
    rounds: early.trees,
    auc: rocAuc(codes, raw).value,
    loss: logLoss(codes, chances).value,
    calibration: calibrationError(codes, chances).value,
    s: took,
  });
}

function sets(): void {
  if (!existsSync(values.data)) {
    console.error(`no data sets: ${values.data} is not there (--data …)`);
    return;
  }
  const all = [...dataSets, ...laterSets];
  for (const set of all) judge(set);
  const described = all.map(
    ({ name, separator, dropped }) => `${name}|${separator}|${dropped.join(",")}`,
  );
  for (const peer of askPeers(["sets", values.data, ...described])) say(peer);
}

if (values.sets) sets();
if (values.speed) await speed();
if (values.json) console.log(JSON.stringify(report, null, 2));
