// Plays the two years, step by step: staff, companies, people with the experiment, deals, customers.
// Gives the records and the truth behind them apart, so that nothing hidden can slip into a record.
import { createCompanies } from "./companies.ts";
import { runCustomer } from "./customers.ts";
import { createNewBusiness } from "./deals.ts";
import { addDuplicates, createPeople } from "./people.ts";
import { type CompanyState, createSimulation } from "./simulation.ts";
import { createStaff } from "./staff.ts";
import type { Truth } from "./truth-types.ts";
import type { Person, World, WorldOptions } from "./types.ts";

export function simulate(options: WorldOptions): { world: World; truth: Truth } {
  const simulation = createSimulation(options);
  createStaff(simulation);
  for (const company of createCompanies(simulation)) {
    createPeople(simulation, company);
    createNewBusiness(simulation, company);
    runCustomer(simulation, company);
    setLifecycles(company);
  }
  addDuplicates(simulation);
  return { world: simulation.world, truth: simulation.truth };
}

function setLifecycles(company: CompanyState): void {
  const { relationship } = company.row.custom;
  for (const person of company.people) {
    person.row.lifecycle = lifecycleOf(relationship, person.convertedMs !== null);
  }
}

function lifecycleOf(relationship: unknown, isConverted: boolean): Person["lifecycle"] {
  if (relationship === "customer") return "customer";
  if (relationship === "former") return "former-customer";
  return isConverted ? "qualified" : "lead";
}
