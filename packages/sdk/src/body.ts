// The body of a stream as text, part by part. Whoever leaves the loop cancels the download; a stream that breaks off is
// an error of this client, but for one that the caller's own signal ended.
import { cutOff } from "./errors.ts";

type Reader = ReadableStreamDefaultReader<Uint8Array>;

const readPart = async (reader: Reader, signal: AbortSignal | undefined) => {
  try {
    return await reader.read();
  } catch (cause) {
    if (signal?.aborted) throw signal.reason ?? cause;
    throw cutOff(cause);
  }
};

export async function* partsOf(
  response: Response,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  if (!response.body) return;
  const reader: Reader = response.body.getReader();
  const decoder = new TextDecoder();
  const next = () => readPart(reader, signal);
  try {
    for (let part = await next(); !part.done; part = await next())
      yield decoder.decode(part.value, { stream: true });
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
