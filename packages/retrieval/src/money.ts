// Amounts of money in texts, in the ways in which they are written around the world.

/** Small letters only where they are no word of a language. */
const code =
  "usd|eur|gbp|chf|USD|EUR|GBP|CHF|JPY|CNY|RMB|SEK|NOK|DKK|PLN|CZK|HUF|RON|RUB|UAH|TRY|ILS|INR|BRL|MXN|CAD|AUD|NZD|SGD|HKD|KRW|ZAR|AED";
const unit =
  "dollars?|euros?|pounds?|quid|francs?|franken|yen|yuan|rupees?|pesos?|reais|lira|rubles?|kroner?|kronor|złotych|złote|zł|kč|kr|руб(?:лей|ля|ль)?|гривен|cents?|pence";
const written =
  "one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand";
const digits = "\\d[\\d.,’' ]*\\s?(?:us |u\\.s\\. )?";

const shapes = [
  /\p{Sc}\s?\d[\d.,]*|\d[\d.,]*\s?\p{Sc}/gu,
  new RegExp(`(?<!\\p{L})(?:${code})\\s?\\d[\\d.,]*|${digits}(?:${code})(?!\\p{L})`, "gu"),
  new RegExp(
    `${digits}(?:${unit})(?!\\p{L})|(?<!\\p{L})(?:${written})\\s(?:us )?(?:dollars?|euros?|pounds?|francs?)(?!\\p{L})`,
    "giu",
  ),
];

/** The amounts of money that a text names, as they stand there; at most the first 20. */
export const amountsOfMoney = (text: string): readonly string[] =>
  shapes
    .flatMap((shape) => text.match(shape) ?? [])
    .slice(0, 20)
    .map((one) => one.trim());
