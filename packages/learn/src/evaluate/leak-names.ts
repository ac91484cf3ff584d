// Names that say that a column is written during or after the outcome. A name alone is no proof: how much the column must
// also know of the target is part of each rule.

interface NameRule {
  readonly pattern: RegExp;
  /** What the name says, for people. */
  readonly says: string;
  /** The least that it must know of the target alone (see `Alone.strength`). */
  readonly strength: number;
  /** Whether it must besides be the strongest of all columns by a margin. */
  readonly strongest?: boolean;
}

const event = "(?:activity|action|event|status|stage|disposition|outcome|remark|note|comment)s?";
const ending =
  "(?:clos(?:e|ed|ing)|won|lost|resol(?:ved|ution)|solved|cancel(?:l?ed|lation)?|terminat(?:ed|ion)|churn(?:ed)?|exit(?:ed)?|convert(?:ed)?|conversion|lapsed|unsubscribed?|deliver(?:ed|y)|complet(?:ed|ion)|recover(?:ed|y|ies)|charge ?off|settle(?:d|ment)|disqualifi(?:ed|cation)|reject(?:ed|ion))";
const detail = "(?:date|at|on|time|timestamp|day|value|amount|reason|by|notes?|comment|summary)";
const deal = "(?:lead|prospect|opportunity|deal)";

const rules: readonly NameRule[] = [
  {
    pattern: new RegExp(`\\b(?:last|latest|most recent|final)\\b.*\\b${event}\\b`),
    says: "the latest event at the time of the export, which is often the outcome itself",
    strength: 0.08,
  },
  { pattern: /\btags?\b/, says: "tags that people set while they work on it", strength: 0.08 },
  {
    pattern: new RegExp(`\\b${deal}\\b.*\\b(?:quality|profile|score|grade|rating|temperature)\\b`),
    says: "a judgement made while it was worked on",
    strength: 0.08,
  },
  {
    pattern:
      /\b(?:churn|conversion|propensity|win|attrition)\b.*\b(?:index|score|grade|probability|label|value|risk)\b/,
    says: "a score or label of the outcome itself",
    strength: 0.08,
  },
  {
    pattern: new RegExp(`\\b${ending}\\b.*\\b${detail}\\b`),
    says: "written when it ended",
    strength: 0.08,
  },
  {
    pattern: /\btime to (?:resol\w+|clos\w+|convert|conversion|churn|cancel\w*)\b/,
    says: "known when it ended",
    strength: 0.05,
  },
  {
    pattern: new RegExp(
      `\\b${ending}\\b.*\\breasons?\\b|\\breasons? (?:for|of) (?:leaving|${ending})`,
    ),
    says: "the reason of the outcome",
    strength: 0.04,
  },
  { pattern: /^resolution$/, says: "written when it was solved", strength: 0.2 },
  { pattern: /\b(?:outcome|disposition|result)\b/, says: "an outcome", strength: 0.35 },
  {
    pattern: /\b(?:call|talk|conversation)\b.*\b(?:duration|length|seconds|minutes|time)\b/,
    says: "how long the contact took, which is known after it only",
    strength: 0.4,
  },
  {
    pattern: /^(?:duration|call length)(?: (?:s|sec|secs|seconds|min|minutes))?$/,
    says: "how long the contact took, which is known after it only",
    strength: 0.45,
    strongest: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:${deal}|case|ticket|order|application|claim|reservation|subscription|customer|churn|delivery)\\b.*\\b(?:status|stage|state)\\b`,
    ),
    says: "a state that moves with the outcome",
    strength: 0.5,
  },
];

/** Words that say that it is about something earlier, or a count or a time since. */
const earlier =
  /\b(?:previous|previously|prev|prior|past|historical|history|before|initial|first|earlier|days|since|ago|count|number|num|n|recency|months|weeks|hours|avg|average|mean|ratio|rate|expected|scheduled|planned|policy)\b/;

/** camelCase, snake_case and dots as words in small letters. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[_.\-/·→]+/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** What the name says, where the column knows enough of the target besides; null for an innocent one. */
export function nameEvidence(
  name: string,
  strength: number,
  others: { readonly strongest: number },
): string | null {
  const words = wordsOf(name);
  if (earlier.test(words) && !/\btime to\b/.test(words)) return null;
  const rule = rules.find(
    (one) =>
      one.pattern.test(words) &&
      strength >= one.strength &&
      (!one.strongest || strength > others.strongest + 0.05),
  );
  return rule ? rule.says : null;
}

/** Names of scores that a system computes; one alone may be honest, see the families of leaks.ts. */
export const isComputedScore = (name: string): boolean =>
  /\b(?:activity|profile)\b.*\b(?:index|score|grade)\b/.test(wordsOf(name));
