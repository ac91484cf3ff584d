// People at the companies. Most arrive as leads: a fair coin gives each lead an arm of the experiment
// (call within 24 hours, or the usual e-mail later), and its outcome is drawn from the lead formula.
import { atWork, atWorkAfter, dayMs, drawDemandMoment, hourMs, isoTime } from "./calendar.ts";
import { asciiOf, drawName, drawPhone } from "./identity.ts";
import { type LeadTraits, leadConversionProbability } from "./probabilities.ts";
import type { Random } from "./random.ts";
import { vendor } from "./setup.ts";
import {
  addActivity,
  type CompanyState,
  fillIn,
  type PersonState,
  type Simulation,
} from "./simulation.ts";
import type { Arm, LeadSource, Person, Seniority } from "./types.ts";
import { jobTitles } from "./words/company-words.ts";
import { firstTouches, leadFollowUps } from "./words/engagement-texts.ts";
import { countries } from "./words/places.ts";

const sourceWeights: Readonly<Record<LeadSource, number>> = {
  website: 34,
  webinar: 14,
  referral: 12,
  partner: 10,
  event: 14,
  outbound: 16,
};
const seniorityWeights: Readonly<Record<Seniority, number>> = {
  executive: 16,
  director: 24,
  manager: 34,
  specialist: 26,
};
const countryNamed = new Map(countries.map((country) => [country.name, country]));

export function createPeople(simulation: Simulation, company: CompanyState): void {
  const random = company.random.fork("people");
  const count = 1 + random.poisson(4);
  for (let index = 0; index < count; index += 1) {
    const isContact = index === 0 ? company.legacySinceMs !== null : random.chance(0.16);
    const person = createPerson(
      simulation,
      company,
      random.fork(String(index)),
      index === 0,
      isContact,
    );
    company.people.push(person);
    if (!isContact) runLead(simulation, company, person, random.fork(`${index}/lead`));
  }
}

function createPerson(
  simulation: Simulation,
  company: CompanyState,
  random: Random,
  isFirst: boolean,
  isContact: boolean,
): PersonState {
  const { people } = simulation.world;
  const country = countryNamed.get(company.row.country);
  const seniority = random.weighted(seniorityWeights);
  const name = drawName(random, country?.cultures ?? ["english"]);
  const createdMs = arrivalOf(simulation, company, random, isFirst);
  const row: Person = {
    key: people.length + 1,
    ...name,
    email: simulation.addressFor(
      `${asciiOf(name.firstName)}.${asciiOf(name.lastName)}`,
      company.row.domain,
    ),
    phone: drawPhone(random, country?.phone ?? "northAmerica"),
    jobTitle: random.pick(jobTitles[seniority]),
    city: company.row.city,
    country: company.row.country,
    region: company.row.region,
    lifecycle: "lead",
    companyId: company.row.key,
    ownerId: company.owner.key,
    custom: { leadSource: isContact ? null : random.weighted(sourceWeights), seniority },
    createdAt: isoTime(createdMs),
  };
  people.push(row);
  return { row, interest: random.normal(), createdMs, convertedMs: null };
}

/** Half of the others follow the first within weeks, the rest at any time. */
function arrivalOf(
  simulation: Simulation,
  company: CompanyState,
  random: Random,
  isFirst: boolean,
): number {
  if (isFirst) return company.createdMs;
  const soonMs = company.createdMs - 30 * dayMs * Math.log(1 - random.unit());
  const isSoon = random.chance(0.5) && soonMs < simulation.nowMs;
  const rawMs = isSoon ? soonMs : drawDemandMoment(random, company.createdMs, simulation.nowMs);
  const atMs = atWorkAfter(random, company.createdMs, rawMs, company.utcOffsetHours);
  // The next working hour may lie ahead; then it was outside working hours after all.
  return atMs <= simulation.nowMs ? atMs : rawMs;
}

function runLead(
  simulation: Simulation,
  company: CompanyState,
  person: PersonState,
  random: Random,
): void {
  const { experiment } = simulation.world;
  const lead = leadTraitsOf(company, person);
  const conversionProbability: Record<Arm, number> = {
    usual: leadConversionProbability(lead, "usual"),
    "call-within-24-h": leadConversionProbability(lead, "call-within-24-h"),
  };
  simulation.truth.leads.push({
    personId: person.row.key,
    interest: person.interest,
    conversionProbability,
    uplift: conversionProbability["call-within-24-h"] - conversionProbability.usual,
  });
  const arm: Arm = random.chance(0.5) ? "call-within-24-h" : "usual";
  const horizonMs = experiment.horizonDays * dayMs;
  if (random.chance(conversionProbability[arm])) {
    const delayMs = Math.min(random.logNormal(11, 0.7) * dayMs, horizonMs - 8 * dayMs);
    const convertedMs = atWorkAfter(
      random,
      person.createdMs + dayMs,
      person.createdMs + delayMs,
      company.utcOffsetHours,
    );
    person.convertedMs = convertedMs <= simulation.nowMs ? convertedMs : null;
  }
  const isMature = person.createdMs + horizonMs <= simulation.nowMs;
  experiment.assignments.push({
    personId: person.row.key,
    arm,
    assignedAt: person.row.createdAt,
    outcome: outcomeOf(person, isMature),
    convertedAt: person.convertedMs === null ? null : isoTime(person.convertedMs),
  });
  addTouches(simulation, company, person, arm, random);
}

function outcomeOf(person: PersonState, isMature: boolean) {
  if (person.convertedMs !== null) return "converted";
  return isMature ? "not-converted" : "pending";
}

function leadTraitsOf(company: CompanyState, person: PersonState): LeadTraits {
  return {
    fit: company.fit,
    interest: person.interest,
    source: person.row.custom.leadSource as LeadSource,
    seniority: person.row.custom.seniority as Seniority,
    employees: company.row.employees,
    isTargetIndustry: company.isTargetIndustry,
  };
}

function addTouches(
  simulation: Simulation,
  company: CompanyState,
  person: PersonState,
  arm: Arm,
  random: Random,
): void {
  const isCalled = arm === "call-within-24-h";
  const first = isCalled ? firstTouches.call : firstTouches.email;
  const firstMs = isCalled
    ? person.createdMs + Math.min(random.logNormal(3.5, 0.9), 23) * hourMs
    : atWork(random, person.createdMs + random.between(2, 4.5) * dayMs, company.utcOffsetHours);
  const followUps = random.chance(0.75) ? leadFollowUps.slice(0, random.integer(1, 2)) : [];
  let atMs = Math.round(firstMs);
  for (const touch of [first, ...followUps]) {
    addActivity(simulation, atMs, {
      kind: touch.kind,
      subject: fillIn(touch.subject, { person: person.row.firstName, product: vendor.product }),
      body: touch.body,
      outcome: random.pick(touch.outcomes),
      durationMinutes: touch.kind === "call" ? random.integer(3, 25) : null,
      personId: person.row.key,
      companyId: company.row.key,
      ownerId: company.owner.key,
    });
    atMs = atWorkAfter(random, atMs, atMs + random.between(3, 9) * dayMs, company.utcOffsetHours);
  }
}

/** A second record for about one person in fifty: what duplicate detection should find. */
export function addDuplicates(simulation: Simulation): void {
  const { people } = simulation.world;
  for (const original of people.slice()) {
    const random = simulation.random.fork(`duplicate/${original.key}`);
    if (!random.chance(0.02)) continue;
    const key = people.length + 1;
    const atMs = Date.parse(original.createdAt) + random.between(5, 120) * dayMs;
    const domain = original.email.slice(original.email.indexOf("@") + 1);
    people.push({
      ...original,
      key,
      firstName: random.chance(0.5) ? original.firstName : `${original.firstName.charAt(0)}.`,
      lastName: random.chance(0.6) ? original.lastName : swapLetters(original.lastName, random),
      email: simulation.addressFor(
        `${asciiOf(original.firstName).charAt(0)}${asciiOf(original.lastName)}`,
        domain,
      ),
      phone: random.chance(0.7) ? original.phone.replaceAll(" ", "") : original.phone,
      custom: { ...original.custom, leadSource: null },
      createdAt: isoTime(Math.min(atMs, simulation.nowMs)),
    });
    simulation.truth.duplicates.push({ personId: key, sameAsPersonId: original.key });
  }
}

function swapLetters(name: string, random: Random): string {
  if (name.length < 4) return name;
  const at = random.integer(1, name.length - 3);
  return `${name.slice(0, at)}${name.charAt(at + 1)}${name.charAt(at)}${name.slice(at + 2)}`;
}
