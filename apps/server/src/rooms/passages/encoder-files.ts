// What a folder with a sentence model holds, as sentence-transformers lays it out, and how a text's vector is made of
// what the model says of each of its tokens.
import { existsSync } from "node:fs";
import { join } from "node:path";

export type Purpose = "question" | "passage";

export interface EncoderTask {
  id: number;
  texts: string[];
  purpose: Purpose;
}

export type EncoderAnswer = { id: number; vectors: Float32Array[] } | { id: number; error: string };

export type Pooling = "mean" | "first";

export interface EncoderSettings {
  maxLength: number;
  pooling: Pooling;
  prefixes: Readonly<Record<Purpose, string>>;
}

const modelFiles = ["model.onnx", "model_quantized.onnx", "onnx/model.onnx"];

export const modelFile = (folder: string): string =>
  join(folder, modelFiles.find((name) => existsSync(join(folder, name))) ?? "model.onnx");

/** What of the folder is not there, in words; null when all is. */
export function missingIn(folder: string): string | null {
  if (!existsSync(folder)) return `There is no folder ${folder}.`;
  if (!existsSync(modelFile(folder))) return `${folder} holds no model.onnx.`;
  if (!existsSync(join(folder, "tokenizer.json"))) return `${folder} holds no tokenizer.json.`;
  return null;
}

const numberIn = (value: unknown, fallback: number): number =>
  typeof value === "number" && value >= 8 && value <= 8192 ? Math.floor(value) : fallback;

const textIn = (...values: unknown[]): string =>
  values.find((value): value is string => typeof value === "string") ?? "";

type Json = Readonly<Record<string, unknown>>;

/** @param jsonOf a file of the folder, or null */
export function readEncoderSettings(jsonOf: (name: string) => object | null): EncoderSettings {
  const read = (name: string): Json => (jsonOf(name) ?? {}) as Json;
  const prompts = (read("config_sentence_transformers.json").prompts ?? {}) as Json;
  return {
    maxLength: numberIn(read("sentence_bert_config.json").max_seq_length, 256),
    pooling: read("1_Pooling/config.json").pooling_mode_cls_token === true ? "first" : "mean",
    prefixes: {
      question: textIn(prompts.query),
      passage: textIn(prompts.document, prompts.passage),
    },
  };
}

/** One vector of length one of those of the first tokens. */
export function pooled(
  states: Float32Array,
  dims: number,
  tokens: number,
  pooling: Pooling,
): Float32Array {
  const vector = new Float32Array(dims);
  const taken = pooling === "first" ? 1 : tokens;
  for (let token = 0; token < taken; token += 1) {
    for (let k = 0; k < dims; k += 1) {
      (vector[k] as number) += states[token * dims + k] as number;
    }
  }
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square) || 1;
  return vector.map((value) => value / length);
}
