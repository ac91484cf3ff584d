// Compares two records and says what speaks for their being the same, and what against: rules by name, each
// with the fields that it looked at. Values never leave; weighing is for confidence.rules.ts.
import type { MergeableObject } from "@rapport/contracts";
import { compareDomains } from "./domain.rules.ts";
import { type Address, addressOf, compareEmails } from "./email.rules.ts";
import {
  compareCompanyNames,
  comparePeopleNames,
  type PersonName,
  personName,
} from "./names.rules.ts";
import { comparePhones, type PhoneNumber, phoneNumber } from "./phone.rules.ts";
import { folded } from "./text.rules.ts";

export const ruleFields = {
  "email-same": ["email"],
  "email-shared": ["email"],
  "email-tag": ["email"],
  "email-dots": ["email"],
  "emails-differ": ["email"],
  "phone-same": ["phone"],
  "phone-national": ["phone"],
  "domain-same": ["domain", "website"],
  "domain-sub": ["domain", "website"],
  "domains-differ": ["domain", "website"],
  "name-same": ["firstName", "lastName", "name"],
  "name-swapped": ["firstName", "lastName"],
  "name-nickname": ["firstName", "lastName"],
  "name-similar": ["firstName", "lastName", "name"],
  "names-differ": ["firstName", "lastName", "name"],
  "company-same": ["companyId"],
  "city-same": ["city"],
} as const satisfies Record<string, readonly string[]>;

export type LikenessRule = keyof typeof ruleFields;

/** Fields whose change can make or end a pair. */
export const lookedAt: Record<MergeableObject, ReadonlySet<string>> = {
  people: new Set(["email", "phone", "firstName", "lastName", "companyId", "city"]),
  companies: new Set(["domain", "website", "phone", "name", "city"]),
};

/** A record, or a draft of one; a field that the reader may not read is absent. */
export type Described = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function compare(object: MergeableObject, a: Described, b: Described): LikenessRule[] {
  const found = object === "people" ? comparePeople(a, b) : compareCompanies(a, b);
  return found.filter((rule) => rule !== null);
}

type Found = (LikenessRule | null)[];

/** What is read out of a person once, however many others it is compared with. */
interface PersonTraits {
  email: Address | null;
  phone: PhoneNumber | null;
  name: PersonName | null;
  city: string;
}

const traits = new WeakMap<Described, PersonTraits>();

function traitsOf(person: Described): PersonTraits {
  const known = traits.get(person);
  if (known) return known;
  const made: PersonTraits = {
    email: addressOf(text(person.email)),
    phone: phoneNumber(text(person.phone)),
    name: personName(person.firstName, person.lastName),
    city: folded(text(person.city)),
  };
  traits.set(person, made);
  return made;
}

function comparePeople(a: Described, b: Described): Found {
  const [one, other] = [traitsOf(a), traitsOf(b)];
  return [
    compareEmails(one.email, other.email),
    comparePhones(one.phone, other.phone),
    comparePeopleNames(one.name, other.name),
    isSame(a.companyId, b.companyId) ? "company-same" : null,
    one.city !== "" && one.city === other.city ? "city-same" : null,
  ];
}

function compareCompanies(a: Described, b: Described): Found {
  return [
    compareDomains([text(a.domain), text(a.website)], [text(b.domain), text(b.website)]),
    comparePhones(phoneNumber(text(a.phone)), phoneNumber(text(b.phone))),
    compareCompanyNames(a.name, b.name),
    isSame(a.city, b.city) ? "city-same" : null,
  ];
}

function isSame(a: unknown, b: unknown): boolean {
  return text(a) !== "" && folded(text(a)) === folded(text(b));
}
