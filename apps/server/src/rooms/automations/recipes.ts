// Automations to begin with, made from the workspace as it is. They are drafts in the form in which rules are
// made: the screen opens them in the editor, and nothing is switched on by itself.
import type { AutomationInput, Recipe } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { faultsOf } from "./check-rule.ts";
import type { RoomDeps } from "./deps.ts";
import { loadFacts } from "./facts.ts";
import { newRule } from "./rule-acts.ts";

type Draft = Omit<Recipe, "needs">;

function drafts(memberId: string, teamId: string | undefined): Draft[] {
  const whom = teamId === undefined ? { memberIds: [memberId] } : { teamId };
  const rules: { key: string; title: string; about: string; rule: AutomationInput }[] = [
    {
      key: "won-onboarding",
      title: "When a deal is won, create an onboarding task",
      about: "The owner of the deal gets a task for the next working days.",
      rule: {
        name: "Onboarding task for won deals",
        object: "deals",
        trigger: { kind: "changed", fields: [{ field: "status", to: ["won"] }] },
        steps: [
          {
            kind: "create",
            object: "tasks",
            set: {
              title: { text: "Start onboarding: {{deal.name}}" },
              body: {
                text: "Won for {{deal.amountMinor|an amount not given}}. Company: {{company.name|none}}.",
              },
              dueAt: { inDays: 3 },
              dealId: { copy: "id" },
              ownerId: { copy: "ownerId" },
            },
          },
        ],
      },
    },
    {
      key: "urgent-ticket",
      title: "When a ticket is urgent, notify the team",
      about: "Whoever is chosen learns of it at once, and its owner too.",
      rule: {
        name: "Notify about urgent tickets",
        object: "tickets",
        trigger: { kind: "changed", fields: [{ field: "priority", to: ["urgent"] }] },
        condition: { status: { in: ["open", "pending"] } },
        steps: [
          {
            kind: "notify",
            owner: true,
            ...whom,
            title: "Urgent: {{ticket.subject}}",
            body: "From {{person.firstName|someone}} {{person.lastName|}}.",
          },
        ],
      },
    },
    {
      key: "assign-tickets",
      title: "When a ticket comes in, assign it in turn",
      about: "New tickets without an owner are shared out evenly.",
      rule: {
        name: "Share out new tickets",
        object: "tickets",
        trigger: { kind: "created" },
        condition: { ownerId: { empty: true } },
        steps: [{ kind: "assign", ...whom }],
      },
    },
    {
      key: "quiet-deal",
      title: "When an open deal is quiet for 14 days, create a follow-up",
      about: "Deals that nobody touches come back as a task.",
      rule: {
        name: "Follow up on quiet deals",
        object: "deals",
        trigger: { kind: "unchanged", days: 14 },
        condition: { status: "open" },
        steps: [
          {
            kind: "create",
            object: "tasks",
            set: {
              title: { text: "Follow up: {{deal.name}}" },
              dueAt: { inDays: 1 },
              dealId: { copy: "id" },
              ownerId: { copy: "ownerId" },
            },
          },
        ],
      },
    },
  ];
  return rules;
}

/** Those that this member could make; what is missing is said. */
export async function recipesFor(deps: RoomDeps, tx: Tx, ctx: Ctx): Promise<Recipe[]> {
  const { principal } = ctx;
  if (principal.memberId === null) return [];
  const facts = await loadFacts(deps.records, tx);
  const [teamId] = facts.teams.keys();
  const at = new Date(deps.clock.nowMs()).toISOString();
  const found: Recipe[] = [];
  for (const draft of drafts(principal.memberId, teamId)) {
    if (principal.rights.object(draft.rule.object).read === "none") continue;
    const rule = newRule({ at }, principal.memberId, draft.rule);
    const [fault] = await faultsOf(deps, tx, { rule, principal, facts, texts: new Map() });
    found.push({ ...draft, needs: fault?.text ?? null });
  }
  return found;
}
