// The vendor's own people: one sales team per region, support and customer success. Head counts grow
// with the number of companies; each member's skill is latent and enters the odds of their deals.
import { asciiOf, drawName } from "./identity.ts";
import type { Random } from "./random.ts";
import { vendor } from "./setup.ts";
import type { Simulation } from "./simulation.ts";
import type { Key, Member, Region } from "./types.ts";
import type { Culture } from "./words/people-names.ts";

interface RegionalTeam {
  region: Region;
  companiesPerSeller: number;
  cultures: readonly Culture[];
}

/** The last figure is tuned to a region's share of the market, for about 14 companies a seller. */
const regionalTeams: readonly RegionalTeam[] = [
  {
    region: "EMEA",
    companiesPerSeller: 27,
    cultures: ["english", "french", "german", "dutch", "italian", "nordic"],
  },
  { region: "North America", companiesPerSeller: 50, cultures: ["english", "spanish", "indian"] },
  {
    region: "APAC",
    companiesPerSeller: 64,
    cultures: ["indian", "english", "japanese", "southeastAsian"],
  },
  { region: "Latin America", companiesPerSeller: 120, cultures: ["spanish", "portuguese"] },
];

const everyCulture: readonly Culture[] = [
  "english",
  "spanish",
  "german",
  "slavic",
  "african",
  "arabic",
  "chinese",
  "turkish",
];

type Post = Pick<Member, "jobTitle" | "role" | "teamId" | "region">;

export function createStaff(simulation: Simulation): void {
  const random = simulation.random.fork("staff");
  const { companyCount } = simulation;
  const management = addTeam(simulation, "Management", null);
  hire(simulation, random, everyCulture, {
    jobTitle: "Head of Revenue",
    role: "admin",
    teamId: management,
    region: null,
  });
  for (const team of regionalTeams) hireSellers(simulation, random, team);
  const care = [
    {
      name: "Support",
      role: "support",
      jobTitle: "Support Engineer",
      count: 3 + companyCount / 80,
    },
    {
      name: "Customer Success",
      role: "success",
      jobTitle: "Customer Success Manager",
      count: 2 + companyCount / 150,
    },
  ] as const;
  for (const { name, role, jobTitle, count } of care) {
    const teamId = addTeam(simulation, name, null);
    for (let hired = 1; hired <= count; hired += 1) {
      hire(simulation, random, everyCulture, { jobTitle, role, teamId, region: null });
    }
  }
}

function hireSellers(simulation: Simulation, random: Random, team: RegionalTeam): void {
  const { region, cultures, companiesPerSeller } = team;
  const teamId = addTeam(simulation, `Sales ${region}`, region);
  const sellers = Math.max(1, Math.round(simulation.companyCount / companiesPerSeller));
  for (let hired = 0; hired < sellers; hired += 1) {
    const leads = hired === 0;
    hire(simulation, random, cultures, {
      jobTitle: leads ? `Sales Director ${region}` : "Account Executive",
      role: leads ? "manager" : "sales",
      teamId,
      region,
    });
  }
}

function addTeam(simulation: Simulation, name: string, region: Region | null): Key {
  const { teams } = simulation.world;
  teams.push({ key: teams.length + 1, name, region });
  return teams.length;
}

function hire(
  simulation: Simulation,
  random: Random,
  cultures: readonly Culture[],
  post: Post,
): void {
  const { members } = simulation.world;
  const name = drawName(random, cultures);
  const key = members.length + 1;
  const localPart = `${asciiOf(name.firstName)}.${asciiOf(name.lastName)}`;
  members.push({ key, ...name, email: simulation.addressFor(localPart, vendor.domain), ...post });
  const skill = random.normal();
  simulation.skillOf.set(key, skill);
  simulation.truth.members.push({ memberId: key, skill });
}
