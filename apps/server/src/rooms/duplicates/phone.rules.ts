// Phone numbers: the same line written with or without its country, with spaces, brackets or an extension.
// No numbering plan is known here: two numbers agree when one ends with the whole national part of the other
// and what is before it can be a country's prefix.

const shortest = 7;
/** So much of a number's end tells lines apart, whatever stands before it. */
const keyDigits = 8;
const longestCountryCode = 3;

export interface PhoneNumber {
  digits: string;
  isInternational: boolean;
}

/** Null for what is too short to tell anything. */
export function phoneNumber(text: string): PhoneNumber | null {
  if (text === "") return null;
  const line = text.replace(/\s*(ext|extension|x|durchwahl|poste|#)\.?\s*\d{1,6}\s*$/i, "");
  const isPlus = /^\s*\(?\s*\+/.test(line);
  const trunkless = isPlus ? line.replace(/\(0\)/, "") : line;
  const digits = trunkless.normalize("NFKD").replace(/\D/g, "");
  const isDouble = !isPlus && digits.startsWith("00");
  const whole = isDouble ? digits.slice(2) : digits;
  if (whole.length < shortest) return null;
  return { digits: whole, isInternational: isPlus || isDouble };
}

/** Without the zero that is dialled only from within a country. */
function national({ digits, isInternational }: PhoneNumber): string {
  return isInternational ? digits : digits.replace(/^0/, "");
}

/** What both spellings of one line end with; null for what is too short to tell anything. */
export function phoneKey(text: string): string | null {
  const number = phoneNumber(text);
  if (!number) return null;
  return national(number).slice(-keyDigits);
}

export type PhoneLikeness = "phone-same" | "phone-national";

export function comparePhones(
  one: PhoneNumber | null,
  other: PhoneNumber | null,
): PhoneLikeness | null {
  if (!one || !other) return null;
  const [a, b] = [national(one), national(other)];
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long === short) return "phone-same";
  const isPrefixed = one.isInternational !== other.isInternational || isBare(one, other);
  const prefix = long.length - short.length;
  const agrees = isPrefixed && prefix <= longestCountryCode && long.endsWith(short);
  return agrees && short.length >= keyDigits ? "phone-national" : null;
}

/** Neither says its country: `1 415 …` and `415 …` may still be one line. */
function isBare(one: PhoneNumber, other: PhoneNumber): boolean {
  return !one.isInternational && !other.isInternational;
}
