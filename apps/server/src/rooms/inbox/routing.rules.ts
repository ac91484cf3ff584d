// Who gets a conversation: of those who take its category and speak its language and have room, who is named for these
// before who takes anything, and of those the one with the least open. Judges what people said they do, never how they do it. Pure.
import type { InboxSettings, RoutingAgent } from "@rapport/contracts";

export interface RoutingFacts {
  category: string | null;
  language: string | null;
  /** Open conversations of each agent. */
  loads: ReadonlyMap<string, number>;
  away: ReadonlySet<string>;
  /** Agents who are active members still. */
  active: ReadonlySet<string>;
}

export interface Routed {
  memberId: string | null;
  teamId: string | null;
  reasons: string[];
}

const takes = (list: readonly string[], value: string | null): boolean =>
  list.length === 0 || (value !== null && list.includes(value));

const named = (agent: RoutingAgent) =>
  (agent.categories.length > 0 ? 2 : 0) + (agent.languages.length > 0 ? 1 : 0);

/** More telling first: named for the category, then for the language, then less open. */
function order(facts: RoutingFacts) {
  const load = ({ memberId }: RoutingAgent) => facts.loads.get(memberId) ?? 0;
  return (a: RoutingAgent, b: RoutingAgent) =>
    named(b) - named(a) || load(a) - load(b) || (a.memberId < b.memberId ? -1 : 1);
}

export function route({ routing }: InboxSettings, facts: RoutingFacts): Routed {
  const { category, language, loads, away, active } = facts;
  const team = routing.teams.find((one) => one.category === category);
  const teamId = team?.teamId ?? null;
  const toTeam = team ? [`${category} goes to this team`] : [];
  if (!routing.enabled) return { memberId: null, teamId, reasons: toTeam };
  const able = routing.agents.filter(
    (one) =>
      active.has(one.memberId) && takes(one.categories, category) && takes(one.languages, language),
  );
  const free = able.filter(
    ({ memberId, maxOpen }) => !away.has(memberId) && (loads.get(memberId) ?? 0) < maxOpen,
  );
  const [chosen] = free.sort(order(facts));
  if (!chosen) {
    const why =
      able.length === 0
        ? "Nobody takes this kind"
        : "Everybody who takes this kind is away or full";
    return { memberId: null, teamId, reasons: [...toTeam, why] };
  }
  const load = loads.get(chosen.memberId) ?? 0;
  const alike = free.filter((one) => named(one) === named(chosen)).length;
  return {
    memberId: chosen.memberId,
    teamId,
    reasons: [
      ...toTeam,
      ...(chosen.categories.length > 0 && category !== null ? [`Takes ${category}`] : []),
      ...(chosen.languages.length > 0 && language !== null ? [`Speaks ${language}`] : []),
      alike === 1 ? `Has ${load} open` : `Has ${load} open, the least of ${alike}`,
    ],
  };
}
