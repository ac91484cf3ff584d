// A cell that says what somebody agreed or objected to: yes and no, or the words in which mailing tools tell it.
// Silence is no statement, and neither is a no: who did not opt out has not agreed, and who did not opt in has not
// objected.
import type { Cell } from "./cells.rules.ts";
import { cleanLine, coerceBoolean } from "./coerce-text.rules.ts";
import { accepted, type Coerced } from "./coercion.rules.ts";
import type { ConsentTarget } from "./mapping.rules.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const objecting = words(
  "unsubscribed optedout optout objected denied revoked donotcontact donotemail",
);
const agreeing = words("subscribed optedin optin agreed granted confirmed");

/** Null: nothing was said. */
export function coerceConsent(
  cell: Cell,
  yes: ConsentTarget["yes"],
): Coerced<ConsentTarget["yes"] | null> {
  const word = cleanLine(cell)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "");
  if (objecting.has(word)) return accepted("denied");
  if (agreeing.has(word)) return accepted(yes === "granted" ? "granted" : null);
  const said = coerceBoolean(cell);
  return said.ok ? accepted(said.value ? yes : null) : said;
}

export const saysConsent = (text: string): boolean => coerceConsent(text, "denied").ok;
