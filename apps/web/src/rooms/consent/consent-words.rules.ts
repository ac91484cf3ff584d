// Consent in words: states, sources, and what silence means. Pure.
import type { ConsentSource, ConsentState, PurposeConsent } from "@rapport/sdk";

export const STATE_WORDS: Record<ConsentState, string> = {
  granted: "Agreed",
  denied: "Objected",
  unknown: "Unknown",
};

export const SOURCE_WORDS: Record<ConsentSource, string> = {
  form: "in a form",
  import: "with an import",
  member: "noted by hand",
  api: "over the API",
  event: "with an event",
  merge: "from a merged record",
};

/** What to write in the list of choices: what choosing it says. */
export const STATE_CHOICES: Record<ConsentState, string> = {
  granted: "Agrees",
  denied: "Objects",
  unknown: "Not known any more",
};

/** The state, and for an unknown one what follows from it. */
export const stateText = ({ state, isAllowed }: PurposeConsent): string => {
  if (state !== "unknown") return STATE_WORDS[state];
  return isAllowed ? "Unknown, so allowed" : "Unknown, so not allowed";
};

export const toneOf = ({ state, isAllowed }: PurposeConsent): "good" | "bad" | "plain" => {
  if (state === "unknown") return "plain";
  return isAllowed ? "good" : "bad";
};

/** What a list of statements says of one. */
export const statementText = (state: ConsentState, label: string): string =>
  state === "unknown"
    ? `${label}: not known any more`
    : `${label}: ${STATE_WORDS[state].toLowerCase()}`;

/** What is told after it was recorded. */
export const doneText = (state: ConsentState, label: string): string => {
  if (state === "unknown") return `${label} is unknown now.`;
  return state === "granted" ? `${label}: agreement noted.` : `${label}: objection noted.`;
};
