// What the vendor set up once: its name, products with prices, pipelines and custom fields. The vendor,
// its products and its prices are invented.
import type {
  Currency,
  CustomFieldDefinition,
  LeadSource,
  Pipeline,
  Plan,
  Product,
  Seniority,
} from "./types.ts";

export const vendor = {
  name: "Ostravane",
  domain: "ostravane.example",
  product: "Ostravane Field",
} as const;

/** Units of each currency for one US dollar, at the vendor's list rates (fixed for the two years). */
export const currencyRate: Readonly<Record<Currency, number>> = { USD: 1, EUR: 0.92, GBP: 0.79 };

/** What is added to a sale in each currency: the vendor's home is in the EU, its branches pay locally. */
export const taxPercent: Readonly<Record<Currency, number>> = { USD: 0, EUR: 19, GBP: 20 };

/** Yearly price per seat, or once for the onboarding, in US dollars. */
export const products = {
  field: {
    name: "Ostravane Field, seat for a year",
    priceUsd: 240,
    code: "FIELD-Y",
    unit: "seat",
    description: "Scheduling, work orders and the mobile app for one technician.",
  },
  insight: {
    name: "Ostravane Insight, seat for a year",
    priceUsd: 96,
    code: "INSIGHT-Y",
    unit: "seat",
    description: "Reports and forecasts for one planner.",
  },
  connect: {
    name: "Ostravane Connect, a year",
    priceUsd: 1_800,
    code: "CONNECT-Y",
    unit: "year",
    description: "Interfaces to accounting and stock.",
  },
  onboarding: {
    name: "Onboarding package",
    priceUsd: 2_400,
    code: "ONBOARD",
    unit: "package",
    description: "Set-up, import of existing data and two days of training.",
  },
} as const;

export type ProductLine = keyof typeof products;

const currencies: readonly Currency[] = ["EUR", "USD", "GBP"];
const productLines = Object.keys(products) as ProductLine[];

export const listPriceMinor = (priceUsd: number, currency: Currency): number =>
  Math.round(priceUsd * currencyRate[currency]) * 100;

export function productKey(line: ProductLine, currency: Currency): number {
  return productLines.indexOf(line) * currencies.length + currencies.indexOf(currency) + 1;
}

export function catalogue(createdAt: string): Product[] {
  return productLines.flatMap((line) =>
    currencies.map((currency): Product => {
      const { priceUsd, code, name, unit, description } = products[line];
      return {
        key: productKey(line, currency),
        createdAt,
        name,
        code: `${code}-${currency}`,
        description,
        unit,
        unitPriceMinor: listPriceMinor(priceUsd, currency),
        currency,
        taxPercent: taxPercent[currency],
        active: true,
      };
    }),
  );
}

export const planOfSeats = (seats: number): Plan => {
  if (seats < 20) return "starter";
  return seats < 150 ? "growth" : "enterprise";
};

export const newBusiness = 0;
export const renewals = 1;

export const pipelines: readonly Pipeline[] = [
  {
    key: 1,
    name: "New business",
    stages: [
      { key: 1, name: "Qualification", position: 1, kind: "open", probability: 10 },
      { key: 2, name: "Discovery", position: 2, kind: "open", probability: 25 },
      { key: 3, name: "Proposal", position: 3, kind: "open", probability: 50 },
      { key: 4, name: "Negotiation", position: 4, kind: "open", probability: 75 },
      { key: 5, name: "Won", position: 5, kind: "won", probability: 100 },
      { key: 6, name: "Lost", position: 6, kind: "lost", probability: 0 },
    ],
  },
  {
    key: 2,
    name: "Renewals",
    stages: [
      { key: 7, name: "Upcoming", position: 1, kind: "open", probability: 70 },
      { key: 8, name: "Offer sent", position: 2, kind: "open", probability: 85 },
      { key: 9, name: "Agreeing terms", position: 3, kind: "open", probability: 92 },
      { key: 10, name: "Renewed", position: 4, kind: "won", probability: 100 },
      { key: 11, name: "Not renewed", position: 5, kind: "lost", probability: 0 },
    ],
  },
];

const leadSources: readonly LeadSource[] = [
  "website",
  "webinar",
  "referral",
  "partner",
  "event",
  "outbound",
];
const seniorities: readonly Seniority[] = ["executive", "director", "manager", "specialist"];
const plans: readonly Plan[] = ["starter", "growth", "enterprise"];

const labelled = (keys: readonly string[]) =>
  keys.map((key) => ({ key, label: `${key.charAt(0).toUpperCase()}${key.slice(1)}` }));

export const customFields: readonly CustomFieldDefinition[] = [
  {
    object: "companies",
    key: "relationship",
    label: "Relationship",
    type: "select",
    options: labelled(["prospect", "customer", "former"]),
  },
  { object: "companies", key: "plan", label: "Plan", type: "select", options: labelled(plans) },
  { object: "companies", key: "seats", label: "Seats", type: "integer" },
  { object: "companies", key: "customerSince", label: "Customer since", type: "date" },
  { object: "companies", key: "churnedOn", label: "Left on", type: "date" },
  {
    object: "people",
    key: "leadSource",
    label: "Lead source",
    type: "select",
    options: labelled(leadSources),
  },
  {
    object: "people",
    key: "seniority",
    label: "Seniority",
    type: "select",
    options: labelled(seniorities),
  },
  {
    object: "deals",
    key: "competitor",
    label: "Competitor",
    type: "select",
    options: labelled(["known", "none"]),
  },
];

/** Which list a reference points into; the stages are those of `pipelines[].stages`. */
export const listOfReference = {
  teamId: "teams",
  ownerId: "members",
  pipelineId: "pipelines",
  stageId: "stages",
  companyId: "companies",
  personId: "people",
  dealId: "deals",
  productId: "products",
  ticketId: "tickets",
} as const;
