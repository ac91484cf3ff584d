// Two programs change the same record. The second is told so, sees what is there now, and decides.
import { VersionConflictError } from "@rapport/sdk";
import { connect } from "./connect.ts";

const companies = connect().records("companies");
const { data: company } = await companies.create({ name: "Conflict Ltd", employees: 10 });

// Somebody else is faster.
await companies.update(company.id, { city: "Rome" });

async function addEmployee(id: string, version: number, employees: number): Promise<number> {
  try {
    const { data } = await companies.update(id, { employees: employees + 1 }, { version });
    return data.employees ?? 0;
  } catch (error) {
    if (!(error instanceof VersionConflictError)) throw error;
    const now = await companies.get(id);
    console.log(
      `it changed meanwhile: version ${version} is ${error.currentVersion}, in ${now.city}`,
    );
    return addEmployee(id, now.version, now.employees ?? 0);
  }
}

console.log(`${await addEmployee(company.id, company.version, 10)} employees`);
