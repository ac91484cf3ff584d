// JSON as the database can keep it: no NUL characters and no halves of surrogate pairs, which are valid in
// JavaScript's strings and in nothing that is stored.

const suspicious = /\\u(?:0000|d[89a-f])/i;

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\u0000", "\ufffd").toWellFormed();
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [String(cleaned(key)), cleaned(inner)]),
  );
}

/** The text of something that came as JSON, ready to be stored. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return text.includes("\\u") && suspicious.test(text) ? JSON.stringify(cleaned(value)) : text;
}

export function storableText(text: string): string {
  if (text.isWellFormed() && !text.includes("\u0000")) return text;
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}
