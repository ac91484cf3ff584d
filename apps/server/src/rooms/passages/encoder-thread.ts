// The thread in which a sentence model runs (ONNX, by onnxruntime-web's WebAssembly, which needs nothing of the machine):
// texts in, one vector of length one for each out. It reads the model's own files and nothing else.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Tokenizer } from "@huggingface/tokenizers";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import {
  type EncoderAnswer,
  type EncoderTask,
  modelFile,
  pooled,
  readEncoderSettings,
} from "./encoder-files.ts";

const folder = String(workerData);

const jsonOf = (name: string): object | null => {
  const path = join(folder, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as object) : null;
};

async function open() {
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(readFileSync(modelFile(folder)));
  const tokenizer = new Tokenizer(
    jsonOf("tokenizer.json") ?? {},
    jsonOf("tokenizer_config.json") ?? {},
  );
  return { session, tokenizer, settings: readEncoderSettings(jsonOf) };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Texts of one length are computed together; a shorter one is filled up and its filling masked. */
async function encodeBatch({ session, tokenizer, settings }: Opened, texts: readonly string[]) {
  const rows = texts.map((text) => {
    const { ids } = tokenizer.encode(text);
    const last = ids.at(-1) ?? 0;
    return ids.length <= settings.maxLength ? ids : [...ids.slice(0, settings.maxLength - 1), last];
  });
  const width = Math.max(1, ...rows.map((ids) => ids.length));
  const size = rows.length * width;
  const [ids, mask] = [new BigInt64Array(size), new BigInt64Array(size)];
  for (const [row, tokens] of rows.entries()) {
    for (const [at, token] of tokens.entries()) {
      ids[row * width + at] = BigInt(token);
      mask[row * width + at] = 1n;
    }
  }
  const given: Readonly<Record<string, BigInt64Array>> = { input_ids: ids, attention_mask: mask };
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => [
      name,
      new Tensor("int64", given[name] ?? new BigInt64Array(size), [rows.length, width]),
    ]),
  );
  const outputs = await session.run(feeds);
  const whole = outputs.sentence_embedding ?? outputs[session.outputNames[0] ?? ""];
  if (!whole || !(whole.data instanceof Float32Array)) {
    throw new Error("The model gives no numbers of 32 bits.");
  }
  const dims = whole.dims.at(-1) ?? 0;
  return rows.map((tokens, row) => {
    const states = whole.dims.length === 3 ? width : 1;
    const start = row * states * dims;
    const values = (whole.data as Float32Array).subarray(start, start + states * dims);
    return pooled(values, dims, states === 1 ? 1 : tokens.length, settings.pooling);
  });
}

const opened = open();

async function answer({ id, texts, purpose }: EncoderTask): Promise<EncoderAnswer> {
  try {
    const model = await opened;
    const prefix = model.settings.prefixes[purpose];
    return {
      id,
      vectors: await encodeBatch(
        model,
        texts.map((text) => prefix + text),
      ),
    };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

let before: Promise<unknown> = opened.catch(() => undefined);
parentPort?.on("message", (task: EncoderTask) => {
  before = before.then(async () => parentPort?.postMessage(await answer(task)));
});
