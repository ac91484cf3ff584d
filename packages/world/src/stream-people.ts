// A stream of plausible people for benchmarks: any number of them in constant memory, the same rows for
// the same seed, each with an e-mail address of its own. Names and cities are skewed as in life.
import { createUint32 } from "./random.ts";
import { type CultureNames, type Place, type SpelledName, streamTables } from "./stream-tables.ts";
import type { PhonePlan, Region } from "./words/places.ts";

export interface StreamedPerson {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  jobTitle: string;
  city: string;
  country: string;
  region: Region;
  lifecycle: "lead" | "qualified" | "customer" | "former-customer";
}

export interface StreamOptions {
  seed: number | string;
  count: number;
}

const lifecycles = [
  "lead",
  "lead",
  "lead",
  "lead",
  "qualified",
  "customer",
  "customer",
  "former-customer",
] as const;

/**
 * Yields `count` people. The first rows of a longer stream equal a shorter one of the same seed.
 * @example
 * const [first] = streamPeople({ seed: 1, count: 1 });
 * first.email.endsWith(".example"); // true
 */
export function* streamPeople({
  seed,
  count,
}: StreamOptions): Generator<StreamedPerson, void, undefined> {
  const tables = streamTables();
  const nextUint32 = createUint32(`people/${seed}`);
  const jobCount = tables.jobTitles.length;
  for (let index = 0; index < count; index += 1) {
    const placeBits = nextUint32();
    const nameBits = nextUint32();
    const workBits = nextUint32();
    const place = tables.places[placeBits & 16_383] as Place;
    const names = place.names[(placeBits >>> 14) % place.names.length] as CultureNames;
    const given = names.given[nameBits & 1_023] as SpelledName;
    // One in four has a surname from the long tail.
    const isRare = nameBits >>> 30 === 0;
    const surname = (
      isRare
        ? tables.rareSurnames[(nameBits >>> 10) & 4_095]
        : names.surnames[(nameBits >>> 10) & 1_023]
    ) as SpelledName;
    const domain = tables.domains[workBits & 4_095] as string;
    yield {
      firstName: given.text,
      lastName: surname.text,
      email: `${given.ascii}.${surname.ascii}.${index.toString(36)}@${domain}`,
      phone: phoneOf(place.country.phone, placeBits ^ workBits),
      jobTitle: tables.jobTitles[((workBits >>> 12) & 0xffff) % jobCount] as string,
      city: place.city,
      country: place.country.name,
      region: place.country.region,
      lifecycle: lifecycles[workBits >>> 29] ?? "lead",
    };
  }
}

/** Numbers from ranges reserved for fiction; see identity.ts. */
function phoneOf(plan: PhonePlan, bits: number): string {
  const number = bits >>> 0;
  switch (plan) {
    case "britain":
      return `+44 1632 960${padded(number % 1_000, 3)}`;
    case "france":
      return `+33 1 99 00 ${padded(number % 100, 2)} ${padded((number >>> 8) % 100, 2)}`;
    case "germany":
      return `+49 30 23125 ${padded(number % 1_000, 3)}`;
    case "sweden":
      return `+46 8 465 004 ${padded(number % 100, 2)}`;
    case "australia":
      return `+61 2 5550 ${padded(number % 10_000, 4)}`;
    case "northAmerica":
      return `+1 ${2 + (number % 8)}${areaEndings[(number >>> 3) & 7]} 555 01${padded((number >>> 6) % 100, 2)}`;
  }
}

const areaEndings = ["02", "05", "14", "36", "47", "58", "70", "83"] as const;

function padded(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
