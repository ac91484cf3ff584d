// JSON lines as they arrive: one value a line, without keeping the whole answer in memory.
import { ConnectionError } from "./errors.ts";

const cutOff = (cause?: unknown): ConnectionError =>
  new ConnectionError(
    {
      type: "about:blank",
      title: "Cut off",
      status: 0,
      code: "sdk.unreachable",
      detail: "The stream ended in the middle of a record. Start it again.",
    },
    { cause },
  );

const parse = <T>(line: string): T => {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    throw cutOff(cause);
  }
};

/** Whole lines of a text that comes in parts; the last one need not end. */
async function* linesOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + decoder.decode(part.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest + decoder.decode();
}

/** Values of a response's body. Leaving the loop early cancels the download. */
export async function* jsonLinesOf<T>(response: Response): AsyncGenerator<T, void, undefined> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for await (const line of linesOf(reader)) if (line !== "") yield parse<T>(line);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
