// A recording over the wire to a server that speaks OpenAI's protocol, and what it heard. Nothing here repeats, counts or
// decides. What it answers is not trusted: a text without control characters, a length that may be nonsense.
import type { Outbound } from "../../platform/outbound.ts";
import type { Endpoint } from "./adapters.ts";
import { type Failure, failureOf, failureOfRecording } from "./failures.ts";

export interface Recording {
  audio: Uint8Array;
  fileName: string;
  mediaType: string;
  language: string | undefined;
}

export interface Heard {
  text: string;
  language: string | null;
  /** As it was told; null: it was not. */
  seconds: number | null;
}

/** A day of speech is less. */
const maxAnswerBytes = 1024 * 1024;
/** Beyond every deadline, which is what ends a call. */
const timeoutMs = 150_000;

/** The name of a language alone: models know no regions. */
const languageCode = (language: string | undefined) =>
  /^[a-z]{2,3}(?=$|[-_])/i.exec(language ?? "")?.[0].toLowerCase();

async function formOf(model: string, { audio, fileName, mediaType, language }: Recording) {
  const form = new FormData();
  form.set("model", model);
  form.set("response_format", "json");
  form.set("temperature", "0");
  const code = languageCode(language);
  if (code !== undefined) form.set("language", code);
  const file = new Blob([audio as Uint8Array<ArrayBuffer>], { type: mediaType });
  form.set("file", file, fileName.slice(-120) || "recording");
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type") ?? "multipart/form-data";
  return { type, body: new Uint8Array(await encoded.arrayBuffer()) };
}

type Told = Readonly<Record<string, unknown>>;

const isTold = (value: unknown): value is Told => typeof value === "object" && value !== null;
const numberOf = (value: unknown) => (typeof value === "number" ? value : null);

function secondsOf({ usage, duration }: Told): number | null {
  const counted = isTold(usage) ? numberOf(usage.seconds) : null;
  return counted ?? numberOf(duration);
}

const languageOf = ({ language }: Told) =>
  typeof language === "string" && /^[A-Za-z][A-Za-z-]{1,39}$/.test(language) ? language : null;

const unreadable = /[\p{Cc}--[\t\n]]/gv;

/** Null: it is no answer. */
function heardOf(body: Buffer): Heard | null {
  let told: unknown;
  try {
    told = JSON.parse(body.toString());
  } catch {
    return null;
  }
  if (!isTold(told) || typeof told.text !== "string") return null;
  const text = told.text.toWellFormed().replace(unreadable, " ").trim();
  return { text, language: languageOf(told), seconds: secondsOf(told) };
}

/** Throws what the outbound client throws. */
export async function hear(
  outbound: Outbound,
  { baseUrl, key }: Pick<Endpoint, "baseUrl" | "key">,
  model: string,
  recording: Recording,
  { signal, nowMs }: { signal: AbortSignal; nowMs: () => number },
): Promise<Heard | Failure> {
  const { type, body } = await formOf(model, recording);
  const { status, ...answer } = await outbound.send({
    method: "POST",
    url: `${(baseUrl ?? "").replace(/\/$/, "")}/audio/transcriptions`,
    headers: {
      "content-type": type,
      accept: "application/json",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    ...{ body, signal, timeoutMs, maxResponseBytes: maxAnswerBytes },
  });
  if (status < 200 || status > 299) return failureOfRecording(status, answer.headers, nowMs());
  return heardOf(answer.body) ?? failureOf("rubbish");
}
