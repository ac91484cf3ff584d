// The letters of a file: as its mark says, as an HTML page says of itself where its bytes do not say otherwise, else as they
// look. A few broken bytes cost their letters; reading all of the file as something else would cost every name in it.
import { isUtf8 } from "node:buffer";
import { detectEncoding, isDamagedUtf8 } from "../../platform/text-encoding.ts";

/** As long as what is looked at; a page that says its letters later is read as its bytes look. */
const sampleBytes = 1_000_000;
const headBytes = 4096;
const charset = /<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([a-z0-9:_-]+)/i;

function isKnown(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== "";
  } catch {
    return false;
  }
}

/** What the page names, unless nothing reads it; a page whose `meta` could be read is not UTF-16, whatever it says. */
function namedIn(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString("latin1");
  const label = charset.exec(head)?.[1] ?? "";
  return isKnown(label) && !/^utf-?16/i.test(label) ? label : null;
}

/** UTF-8 that no other letters could be by chance. */
const isSurelyUtf8 = (bytes: Uint8Array): boolean =>
  isUtf8(bytes) && bytes.some((byte) => byte >= 0x80);

/** Null where the bytes are no text; what cannot be decoded here is told by its name. */
export function textOfBytes(
  bytes: Uint8Array,
  { isHtml }: { isHtml: boolean },
): { text: string } | { unknown: string } | null {
  const sample = bytes.subarray(0, sampleBytes);
  const detected = detectEncoding(sample);
  if (!detected) return null;
  const { encoding, markBytes, certain } = detected;
  if (encoding.startsWith("utf-32")) return { unknown: "UTF-32" };
  const named = isHtml && markBytes === 0 && !isSurelyUtf8(bytes) ? namedIn(bytes) : null;
  const isDamaged = !certain && !encoding.startsWith("utf-") && isDamagedUtf8(sample);
  const decoder = new TextDecoder(isDamaged ? "utf-8" : (named ?? encoding));
  // `stream` matters: without it Node 24 decodes windows-1252 as Latin-1 and loses € and quotes.
  return { text: decoder.decode(bytes.subarray(markBytes), { stream: true }) };
}
