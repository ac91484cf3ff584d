// Prospects and customers as they enter the CRM. About a third were customers before the CRM was
// introduced; the others appear over the two years, more of them later and in busy months.
import { atWork, dayMs, drawDemandMoment, isoTime } from "./calendar.ts";
import { asciiOf, drawCoinedWord, drawCountry, drawPhone, pickSkewed } from "./identity.ts";
import { logistic } from "./probabilities.ts";
import type { Random } from "./random.ts";
import { currencyRate } from "./setup.ts";
import type { CompanyState, Simulation } from "./simulation.ts";
import type { Company, Member, Region } from "./types.ts";
import { type Industry, industries } from "./words/company-words.ts";

const industryWeights = Object.fromEntries(industries.map(({ name, weight }) => [name, weight]));
const industryNamed = new Map(industries.map((industry) => [industry.name, industry]));

export function createCompanies(simulation: Simulation): CompanyState[] {
  const random = simulation.random.fork("companies");
  const takenNames = new Set<string>();
  const states: CompanyState[] = [];
  for (let key = 1; key <= simulation.companyCount; key += 1) {
    const state = createCompany(simulation, random.fork(String(key)), key, takenNames);
    states.push(state);
    simulation.world.companies.push(state.row);
    simulation.truth.companies.push({ companyId: key, fit: state.fit, health: state.health });
  }
  return states;
}

function createCompany(
  simulation: Simulation,
  random: Random,
  key: number,
  takenNames: Set<string>,
): CompanyState {
  const industry = industryNamed.get(random.weighted(industryWeights)) as Industry;
  const fit = random.normal();
  const isLegacy = random.chance(logistic(-0.75 + 0.6 * fit));
  const { fromMs, nowMs } = simulation;
  const country = drawCountry(random);
  const rawMs = isLegacy
    ? fromMs + random.between(0.5, 20) * dayMs
    : drawDemandMoment(random, fromMs + 5 * dayMs, nowMs - 8 * dayMs);
  const createdMs = atWork(random, rawMs, country.utcOffsetHours);
  const owner = pickMember(simulation, random, "seller", country.region);
  const name = drawCompanyName(random, industry, takenNames);
  const employees = clamp(Math.round(random.logNormal(170, 1.25)), 6, 40_000);
  const revenueUsd = employees * random.logNormal(140_000, 0.5);
  const domain = `${asciiOf(name)}.example`;
  const row: Company = {
    key,
    name,
    domain,
    website: `https://www.${domain}`,
    industry: industry.name,
    employees,
    annualRevenueMinor: Math.round((revenueUsd * currencyRate[country.currency]) / 1_000) * 100_000,
    currency: country.currency,
    phone: drawPhone(random, country.phone),
    city: pickSkewed(random, country.cities),
    country: country.name,
    region: country.region,
    ownerId: owner.key,
    custom: {
      relationship: "prospect",
      plan: null,
      seats: null,
      customerSince: null,
      churnedOn: null,
    },
    createdAt: isoTime(createdMs),
  };
  return {
    row,
    random,
    fit,
    health: random.normal(),
    isTargetIndustry: industry.isTarget,
    utcOffsetHours: country.utcOffsetHours,
    createdMs,
    legacySinceMs: isLegacy ? fromMs - random.between(20, 1_500) * dayMs : null,
    owner,
    successOwner: pickMember(simulation, random, "success", null),
    people: [],
    deals: [],
  };
}

export function pickMember(
  simulation: Simulation,
  random: Random,
  duty: "seller" | "success" | "support",
  region: Region | null,
): Member {
  const fits = (member: Member) =>
    duty === "seller"
      ? member.region === region && (member.role === "sales" || member.role === "manager")
      : member.role === duty;
  return random.pick(simulation.world.members.filter(fits));
}

function drawCompanyName(random: Random, industry: Industry, taken: Set<string>): string {
  for (;;) {
    const word = drawCoinedWord(random);
    const name = random.chance(0.72) ? `${word} ${random.pick(industry.trades)}` : word;
    if (taken.has(asciiOf(name))) continue;
    taken.add(asciiOf(name));
    return name;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
