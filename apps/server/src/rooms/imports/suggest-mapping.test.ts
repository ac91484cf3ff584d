import { createReadStream, existsSync, readdirSync } from "node:fs";
import { standardObject, standardObjects } from "@rapport/contracts";
import { describe, expect, test } from "vitest";
import { type Cell, ImportFileFault } from "./cells.rules.ts";
import type { ColumnTarget, ImportField } from "./mapping.rules.ts";
import { analyseFile } from "./parse-rows.ts";
import { type SuggestionInput, suggestMapping } from "./suggest-mapping.rules.ts";
import { suggestObject } from "./suggest-object.rules.ts";

function fieldsOf(object: string): readonly ImportField[] {
  return standardObject(object)?.fields ?? [];
}

/** "companyId/domain", "+select" for a new field, "-" for nothing. */
function written(target: ColumnTarget): string {
  if (target.kind === "field") return target.via ? `${target.field}/${target.via}` : target.field;
  if (target.kind === "newField") return `+${target.type}`;
  return target.kind === "fullName" ? "fullName" : "-";
}

function suggest(object: string, table: Cell[][], more: Partial<SuggestionInput> = {}) {
  const [header = [], ...cells] = table;
  const columns = header.map((name, index) => ({ index, name: String(name) }));
  const sample = cells.map((row, ordinal) => ({ line: ordinal + 2, ordinal, cells: row }));
  const mapping = suggestMapping({ object, columns, sample, fields: fieldsOf(object), ...more });
  return Object.fromEntries(mapping.map(({ column, target }) => [column, written(target)]));
}

function repeated(row: Cell[], times = 5): Cell[][] {
  return Array.from({ length: times }, () => row);
}

describe("single rules", () => {
  test("values name a column whose header says nothing", () => {
    const rows = repeated(["a@b.co", "+44 20 7946 0958", "hello"]);
    expect(suggest("people", [["Column 1", "Column 2", "Column 3"], ...rows])).toEqual({
      "Column 1": "email",
      "Column 2": "phone",
      "Column 3": "+text",
    });
  });

  test("separate names win over a whole name; alone, it is split", () => {
    const both = suggest("people", [
      ["Name", "First", "Last"],
      ["Ann Lee", "Ann", "Lee"],
    ]);
    expect(both).toMatchObject({ First: "firstName", Last: "lastName" });
    expect(both.Name).not.toBe("fullName");
    expect(suggest("people", [["Name"], ["Ann Lee"]])).toEqual({ Name: "fullName" });
  });

  test("each field is given once, to the better column", () => {
    const given = suggest("people", [
      ["Billing City", "City"],
      ["Rome", "Oslo"],
    ]);
    expect(given).toEqual({ "Billing City": "+text", City: "city" });
  });

  test("values that contradict the header lower the confidence and are told", () => {
    const columns = [{ index: 0, name: "Email" }];
    const sample = [{ line: 2, ordinal: 0, cells: ["call me"] }];
    const [one] = suggestMapping({ object: "people", columns, sample, fields: fieldsOf("people") });
    expect(one?.confidence).toBeLessThan(0.7);
    expect(one?.reason).toContain("100 % of the values do not");
  });

  test("references are looked up by what the values are; another system's keys are not", () => {
    const rows = repeated(["acme.com", "pam@x.com", "00190000004XYZ"]);
    expect(suggest("people", [["Company", "Owner", "Account ID"], ...rows])).toEqual({
      Company: "companyId/domain",
      Owner: "ownerId/email",
      "Account ID": "+text",
    });
  });

  test("custom fields are found by key and label, as Rapport exports them", () => {
    const tier = {
      key: "custom.tier",
      label: "Tier level",
      type: "text",
      required: false,
      custom: true,
    } as const;
    const fields = [...fieldsOf("people"), tier];
    expect(suggest("people", [["custom.tier"], ["x"]], { fields })).toEqual({
      "custom.tier": "custom.tier",
    });
    expect(suggest("people", [["Tier Level"], ["x"]], { fields })).toEqual({
      "Tier Level": "custom.tier",
    });
  });

  test("Rapport's own export maps back onto itself", () => {
    for (const { key, fields } of standardObjects) {
      const writable = (fields as readonly ImportField[]).filter((field) => !field.readOnly);
      const header = writable.map((field) => field.key.replace(/Minor$/, ""));
      const given = suggest(key, [header, header.map(() => "")]);
      expect(Object.values(given).map((name) => name.split("/")[0])).toEqual(
        writable.map((field) => field.key),
      );
    }
  });

  test("money in minor units is known by its name", () => {
    const columns = [{ index: 0, name: "amountMinor" }];
    const [one] = suggestMapping({
      object: "deals",
      columns,
      sample: [],
      fields: fieldsOf("deals"),
    });
    expect(one?.target).toEqual({ kind: "field", field: "amountMinor", minorUnits: true });
  });

  test("a column without a field becomes a new one of the type its values have, with choices", () => {
    const tiers = Array.from({ length: 40 }, (_, at) => [["Gold", "Silver"][at % 2] ?? ""]);
    const columns = [{ index: 0, name: "property_loyalty_tier" }];
    const sample = tiers.map((cells, ordinal) => ({ line: ordinal + 2, ordinal, cells }));
    const [one] = suggestMapping({ object: "people", columns, sample, fields: fieldsOf("people") });
    expect(one?.target).toEqual({
      kind: "newField",
      label: "Loyalty tier",
      type: "select",
      options: [
        { key: "gold", label: "Gold" },
        { key: "silver", label: "Silver" },
      ],
    });
  });
});

/** The obvious columns, by hand, of files as four systems export them. */
const expected: Record<string, { object: string; columns: Record<string, string> }> = {
  "hubspot-ui-like/hubspot_contacts.csv": {
    object: "people",
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      Email: "email",
      "Phone Number": "phone",
      "Job Title": "jobTitle",
      "Lifecycle Stage": "lifecycle",
      "Contact Owner": "ownerId/email",
      City: "city",
      "State/Region": "region",
      Country: "country",
      "Associated Company Domain": "companyId/domain",
    },
  },
  "hubspot-ui-like/hubspot_companies.csv": {
    object: "companies",
    columns: {
      "Company Name": "name",
      "Company Domain Name": "domain",
      Industry: "industry",
      "Number of Employees": "employees",
      "Annual Revenue": "annualRevenueMinor",
      "Phone Number": "phone",
      Website: "website",
      City: "city",
      "State/Region": "region",
      Country: "country",
      "Company Owner": "ownerId/email",
    },
  },
  "hubspot-ui-like/hubspot_deals.csv": {
    object: "deals",
    columns: {
      "Deal Name": "name",
      "Deal Stage": "stageId/name",
      Pipeline: "pipelineId/name",
      Amount: "amountMinor",
      "Close Date": "expectedCloseOn",
      "Deal Owner": "ownerId/email",
      "Closed Lost Reason": "lostReason",
      "Associated Company Domain": "companyId/domain",
      "Associated Contact Email": "personId/email",
    },
  },
  "hubspot-ui-like/hubspot_tickets.csv": {
    object: "tickets",
    columns: {
      "Ticket Name": "subject",
      "Ticket Description": "description",
      "Ticket Status": "status",
      "Ticket Priority": "priority",
      "Ticket Owner": "ownerId/email",
      "Associated Company Domain": "companyId/domain",
      "Associated Contact Email": "personId/email",
    },
  },
  "hubspot-ui-like/hubspot_activities.csv": {
    object: "activities",
    columns: {
      "Activity Type": "kind",
      "Activity Date": "occurredAt",
      "Activity Owner": "ownerId/email",
      "Notes/Description": "body",
      "Call/Meeting Title/Subject": "subject",
      "Call Outcome": "outcome",
      "Associated Contact Email": "personId/email",
    },
  },
  "hubspot-raw/contact_data.csv": {
    object: "people",
    columns: {
      property_email: "email",
      property_firstname: "firstName",
      property_lastname: "lastName",
      property_jobtitle: "jobTitle",
      property_company: "companyId/name",
      _fivetran_synced: "-",
    },
  },
  "hubspot-raw/company_data.csv": {
    object: "companies",
    columns: {
      property_name: "name",
      property_industry: "industry",
      property_city: "city",
      property_state: "region",
      property_country: "country",
      property_annualrevenue: "annualRevenueMinor",
    },
  },
  "hubspot-raw/deal_data.csv": {
    object: "deals",
    columns: {
      property_dealname: "name",
      property_amount: "amountMinor",
      property_closedate: "expectedCloseOn",
    },
  },
  "hubspot-raw/ticket_data.csv": {
    object: "tickets",
    columns: {
      property_subject: "subject",
      property_content: "description",
      property_hs_ticket_priority: "priority",
      property_hs_ticket_category: "category",
    },
  },
  "salesforce-small/Accounts.csv": {
    object: "companies",
    columns: {
      "Account Name": "name",
      Industry: "industry",
      Phone: "phone",
      "Billing City": "city",
      "Billing Country": "country",
    },
  },
  "salesforce-small/Contacts.csv": {
    object: "people",
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      Email: "email",
      Phone: "phone",
      "Account Name": "companyId/name",
      Title: "jobTitle",
    },
  },
  "salesforce-small/Leads.csv": {
    object: "people",
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      Company: "companyId/name",
      Title: "jobTitle",
      Email: "email",
      Phone: "phone",
      Status: "lifecycle",
      City: "city",
      Country: "country",
    },
  },
  "salesforce-small/Opportunities.csv": {
    object: "deals",
    columns: {
      "Opportunity Name": "name",
      "Account Name": "companyId/name",
      Stage: "stageId/name",
      Amount: "amountMinor",
      "Close Date": "expectedCloseOn",
    },
  },
  "salesforce-small/Customer_Interactions.csv": {
    object: "activities",
    columns: {
      "Interaction Date": "occurredAt",
      "Interaction Type": "kind",
      Notes: "body",
      "Contact Email": "personId/email",
      "Opportunity Name": "dealId/name",
    },
  },
  "salesforce-raw/sf_contact_data.csv": {
    object: "people",
    columns: {
      email: "email",
      first_name: "firstName",
      last_name: "lastName",
      title: "jobTitle",
      phone: "phone",
      mailing_city: "city",
      mailing_country: "country",
      is_deleted: "-",
      system_modstamp: "-",
    },
  },
  "salesforce-raw/sf_account_data.csv": {
    object: "companies",
    columns: {
      name: "name",
      industry: "industry",
      number_of_employees: "employees",
      annual_revenue: "annualRevenueMinor",
      phone: "phone",
      website: "website",
      billing_city: "city",
      billing_country: "country",
    },
  },
  "salesforce-raw/sf_lead_data.csv": {
    object: "people",
    columns: {
      email: "email",
      first_name: "firstName",
      last_name: "lastName",
      title: "jobTitle",
      company: "companyId/name",
      phone: "phone",
      city: "city",
      country: "country",
      status: "lifecycle",
    },
  },
  "salesforce-raw/sf_opportunity_data.csv": {
    object: "deals",
    columns: {
      name: "name",
      amount: "amountMinor",
      close_date: "expectedCloseOn",
      stage_name: "stageId/name",
      lead_source: "source",
    },
  },
  "salesforce-dataloader/accountData.csv": {
    object: "companies",
    columns: {
      NAME: "name",
      PHONE: "phone",
      WEBSITE: "website",
      INDUSTRY: "industry",
      ANNUALREVENUE: "annualRevenueMinor",
      NUMBEROFEMPLOYEES: "employees",
      BILLINGCITY: "city",
      BILLINGCOUNTRY: "country",
      BILLINGSTATE: "region",
    },
  },
  "salesforce-dataloader/opportunityData.csv": {
    object: "deals",
    columns: {
      NAME: "name",
      STAGENAME: "stageId/name",
      AMOUNT: "amountMinor",
      CLOSEDATE: "expectedCloseOn",
      LEADSOURCE: "source",
    },
  },
  "zendesk-raw/user_data.csv": {
    object: "people",
    columns: { email: "email", name: "fullName", phone: "phone", authenticity_token: "-" },
  },
  "zendesk-raw/organization_data.csv": { object: "companies", columns: { name: "name", url: "-" } },
  "zendesk-raw/ticket_data.csv": {
    object: "tickets",
    columns: {
      subject: "subject",
      description: "description",
      status: "status",
      priority: "priority",
      type: "category",
    },
  },
  "zendesk-small/zendesk_tickets.csv": {
    object: "tickets",
    columns: {
      "Issue Type": "category",
      Priority: "priority",
      "Agent Assigned": "ownerId/name",
      Status: "status",
    },
  },
  "intercom-raw/contact_history_data.csv": {
    object: "people",
    columns: {
      email: "email",
      name: "fullName",
      phone: "phone",
      location_city: "city",
      location_country: "country",
      location_region: "region",
      custom_job_title: "jobTitle",
      custom_organisation_name: "companyId/name",
    },
  },
  "intercom-raw/company_history_data.csv": {
    object: "companies",
    columns: { name: "name", industry: "industry", website: "website", size: "employees" },
  },
  "intercom-raw/conversation_history_data.csv": {
    object: "tickets",
    columns: {
      source_subject: "subject",
      source_body: "description",
      state: "status",
      priority: "priority",
    },
  },
};

const exportsFolder = new URL("../../../../../../shared/data/crm-exports/", import.meta.url)
  .pathname;
const hasExports = existsSync(exportsFolder);
if (!hasExports) {
  process.stdout.write(`skipped: files of other systems, since ${exportsFolder} is not there\n`);
}

describe.runIf(hasExports)("files as other systems export them", () => {
  const objects = standardObjects as readonly { key: string; fields: readonly ImportField[] }[];

  test("at least 90 % of the obvious columns are suggested right, and the object too", async () => {
    const wrong: string[] = [];
    let columns = 0;
    for (const [name, { object, columns: obvious }] of Object.entries(expected)) {
      const file = await analyseFile(createReadStream(exportsFolder + name));
      const [guess] = suggestObject({ ...file, objects, fileName: name.split("/").at(-1) });
      if (guess?.object !== object) wrong.push(`${name}: ${guess?.object} instead of ${object}`);
      const mapping = suggestMapping({ object, ...file, fields: fieldsOf(object) });
      const given = new Map(mapping.map(({ column, target }) => [column, written(target)]));
      for (const [column, target] of Object.entries(obvious)) {
        columns++;
        if (given.get(column) !== target)
          wrong.push(`${name}: ${column} → ${given.get(column)}, not ${target}`);
      }
    }
    const right = 1 - wrong.length / columns;
    process.stdout.write(`${columns} obvious columns, ${(right * 100).toFixed(1)} % right\n`);
    expect(right, wrong.join("\n")).toBeGreaterThanOrEqual(0.9);
  });

  test("every CSV file there can be read, or is refused with a reason", async () => {
    const files = readdirSync(exportsFolder, { recursive: true }).map(String);
    for (const name of files.filter((file) => file.endsWith(".csv"))) {
      const outcome = await analyseFile(createReadStream(exportsFolder + name)).catch(
        (error) => error,
      );
      const isRefusal = outcome instanceof ImportFileFault;
      if (!isRefusal) expect(outcome, name).toHaveProperty("columns");
    }
  });
});
