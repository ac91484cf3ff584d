// Records to walk over, made through the client that the web app uses. The same each time.
import type { Client, RecordData } from "@rapport/sdk";

const FIRST = [
  "Ada",
  "Grace",
  "Alan",
  "Edsger",
  "Barbara",
  "Donald",
  "Radia",
  "Leslie",
  "Katherine",
];
const LAST = ["Hopper", "Turing", "Liskov", "Knuth", "Perlman", "Lamport", "Johnson", "Hamilton"];
const CITIES = ["Paris", "Rome", "Berlin", "London", "Lisbon", "Oslo", "Vienna"];
const TITLES = ["Engineer", "Head of Operations", "Buyer", "Finance lead", "IT manager"];
const LIFECYCLES = ["lead", "qualified", "customer"];
const INDUSTRIES = ["Software", "Retail", "Energy", "Logistics"];

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("Nothing to pick from.");
  return item;
};

const createAll = async (client: Client, object: string, rows: RecordData[]): Promise<string[]> => {
  const { data } = await client
    .records(object)
    .bulk(rows.map((row) => ({ op: "create", data: row })));
  const refused = data.find((result) => result.status >= 400);
  if (refused) throw new Error(`Seeding ${object}: ${JSON.stringify(refused.error)}`);
  return data.map((result) => result.id ?? "");
};

const many = (count: number, make: (index: number) => RecordData): RecordData[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** 40 companies, 260 people, 30 deals, 30 tickets, 12 tasks, and a story around the first person. */
export const seed = async (client: Client): Promise<void> => {
  const me = await client.auth.me();
  const ownerId = me.member?.id ?? null;
  const companies = await createAll(
    client,
    "companies",
    many(40, (index) => ({
      name: `${at(["North", "Blue", "Iron", "Quiet", "Bright"], index)}${at(["wind", "field", "stone", "gate"], index * 3)} ${index + 1}`,
      domain: `company-${index + 1}.example`,
      industry: at(INDUSTRIES, index),
      employees: 20 + index * 37,
      annualRevenueMinor: 120_000_000 + index * 7_300_000,
      currency: "EUR",
      city: at(CITIES, index),
      ownerId,
    })),
  );
  const people = await createAll(
    client,
    "people",
    many(260, (index) => ({
      firstName: at(FIRST, index),
      lastName: at(LAST, Math.floor(index / FIRST.length) + index),
      email: `person.${index + 1}@company-${(index % 40) + 1}.example`,
      phone: `+33 1 55 00 ${String(index).padStart(4, "0")}`,
      jobTitle: at(TITLES, index),
      lifecycle: at(LIFECYCLES, index),
      city: at(CITIES, index * 3),
      country: "France",
      companyId: at(companies, index),
      ownerId,
    })),
  );
  const [pipeline] = await client.pipelines.list();
  await createAll(
    client,
    "deals",
    many(30, (index) => ({
      name: `${at(["Renewal", "Expansion", "First order"], index)} ${index + 1}`,
      ...(pipeline ? { pipelineId: pipeline.id, stageId: at(pipeline.stages, index).id } : {}),
      amountMinor: 250_000 + index * 91_700,
      currency: "EUR",
      expectedCloseOn: `2026-12-${String((index % 28) + 1).padStart(2, "0")}`,
      companyId: at(companies, index),
      personId: at(people, index),
      ownerId,
    })),
  );
  await createAll(
    client,
    "tickets",
    many(30, (index) => ({
      subject: `${at(["Invoice export stops", "Cannot sign in", "Wrong currency shown"], index)} (${index + 1})`,
      status: at(["open", "pending", "solved"], index),
      priority: at(["normal", "high", "low", "urgent"], index),
      personId: at(people, index),
      ownerId,
    })),
  );
  await createAll(
    client,
    "tasks",
    many(12, (index) => ({
      title: `Call back about quote ${index + 1}`,
      status: "open",
      dueAt: `2026-11-${String(18 + index).padStart(2, "0")}T16:00:00.000Z`,
      personId: at(people, index),
      ownerId,
    })),
  );
  await createAll(client, "notes", [
    { body: "Asked for a second quote, over three years.", personId: at(people, 0), ownerId },
  ]);
  await createAll(client, "activities", [
    {
      kind: "call",
      subject: "Introduction",
      body: "Wants one invoice a year. Decides before Christmas.",
      occurredAt: "2026-11-16T10:00:00.000Z",
      personId: at(people, 0),
      ownerId,
    },
  ]);
};
