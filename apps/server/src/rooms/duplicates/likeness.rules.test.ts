// Whole comparisons: which two records are thought the same, how surely, and why.
import type { MergeableObject } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { bandOf, readableRules, reasonsOf, scoreOf } from "./confidence.rules.ts";
import { keysOf } from "./keys.rules.ts";
import { compare, type Described } from "./likeness.rules.ts";

const company = "0190f000-0000-7000-8000-000000000001";
const ada = { firstName: "Ada", lastName: "Lovelace" };

type Case = [name: string, a: Described, b: Described, band: string | null];

const people: Case[] = [
  ["one e-mail, one name", { ...ada, email: "a@x.com" }, { ...ada, email: "A@x.com" }, "high"],
  ["one e-mail, no names", { email: "a@x.com" }, { email: "a@x.com" }, "high"],
  [
    "one e-mail, other names: one mailbox of two people, or a mistake",
    { ...ada, email: "a@x.com" },
    { firstName: "Charles", lastName: "Babbage", email: "a@x.com" },
    "low",
  ],
  [
    "a shared mailbox with other names",
    { ...ada, email: "info@x.com" },
    { firstName: "Charles", lastName: "Babbage", email: "info@x.com" },
    null,
  ],
  ["a tagged e-mail", { email: "a+b@x.com" }, { email: "a@x.com" }, "high"],
  ["Gmail dots", { email: "a.da@gmail.com" }, { email: "ada@gmail.com" }, "medium"],
  [
    "one phone, one name",
    { ...ada, phone: "+44 20 7946 0958" },
    { ...ada, phone: "020 7946 0958" },
    "medium",
  ],
  [
    "one phone in an office, other names",
    { ...ada, phone: "+44 20 7946 0958" },
    { firstName: "Charles", lastName: "Babbage", phone: "+44 20 7946 0958" },
    null,
  ],
  [
    "one name, one company",
    { ...ada, companyId: company },
    { ...ada, companyId: company },
    "medium",
  ],
  ["one name, one city", { ...ada, city: "London" }, { ...ada, city: "LONDON" }, "low"],
  ["one name alone", ada, ada, null],
  [
    "a slip in the name, one company",
    { firstName: "Katherine", lastName: "Johnson", companyId: company },
    { firstName: "Katherine", lastName: "Jonhson", companyId: company },
    "medium",
  ],
  [
    "a short form, one company",
    { firstName: "Bob", lastName: "Miller", companyId: company },
    { firstName: "Robert", lastName: "Miller", companyId: company },
    "medium",
  ],
  [
    "names swapped, one city",
    { firstName: "Li", lastName: "Wei", city: "Oslo" },
    { firstName: "Wei", lastName: "Li", city: "Oslo" },
    "low",
  ],
  [
    "siblings in one company",
    { firstName: "Anna", lastName: "Berg", companyId: company },
    { firstName: "Peter", lastName: "Berg", companyId: company },
    null,
  ],
];

const companies: Case[] = [
  [
    "one domain, one name",
    { name: "Acme Ltd", domain: "acme.com" },
    { name: "ACME", website: "https://www.acme.com/" },
    "high",
  ],
  ["one domain", { domain: "acme.com" }, { domain: "www.acme.com" }, "high"],
  [
    "a subdomain",
    { name: "Acme Shop", domain: "shop.acme.com" },
    { name: "Acme", domain: "acme.com" },
    "low",
  ],
  [
    "one name in one city",
    { name: "Müller GmbH", city: "Köln" },
    { name: "Muller G.m.b.H.", city: "Koln" },
    "medium",
  ],
  [
    "one name in two cities",
    { name: "Acme", city: "Oslo" },
    { name: "ACME Inc", city: "Rome" },
    "low",
  ],
  [
    "one name, two domains",
    { name: "Acme", domain: "acme.com" },
    { name: "Acme", domain: "acme-tools.de" },
    null,
  ],
  [
    "numbered units",
    { name: "Unit 4 Foods", city: "Oslo" },
    { name: "Unit 5 Foods", city: "Oslo" },
    null,
  ],
  [
    "other names in one city",
    { name: "Acme", city: "Oslo" },
    { name: "Zenith", city: "Oslo" },
    null,
  ],
];

const all = [
  ...people.map((one) => ["people", ...one] as const),
  ...companies.map((one) => ["companies", ...one] as const),
];

describe("two records", () => {
  it.each(all)("%s: %s", (object: MergeableObject, _name, a, b, band) => {
    const rules = compare(object, a, b);
    expect(bandOf(scoreOf(object, rules))).toBe(band);
    expect(scoreOf(object, compare(object, b, a))).toBe(scoreOf(object, rules));
    if (band === null) return;
    const shared = keysOf(object, a).filter((key) => keysOf(object, b).includes(key));
    expect(shared.length, "they meet by a key").toBeGreaterThan(0);
    expect(reasonsOf(rules).length).toBeGreaterThan(0);
  });

  it("say why in words, what speaks for them first", () => {
    const rules = compare(
      "people",
      { ...ada, companyId: company, email: "a@x.com", city: "Oslo" },
      { ...ada, companyId: company, email: "b@x.com", city: "Rome" },
    );
    expect(reasonsOf(rules).map(({ text }) => text)).toEqual([
      "Same name",
      "Same company",
      "Different e-mail",
    ]);
  });

  it("are weighed without what a reader may not read", () => {
    const rules = compare("people", { ...ada, email: "a@x.com" }, { ...ada, email: "a@x.com" });
    const blind = readableRules(rules, (field) => field !== "email");
    expect(blind).toEqual(["name-same"]);
    expect(bandOf(scoreOf("people", blind))).toBeNull();
  });
});

it("keys of hostile values are few and finite", () => {
  const long = "x".repeat(50_000);
  const hostile = { firstName: long, lastName: "\ud800", email: `${long}@${long}`, phone: long };
  const keys = keysOf("people", { ...hostile, city: long, companyId: company });
  expect(keys.length).toBeLessThanOrEqual(6);
  expect(keys.every(Number.isSafeInteger)).toBe(true);
});
