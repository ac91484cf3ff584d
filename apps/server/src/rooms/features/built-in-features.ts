// The sets that come with Rapport, one an entity. They read what the CRM keeps of itself and events; where a workspace
// has none of a kind, the defaults stand.
import { companiesSet } from "./built-in-companies.ts";
import { peopleSet } from "./built-in-people.ts";
import { dealsSet, ticketsSet } from "./built-in-work.ts";
import type { FeatureSet } from "./define-feature.ts";

export const builtInSets: readonly FeatureSet[] = [peopleSet, companiesSet, dealsSet, ticketsSet];
