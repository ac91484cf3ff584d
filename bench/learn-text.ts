// The text model on Banking77: its published split, the official few-shot picks, and BANKING77-OOS, whose strangers come
// from the same field and from others. The threshold of scope is set on in-scope validation messages.
//   node bench/learn-text.ts [--data ../shared/data] [--only few|full|scope] [--json]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readTextModel, type TextModel, trainTextModel } from "@rapport/learn";
import { readCsv } from "./learn-sets.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const folder = join(values.data, "banking77");
const rejectedShare = 0.05;

interface Messages {
  texts: string[];
  labels: string[];
}

const split = (file: string): Messages => {
  const [, ...rows] = readCsv(readFileSync(join(folder, file), "utf8"), ",");
  return { texts: rows.map(([text = ""]) => text), labels: rows.map(([, label = ""]) => label) };
};

const picks = (name: string): Messages => {
  const lines = (file: string) =>
    readFileSync(join(folder, name, file), "utf8")
      .replace(/\n$/, "")
      .split("\n");
  return { texts: lines("seq.in"), labels: lines("label") };
};

interface Trained {
  model: TextModel;
  classes: string[];
  seconds: number;
}

function train({ texts, labels }: Messages): Trained {
  const classes = [...new Set(labels)].sort();
  const startMs = performance.now();
  const model = trainTextModel(
    { rows: texts.length, columns: [{ name: "text", kind: "text", values: texts }] },
    { kind: "classes", codes: Int32Array.from(labels, (one) => classes.indexOf(one)), classes },
  );
  return { model, classes, seconds: (performance.now() - startMs) / 1000 };
}

function judge(known: Messages, unseen: Messages) {
  const { model, classes, seconds } = train(known);
  const bytes = model.toFile();
  const loadMs = performance.now();
  const read = readTextModel(bytes);
  const startMs = performance.now();
  const right = unseen.texts.filter(
    (text, row) => classes[read.predict(text).code] === unseen.labels[row],
  ).length;
  return {
    accuracy: right / unseen.texts.length,
    trainSeconds: Number(seconds.toFixed(1)),
    messageMs: (performance.now() - startMs) / unseen.texts.length,
    fileMb: Math.round(bytes.length / 1e6),
    loadMs: Math.round(startMs - loadMs),
  };
}

function judgeScope() {
  const { model } = train(picks("oos/train"));
  const threshold = model.scopeThreshold(rejectedShare, picks("oos/valid").texts);
  const rejected = (name: string): number => {
    const { texts } = picks(name);
    return texts.filter((text) => model.predict(text).scope < threshold).length / texts.length;
  };
  return {
    sameField: rejected("oos/id-oos/test"),
    otherFields: rejected("oos/ood-oos/test"),
    inScopeRejected: rejected("oos/test"),
  };
}

const parts: Record<string, () => object> = {
  few: () => ({
    "10 examples an intent": judge(picks("fewshot/train_10"), split("test.csv")),
    "5 examples an intent": judge(picks("fewshot/train_5"), split("test.csv")),
  }),
  full: () => ({ "all messages": judge(split("train.csv"), split("test.csv")) }),
  scope: () => ({ "out of scope": judgeScope() }),
};

for (const [name, run] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue;
  const found = run();
  if (values.json) console.log(JSON.stringify(found));
  else console.dir(found);
}
