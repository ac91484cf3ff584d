// Arrays of texts, ids, numbers and booleans as PostgreSQL reads them. The driver does the same, with two
// regular expressions an element; whole columns of an import pass through here.

const special = /["\\]/;
const specials = /["\\]/g;

function element(value: unknown): string | null {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") {
    return special.test(value) ? `"${value.replace(specials, "\\$&")}"` : `"${value}"`;
  }
  if (typeof value === "number" || typeof value === "boolean") return `"${value}"`;
  return null;
}

/** The literal; or the array itself, for the driver, if it holds anything else. */
export function arrayLiteral(values: readonly unknown[]): string | readonly unknown[] {
  let literal = "{";
  for (let index = 0; index < values.length; index += 1) {
    const text = element(values[index]);
    if (text === null) return values;
    literal += index === 0 ? text : `,${text}`;
  }
  return `${literal}}`;
}
