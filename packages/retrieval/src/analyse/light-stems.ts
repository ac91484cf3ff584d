// Light stemming as Lucene does it: German and Spanish after Savoy (2006, "Light stemming approaches for the French,
// Portuguese, German and Hungarian languages"), Arabic after Larkey, Ballesteros and Connell (2002, "light10"), Russian
// after Dolamic and Savoy (2009), French reduced to its plural and feminine endings.

const plain: Record<string, string> = {
  ä: "a",
  à: "a",
  á: "a",
  â: "a",
  ã: "a",
  ö: "o",
  ò: "o",
  ó: "o",
  ô: "o",
  ï: "i",
  ì: "i",
  í: "i",
  î: "i",
  ü: "u",
  ù: "u",
  ú: "u",
  û: "u",
  è: "e",
  é: "e",
  ê: "e",
  ë: "e",
  ç: "c",
  ñ: "n",
  ß: "ss",
};

export const withoutAccents = (word: string): string =>
  word.replace(/[\u00df-\u00ff]/g, (letter) => plain[letter] ?? letter);

const germanS = "bdfghklmnt";

const endsGermanS = (word: string, at: number): boolean => germanS.includes(word.at(at) ?? "-");

function withoutGermanCase(word: string): string {
  if (word.length > 5 && word.endsWith("ern")) return word.slice(0, -3);
  if (word.length > 4 && /e[mnrs]$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith("e")) return word.slice(0, -1);
  const isGenitive = word.length > 3 && word.endsWith("s") && endsGermanS(word, -2);
  return isGenitive ? word.slice(0, -1) : word;
}

export function stemGerman(word: string): string {
  const plainWord = withoutAccents(word.replaceAll("ae", "a").replaceAll("oe", "o"));
  const stem = withoutGermanCase(plainWord);
  if (stem.length > 5 && stem.endsWith("est")) return stem.slice(0, -3);
  if (stem.length > 4 && /e[rn]$/.test(stem)) return stem.slice(0, -2);
  const isDegree = stem.length > 4 && stem.endsWith("st") && endsGermanS(stem, -3);
  return isDegree ? stem.slice(0, -2) : stem;
}

export function stemSpanish(word: string): string {
  const stem = withoutAccents(word);
  if (stem.length < 5) return stem;
  if (/[oae]$/.test(stem)) return stem.slice(0, -1);
  if (!stem.endsWith("s")) return stem;
  if (stem.endsWith("eses")) return stem.slice(0, -2);
  if (stem.endsWith("ces")) return `${stem.slice(0, -3)}z`;
  return /[oae]s$/.test(stem) ? stem.slice(0, -2) : stem;
}

export function stemFrench(word: string): string {
  const stem = withoutAccents(word);
  if (stem.length < 5) return stem;
  if (stem.endsWith("aux")) return `${stem.slice(0, -2)}l`;
  return stem
    .replace(/[sx]$/, "")
    .replace(/e$/, "")
    .replace(/([^aeiou])\1$/, "$1");
}

const russianCases =
  /(?:иями|оями|оиев|иях|оях|ями|ием|иям|оям|ами|его|ему|ими|ого|ому|ыми|оев|яя|ях|юю|ах|ею|их|ия|ию|ие|ий|им|ое|ом|ой|ов|ые|ый|ым|ми|ою|ую|ям|ых|ея|ам|ем|ей|ёй|ев|ая|ее|ей|а|е|и|о|у|й|ы|я|ь|ю)$/;

export function stemRussian(word: string): string {
  const plainWord = word.replaceAll("ё", "е");
  let stem = plainWord;
  const found = russianCases.exec(plainWord)?.[0] ?? "";
  const least = found.length > 2 ? 3 + found.length : found.length + 2;
  if (found !== "" && plainWord.length > least) stem = plainWord.slice(0, -found.length);
  return stem.length > 3 ? stem.replace(/(?:ь|нн)$/, (end) => (end === "нн" ? "н" : "")) : stem;
}

const arabicFronts = ["وال", "بال", "كال", "فال", "لل", "ال", "و"];
const arabicEnds = ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

const normalArabic = (word: string): string =>
  word
    .replace(/[\u0640\u064b-\u0652]/g, "")
    .replace(/[آأإ]/g, "ا")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه");

export function stemArabic(word: string): string {
  let stem = normalArabic(word);
  const front = arabicFronts.find((part) => {
    const least = part === "و" ? 4 : part.length + 2;
    return stem.startsWith(part) && stem.length >= least;
  });
  if (front !== undefined) stem = stem.slice(front.length);
  for (const end of arabicEnds) {
    if (stem.endsWith(end) && stem.length >= end.length + 2) stem = stem.slice(0, -end.length);
  }
  return stem;
}
