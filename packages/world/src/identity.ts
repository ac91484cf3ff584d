// Names, addresses and numbers of people and companies, safe to show and to send nowhere: all domains
// end in .example (RFC 2606) and all phone numbers lie in ranges reserved for fiction (NANP 555-01xx,
// Ofcom 01632 960xxx, ARCEP 01 99 00 xx xx, BNetzA 030 23125 xxx, PTS 08 465 004 xx, ACMA 02 5550 xxxx).
import type { Random } from "./random.ts";
import { nameEndings, nameMiddles, nameOpenings } from "./words/company-words.ts";
import { type Culture, peopleNames } from "./words/people-names.ts";
import { type Country, countries, type PhonePlan } from "./words/places.ts";

const letterOf: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  ß: "ss",
  ı: "i",
  đ: "d",
  æ: "ae",
  œ: "oe",
};

/** Lower-case ASCII letters and digits only, for addresses. */
export function asciiOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[łøßıđæœ]/g, (letter) => letterOf[letter] ?? "")
    .normalize("NFD")
    .replace(/[^a-z0-9]/g, "");
}

/** Earlier items come up more often: the first tenth takes about a quarter of the draws. */
export function pickSkewed<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(items.length * random.unit() ** 1.6)] as T;
}

export function drawName(random: Random, cultures: readonly Culture[]) {
  const lists = peopleNames[random.pick(cultures)];
  return {
    firstName: pickSkewed<string>(random, lists.given),
    lastName: pickSkewed<string>(random, lists.surnames),
  };
}

const countryWeightTotal = countries.reduce((sum, country) => sum + country.weight, 0);

export function drawCountry(random: Random): Country {
  let left = random.unit() * countryWeightTotal;
  for (const country of countries) {
    left -= country.weight;
    if (left < 0) return country;
  }
  return countries[0] as Country;
}

const digits = (random: Random, count: number): string =>
  String(random.integer(0, 10 ** count - 1)).padStart(count, "0");

export function drawPhone(random: Random, plan: PhonePlan): string {
  switch (plan) {
    case "britain":
      return `+44 1632 960${digits(random, 3)}`;
    case "france":
      return `+33 1 99 00 ${digits(random, 2)} ${digits(random, 2)}`;
    case "germany":
      return `+49 30 23125 ${digits(random, 3)}`;
    case "sweden":
      return `+46 8 465 004 ${digits(random, 2)}`;
    case "australia":
      return `+61 2 5550 ${digits(random, 4)}`;
    case "northAmerica":
      return `+1 ${random.integer(2, 9)}${random.pick(["02", "05", "14", "36", "47", "58", "70", "83"])} 555 01${digits(random, 2)}`;
  }
}

/** An invented word such as "Velmora". */
export function drawCoinedWord(random: Random): string {
  const middle = random.chance(0.45) ? random.pick(nameMiddles) : "";
  return `${random.pick(nameOpenings)}${middle}${random.pick(nameEndings)}`;
}

/** Hands out each address once: a second Anna Roth of a firm becomes anna.roth2. */
export function createAddressBook() {
  const taken = new Set<string>();
  return (localPart: string, domain: string): string => {
    for (let count = 1; ; count += 1) {
      const address = `${localPart}${count === 1 ? "" : count}@${domain}`;
      if (taken.has(address)) continue;
      taken.add(address);
      return address;
    }
  };
}
