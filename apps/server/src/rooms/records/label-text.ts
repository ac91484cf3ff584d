// Names that administrators and sellers give (fields, stages, lines, links): short, on one line, and whole
// characters only, so that the database holds exactly what was sent.
import { z } from "zod";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u001f\u007f]/;

export function labelText(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed() && !controls.test(text), {
      message: "Must be one line of text without control characters.",
    });
}
