import { expect, it } from "vitest";
import { amountsOfMoney } from "./money.ts";

it.each([
  ["EUR 49 per user", ["EUR 49"]],
  ["It takes CHF 120.", ["CHF 120."]],
  ["¥4500 monthly", ["¥4500"]],
  ["900 kr yearly, or 5000 рублей", ["900 kr", "5000 рублей"]],
  ["₹ 999 and 49,90 zł", ["₹ 999", "49,90 zł"]],
  ["forty-nine euros a month", ["nine euros"]],
  ["12,50 € im Monat, US$ 30", ["12,50 €", "$ 30"]],
])("are found: %s", (text, found) => expect(amountsOfMoney(text)).toEqual(found));

it.each([
  "Try 3 times.",
  "At most 500 rows.",
  "Version 3.2",
  "a pipe of 12 ft",
  "valid for 48 hours",
])("are not there: %s", (text) => expect(amountsOfMoney(text)).toEqual([]));
