// Lookup tables for the stream of people: each weighted choice becomes one array access by random bits.
// Built once, on first use; independent of the seed.
import { asciiOf } from "./identity.ts";
import { jobTitles, nameEndings, nameMiddles, nameOpenings } from "./words/company-words.ts";
import { type Culture, peopleNames } from "./words/people-names.ts";
import { type Country, countries } from "./words/places.ts";

export interface SpelledName {
  text: string;
  ascii: string;
}

export interface Place {
  city: string;
  country: Country;
  names: readonly CultureNames[];
}

/** 1,024 entries each: an index into it is ten random bits. */
export interface CultureNames {
  given: readonly SpelledName[];
  surnames: readonly SpelledName[];
}

export interface StreamTables {
  /** 16,384 entries: a city as often as its weight asks. */
  places: readonly Place[];
  /** 4,096 coined surnames: the long tail that real registers have. */
  rareSurnames: readonly SpelledName[];
  /** 4,096 company domains under .example. */
  domains: readonly string[];
  jobTitles: readonly string[];
}

const rareStems =
  "Ald,Ander,Bal,Bar,Beck,Ber,Bran,Cal,Cas,Corn,Dan,Del,Dor,Eber,Eld,Fal,Far,Fen,Gar,Gold,Gran,Hag,Hal,Har,Hol,Ing,Jar,Kal,Kas,Kel,Lan,Lar,Lind,Mal,Mar,Mel,Mor,Nor,Old,Ost,Pal,Par,Pel,Ran,Ros,Sal,San,Sel,Ster,Tal,Tar,Thor,Ul,Val,Van,Ver,Wal,War,Wes,Win,Yar,Zan,Zel,Zim".split(
    ",",
  );
const rareEndings =
  "ton,ley,worth,wick,field,ford,by,combe,well,mann,berg,stein,hauer,bach,feld,sen,son,gren,strand,lund,qvist,ski,ska,ovic,enko,escu,ova,ides,opoulos,ini,etti,ella,one,ez,ano,eira,eda,oux,ier,eau,mans,stra,sma,huis,oglu,dal,vik,nen,la,etz,auer,inger,low,itz,ow,kov,ane,ard,ette,more,ham,ridge,land,wyn".split(
    ",",
  );

let built: StreamTables | undefined;

export function streamTables(): StreamTables {
  built ??= {
    places: buildPlaces(16_384),
    rareSurnames: rareStems.flatMap((stem) => rareEndings.map((ending) => spelled(stem + ending))),
    domains: buildDomains(4_096),
    jobTitles: Object.values(jobTitles).flat(),
  };
  return built;
}

const spelled = (text: string): SpelledName => ({ text, ascii: asciiOf(text) });

/** Fills a table so that the item of rank r has a share in proportion to its weight. */
function fillByWeight<T>(
  items: readonly T[],
  weightAt: (rank: number) => number,
  size: number,
): T[] {
  const total = items.reduce((sum, _, rank) => sum + weightAt(rank), 0);
  const table: T[] = [];
  let reached = 0;
  items.forEach((item, rank) => {
    reached += weightAt(rank);
    const end = Math.round((reached / total) * size);
    while (table.length < end) table.push(item);
  });
  return table;
}

const zipf = (exponent: number) => (rank: number) => 1 / (rank + 1.5) ** exponent;

function namesOf(culture: Culture): CultureNames {
  const lists = peopleNames[culture];
  return {
    given: fillByWeight(lists.given.map(spelled), zipf(0.7), 1_024),
    surnames: fillByWeight(lists.surnames.map(spelled), zipf(0.7), 1_024),
  };
}

function buildPlaces(size: number): Place[] {
  const namesByCulture = new Map<Culture, CultureNames>();
  for (const culture of Object.keys(peopleNames) as Culture[]) {
    namesByCulture.set(culture, namesOf(culture));
  }
  const weighted = countries.flatMap((country) => {
    const names = country.cultures.flatMap((culture) => namesByCulture.get(culture) ?? []);
    const weightAt = zipf(0.8);
    const total = country.cities.reduce((sum, _, rank) => sum + weightAt(rank), 0);
    return country.cities.map((city, rank) => ({
      place: { city, country, names },
      weight: (country.weight * weightAt(rank)) / total,
    }));
  });
  const places = weighted.map(({ place }) => place);
  return fillByWeight(places, (rank) => weighted[rank]?.weight ?? 0, size);
}

function buildDomains(size: number): string[] {
  const domains: string[] = [];
  for (const middle of nameMiddles) {
    for (const ending of nameEndings) {
      for (const opening of nameOpenings) domains.push(asciiOf(opening + middle + ending));
    }
  }
  // A stride that is prime to the number of words spreads the table over all openings and middles.
  return Array.from(
    { length: size },
    (_, at) => `${domains[(at * 2_711) % domains.length]}.example`,
  );
}
