// The one place that knows the provider SDKs: each provider becomes a handle that generates and streams text, with
// calls through the outbound client alone. Nothing here repeats, counts or decides.
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import type { AiProviderKind } from "@rapport/contracts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Usage } from "./price.rules.ts";

export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface Question {
  messages: readonly Message[];
  maxOutputTokens: number;
  /** JSON Schema of the answer; null: text. */
  schema: object | null;
  signal: AbortSignal;
}

/** `length`: it was cut at the most that it might write. */
export type Finish = "stop" | "length" | "filtered" | "other";

export interface Generated {
  text: string;
  finish: Finish;
  /** Null: the provider did not say. */
  usage: Usage | null;
}

export type Part = { kind: "text"; text: string } | ({ kind: "end" } & Omit<Generated, "text">);

export interface ModelHandle {
  generate(question: Question): Promise<Generated>;
  stream(question: Question): AsyncIterable<Part>;
}

export interface Endpoint {
  kind: AiProviderKind;
  name: string;
  baseUrl: string | null;
  region: string;
  key: string | null;
  /** The operator's own server: one more question costs its time only. */
  isInside: boolean;
}

const maxAnswerBytes = 4 * 1024 * 1024;
const openTimeoutMs = 120_000;

type Fetch = typeof globalThis.fetch;

function fetchBy(outbound: Outbound): Fetch {
  return async (input, init = {}) => {
    const answer = await outbound.open({
      method: (init.method ?? "GET") as "GET" | "POST",
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init.headers)),
      timeoutMs: openTimeoutMs,
      maxResponseBytes: maxAnswerBytes,
      ...(init.body ? { body: init.body as string } : {}),
      ...(init.signal ? { signal: init.signal } : {}),
    });
    const isBare = answer.status === 204 || answer.status === 304;
    return new Response(isBare ? null : answer.body, {
      status: answer.status,
      headers: { ...answer.headers },
    });
  };
}

type MakeModel = (endpoint: Endpoint, model: string, fetch: Fetch) => Promise<LanguageModelV4>;

const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

/**
 * OpenAI's models that think before they write take the most that they may write by another name, thinking included,
 * and no temperature; with the usual ones they refuse the call.
 */
const thinks = /^(?:o\d|gpt-[5-9])/;

function openAiBody(body: Record<string, unknown>): Record<string, unknown> {
  if (!thinks.test(String(body.model))) return body;
  const { max_tokens: most, temperature: _temperature, ...rest } = body;
  return { ...rest, max_completion_tokens: most };
}

/** Loaded when one is used: most workspaces use one kind, many none. */
const makers: Record<AiProviderKind, MakeModel> = {
  "openai-compatible": async ({ name, baseUrl, key }, model, fetch) => {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    return createOpenAICompatible({
      name,
      baseURL: baseUrl ?? "",
      includeUsage: true,
      supportsStructuredOutputs: true,
      transformRequestBody: openAiBody,
      fetch,
      ...given({ apiKey: key }),
    }).chatModel(model);
  },
  anthropic: async ({ baseUrl, key }, model, fetch) => {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    return createAnthropic({ fetch, apiKey: key ?? "", ...given({ baseURL: baseUrl }) })(model);
  },
  google: async ({ baseUrl, key }, model, fetch) => {
    const { createGoogle } = await import("@ai-sdk/google");
    return createGoogle({ fetch, apiKey: key ?? "", ...given({ baseURL: baseUrl }) })(model);
  },
  bedrock: async ({ baseUrl, key, region }, model, fetch) => {
    const { createAmazonBedrock } = await import("@ai-sdk/amazon-bedrock");
    const [accessKeyId = "", secretAccessKey] = (key ?? "").split(":", 2);
    const auth = secretAccessKey ? { accessKeyId, secretAccessKey } : { apiKey: accessKeyId };
    return createAmazonBedrock({ region, fetch, ...auth, ...given({ baseURL: baseUrl }) })(model);
  },
};

function optionsOf({ messages, maxOutputTokens, schema, signal }: Question) {
  const prompt: LanguageModelV4CallOptions["prompt"] = messages.map(({ role, content }) =>
    role === "system" ? { role, content } : { role, content: [{ type: "text", text: content }] },
  );
  const responseFormat: LanguageModelV4CallOptions["responseFormat"] =
    schema === null ? { type: "text" } : { type: "json", schema, name: "answer" };
  return { prompt, maxOutputTokens, temperature: 0, responseFormat, abortSignal: signal };
}

/** More than any model reads or writes in one call. */
const mostTokensTold = 100_000_000;

const isCount = (count: number | undefined): count is number =>
  Number.isInteger(count) && (count as number) >= 0 && (count as number) <= mostTokensTold;

/**
 * Null: it told none, or what cannot be one, such as an answer to nothing read; such a call costs what was reserved.
 * `isSilent`: it wrote no letter.
 */
function usageOf(
  { inputTokens, outputTokens }: LanguageModelV4Usage,
  isSilent: boolean,
): Usage | null {
  const { total: read, cacheRead: cached = 0 } = inputTokens;
  const { total: written } = outputTokens;
  if (!isCount(read) || !isCount(written)) return null;
  if (read === 0 || (written === 0 && !isSilent)) return null;
  return {
    inputTokens: read,
    cachedInputTokens: isCount(cached) ? Math.min(cached, read) : 0,
    outputTokens: written,
  };
}

const finishes: Partial<Record<LanguageModelV4FinishReason["unified"], Finish>> = {
  stop: "stop",
  length: "length",
  "content-filter": "filtered",
};
const finishOf = ({ unified }: LanguageModelV4FinishReason): Finish => finishes[unified] ?? "other";

export async function openModel(
  outbound: Outbound,
  endpoint: Endpoint,
  model: string,
): Promise<ModelHandle> {
  const handle = await makers[endpoint.kind](endpoint, model, fetchBy(outbound));
  return {
    generate: async (question) => {
      const { content, usage, finishReason } = await handle.doGenerate(optionsOf(question));
      const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
      return { text, usage: usageOf(usage, text === ""), finish: finishOf(finishReason) };
    },
    stream: (question) => partsOf(handle, question, endpoint.isInside),
  };
}

/**
 * Servers that count whole answers but not streams give a piece a token; what they were asked they tell when they are
 * asked it again, for one token, which they have the beginning of still in memory.
 */
async function countOf(
  handle: LanguageModelV4,
  question: Question,
  outputTokens: number,
): Promise<Usage | null> {
  try {
    const again = await handle.doGenerate({ ...optionsOf(question), maxOutputTokens: 1 });
    const usage = usageOf(again.usage, true);
    return usage && { ...usage, outputTokens };
  } catch {
    // Then nobody knows, as before.
    return null;
  }
}

async function* partsOf(
  handle: LanguageModelV4,
  question: Question,
  isInside: boolean,
): AsyncGenerator<Part> {
  const { stream } = await handle.doStream(optionsOf(question));
  let pieces = 0;
  for await (const part of stream) {
    if (part.type === "text-delta") {
      pieces += 1;
      yield { kind: "text", text: part.delta };
    } else if (part.type === "error") throw part.error;
    else if (part.type === "finish") {
      const told = usageOf(part.usage, pieces === 0);
      const usage = told ?? (isInside ? await countOf(handle, question, pieces) : null);
      yield { kind: "end", usage, finish: finishOf(part.finishReason) };
    }
  }
}
