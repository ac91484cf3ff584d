// Which macros fit what a customer wrote: those that members used on the most alike conversations, where there are enough
// of these; otherwise those that share the words that tell most. Pure.
import type { CopilotMacro, Macro } from "@rapport/contracts";
import { analyse, guessLanguage, type Term } from "@rapport/retrieval";
import type { MacroUse } from "./suggestions.store.ts";

const most = 3;
const enoughUses = 20;
const enoughAlike = 5;
const nearest = 15;
const leastAlike = 0.15;
const leastVotes = 2;
const leastShare = 0.12;

export const termsOf = (text: string): number[] => [
  ...new Set(analyse(text, guessLanguage(text)).map(({ term }) => term)),
];

function alike(a: ReadonlySet<number>, b: readonly number[]): number {
  if (a.size === 0 || b.length === 0) return 0;
  return b.filter((term) => a.has(term)).length / Math.sqrt(a.size * b.length);
}

/** Null: too little was used on anything like it. */
function learned(
  text: string,
  macros: readonly Macro[],
  uses: readonly MacroUse[],
): CopilotMacro[] | null {
  if (uses.length < enoughUses) return null;
  const asked = new Set(termsOf(text));
  const near = uses
    .map((use) => ({ use, share: alike(asked, use.terms) }))
    .filter(({ share }) => share >= leastAlike)
    .sort((a, b) => b.share - a.share)
    .slice(0, nearest);
  if (near.length < enoughAlike) return null;
  const found = macros.flatMap((macro): CopilotMacro[] => {
    const votes = near.filter(({ use }) => use.macroId === macro.id).length;
    if (votes < leastVotes) return [];
    const reason = `Used on ${votes} of the ${near.length} most similar conversations.`;
    return [{ ...named(macro), rung: "learned", reason, share: votes / near.length }];
  });
  return found.length === 0 ? null : found;
}

const named = ({ id, name }: Macro) => ({ macroId: id, name });

const languageOf = ({ name, text }: Macro) => guessLanguage(`${name} ${text}`);

function termsOfMacro(macro: Macro): Map<number, Term> {
  const text = [macro.name, macro.text, ...macro.tags].join("\n");
  return new Map(analyse(text, languageOf(macro)).map((term) => [term.term, term]));
}

function byWords(text: string, macros: readonly Macro[]): CopilotMacro[] {
  const all = macros.map((macro) => ({ macro, terms: termsOfMacro(macro) }));
  const having = (term: number) => all.filter(({ terms }) => terms.has(term)).length;
  const weight = (term: number) => Math.log(1 + (all.length + 1) / (having(term) + 0.5));
  return all.flatMap(({ macro, terms }): CopilotMacro[] => {
    const asked = new Map(analyse(text, languageOf(macro)).map((term) => [term.term, term]));
    const shared = [...asked.values()]
      .filter(({ term }) => terms.has(term))
      .sort((a, b) => weight(b.term) - weight(a.term));
    const norm = (held: ReadonlyMap<number, Term>) =>
      Math.sqrt([...held.keys()].reduce((sum, term) => sum + weight(term) ** 2, 0));
    const sum = shared.reduce((total, { term }) => total + weight(term) ** 2, 0);
    const share = sum === 0 ? 0 : sum / (norm(asked) * norm(terms));
    if (share < leastShare) return [];
    const words = [...new Set(shared.map(({ word }) => word))].slice(0, 3);
    const reason = `Shares ${words.map((word) => `“${word}”`).join(", ")} with what was asked.`;
    return [{ ...named(macro), rung: "words", reason, share: Math.min(1, share) }];
  });
}

export function suggestMacros(
  text: string,
  macros: readonly Macro[],
  uses: readonly MacroUse[],
): CopilotMacro[] {
  const found = learned(text, macros, uses) ?? byWords(text, macros);
  return found.sort((a, b) => b.share - a.share || a.name.localeCompare(b.name)).slice(0, most);
}
