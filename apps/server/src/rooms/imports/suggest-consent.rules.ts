// Columns by which other systems tell what people agreed or objected to. Suggested only where the values say so too.
import type { FileColumn } from "./cells.rules.ts";
import { saysConsent } from "./coerce-consent.rules.ts";
import { readHeader } from "./header-words.rules.ts";
import type { ColumnSuggestion, ConsentTarget } from "./mapping.rules.ts";
import type { ColumnShape } from "./value-shapes.rules.ts";

type Said = Omit<ConsentTarget, "kind">;

const said = (purpose: string, yes: Said["yes"], words: string): [string, Said][] =>
  words.split(" ").map((word) => [word, { purpose, yes }]);

/** As `readHeader` gives them: letters and digits, lower case. */
const consentWords: ReadonlyMap<string, Said> = new Map([
  ...said(
    "marketing_email",
    "denied",
    "emailoptout optoutemail optedoutofemail hasoptedoutofemail emailoptedout optout optedout unsubscribed isunsubscribed unsubscribe unsubscribedfromallemail unsubscribedfromemail emailunsubscribed donotemail donotbulkemail noemail marketingoptout newsletteroptout",
  ),
  ...said(
    "marketing_phone",
    "denied",
    "donotcall donotphone phoneoptout optedoutofcalls optedoutofphone hasoptedoutofcalls nocalls callsoptout",
  ),
  ...said(
    "marketing_email",
    "granted",
    "emailoptin optinemail optin optedin marketingoptin marketingconsent emailconsent acceptsmarketing acceptsemailmarketing newsletteroptin subscribedtonewsletter",
  ),
]);

const least = 0.7;

export function consentSuggestion(
  object: string,
  column: FileColumn,
  { filled, distinct }: ColumnShape,
): ColumnSuggestion | undefined {
  if (object !== "people" || filled === 0) return undefined;
  const found = readHeader(column.name, object)
    .map(({ joined }) => consentWords.get(joined))
    .find((one) => one !== undefined);
  const clear = distinct.filter(saysConsent).length;
  if (!found || clear < distinct.length * least) return undefined;
  const what = found.yes === "denied" ? "an objection" : "consent";
  return {
    column: column.name,
    target: { kind: "consent", ...found },
    confidence: 0.9,
    reason: `"${column.name}" tells ${what}; who says yes there is recorded so, with this file as its source.`,
  };
}
