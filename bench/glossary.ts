// What a glossary brings: questions of customers about the demo's help pages in words that these pages do not have, asked
// without and with a glossary, and questions in the pages' own words beside them, whose results must be the same to the
// bit: `npm run bench:glossary`. The questions and the glossary were made for this measurement: each term was written
// down before the questions were, but by the same hand, so that the gain is the best case, not the usual one.
import { evidenceOf, loadCorpus } from "../apps/server/src/flows/evaluate-knowledge.ts";
import { openEvaluation } from "../apps/server/src/operations/evaluate-knowledge.ts";
import { cutPassages, Glossary, ndcg } from "../packages/retrieval/src/index.ts";
import { helpPages } from "../packages/world/src/index.ts";

const terms: readonly (readonly [string, ...string[]])[] = [
  ["second factor", "2FA", "MFA", "one-time code", "Zwei-Faktor-Anmeldung"],
  ["single sign-on", "SSO", "SAML", "Einmalanmeldung"],
  ["refund", "money back", "reimbursement", "Rückerstattung", "remboursement"],
  ["cancel", "terminate", "kündigen", "résilier"],
  ["work order", "job", "ticket for a technician", "Einsatz", "Auftrag"],
  ["technician", "engineer in the field", "fitter", "Monteur"],
  ["seat", "licence", "user account", "Lizenz"],
  ["invoice", "bill", "Rechnung", "facture"],
  ["password", "passphrase", "Kennwort", "mot de passe"],
  ["synchronise", "upload stuck", "synchronisieren"],
  ["working offline", "no reception", "Funkloch"],
  ["spare parts", "materials", "Ersatzteile"],
  ["accounting", "bookkeeping", "Buchhaltung"],
  ["service report", "job sheet", "Arbeitsbericht"],
  ["retention", "kept in Frankfurt and Dublin", "server location", "Serverstandort"],
  ["interfaces for developers", "API", "Schnittstelle"],
];

/** The page's title, and a question in other words than its own. */
const asked: readonly (readonly [page: string, question: string])[] = [
  ["Two-factor sign-in", "2FA lost"],
  ["Two-factor sign-in", "Can we force MFA?"],
  ["Two-factor sign-in", "Wie richte ich die Zwei-Faktor-Anmeldung ein?"],
  ["Single sign-on", "Do you support SSO?"],
  ["Single sign-on", "SAML setup"],
  ["Single sign-on", "Einmalanmeldung einrichten"],
  ["Refunds", "Can I get my money back?"],
  ["Refunds", "reimbursement"],
  ["Refunds", "Wie lange dauert die Rückerstattung?"],
  ["Refunds", "délai de remboursement"],
  ["Cancel your contract", "I want to terminate"],
  ["Cancel your contract", "Wie kann ich kündigen?"],
  ["Create a work order", "How do I make a new job?"],
  ["Create a work order", "Auftrag anlegen"],
  ["Emergency work orders", "What happens with an emergency job at night?"],
  ["Assign and reassign technicians", "A fitter is ill, what now?"],
  ["Assign and reassign technicians", "Monteur krank"],
  ["Add or remove seats", "How do I get one more licence?"],
  ["Add or remove seats", "Lizenz entfernen"],
  ["Invoices and payment", "Where is my bill?"],
  ["Invoices and payment", "Rechnung herunterladen"],
  ["Reset your password", "forgot my passphrase"],
  ["Reset your password", "Kennwort vergessen"],
  ["Reset your password", "mot de passe oublié"],
  ["The app does not synchronise", "my upload stuck"],
  ["Working offline in the app", "no reception in the cellar"],
  ["Spare parts and stock", "How are materials booked?"],
  ["Connect to accounting", "Does it connect to our bookkeeping?"],
  ["Service reports", "Where do I find the job sheet of a customer?"],
  ["Where data is kept, and for how long", "What is the server location?"],
  ["Interfaces for developers", "Is there an API?"],
  ["Interfaces for developers", "Schnittstelle"],
];

/** In the pages' own words, none of which the glossary has. */
const others: readonly string[] = [
  "How long is the link in the e-mail valid?",
  "Which browsers does the board run in?",
  "How many recovery codes are there?",
  "When are routes computed?",
  "What does the forecast say?",
  "How much free space does the app need?",
  "When does support answer?",
  "How many rows can I bring in a CSV file?",
];

const entries = terms.map(([term, ...words]) => ({ id: term, term, words }));
const glossary = new Glossary(entries);
const evaluation = await openEvaluation();
/** For a stated precision of 0.9. */
const neededConfidence = 0.631;
const round = (value: number) => Number(value.toFixed(4));

try {
  const corpus = helpPages
    .filter(({ internal }) => !internal)
    .flatMap(({ title, body }) =>
      cutPassages(body).map(({ headings, text }, at) => ({
        id: `${title}#${at}`,
        title,
        text: [...headings, text].join("\n"),
      })),
    );
  const loaded = await loadCorpus(evaluation, corpus, "en");
  const scope = { workspaceId: loaded.workspaceId };
  const rank = (query: string, isWith: boolean) =>
    evaluation.passages.rank(scope, {
      ...{ query, readers: ["public"], limit: 10, mode: "hybrid" },
      ...(isWith ? { related: glossary.related(query) } : {}),
    });

  async function measure(isWith: boolean) {
    const counts = { first: 0, gain: 0, answered: 0, right: 0, nothing: 0 };
    for (const [page, question] of asked) {
      const { passages } = await rank(question, isWith);
      const titles = [...new Set(passages.map(({ title }) => title))];
      if (titles[0] === page) counts.first += 1;
      if (titles.length === 0) counts.nothing += 1;
      counts.gain += ndcg(titles, new Map([[page, 1]]), 10);
      const related = isWith ? glossary.related(question) : [];
      const found = await evidenceOf(evaluation, loaded, question, related);
      if (!found || found.confidence < neededConfidence) continue;
      counts.answered += 1;
      if (found.cited.some((id) => id.startsWith(`${page}#`))) counts.right += 1;
    }
    const { first, gain, ...more } = counts;
    return { ndcg10: round(gain / asked.length), first: round(first / asked.length), ...more };
  }

  let same = 0;
  for (const question of others) {
    const [without, withIt] = [await rank(question, false), await rank(question, true)];
    if (JSON.stringify(without.passages) === JSON.stringify(withIt.passages)) same += 1;
  }
  console.log(JSON.stringify({ passages: corpus.length, questions: asked.length }));
  console.log(JSON.stringify({ without: await measure(false) }));
  console.log(JSON.stringify({ with: await measure(true) }));
  console.log(JSON.stringify({ others: others.length, same }));
} finally {
  await evaluation.close();
}
