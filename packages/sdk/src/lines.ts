// JSON lines as they arrive: one value a line, without keeping the whole answer in memory.
import { partsOf } from "./body.ts";
import { cutOff } from "./errors.ts";

const parse = <T>(line: string): T => {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    throw cutOff(cause);
  }
};

/** Whole lines of a body that comes in parts; the last one need not end. */
async function* linesOf(response: Response, signal?: AbortSignal): AsyncGenerator<string> {
  let rest = "";
  for await (const part of partsOf(response, signal)) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

/** Values of a response's body. Leaving the loop early cancels the download. */
export async function* jsonLinesOf<T>(
  response: Response,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  for await (const line of linesOf(response, signal)) if (line !== "") yield parse<T>(line);
}
