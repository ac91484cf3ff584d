import { describe, expect, test } from "vitest";
import type { Cell } from "./cells.rules.ts";
import {
  coerceBoolean,
  coerceEmail,
  coerceOption,
  coerceOptions,
  coercePhone,
  coerceText,
  coerceUrl,
  domainOf,
  optionLookup,
} from "./coerce-text.rules.ts";
import type { Coerced } from "./coercion.rules.ts";

function outcome<T>(result: Coerced<T>): T | string {
  return result.ok ? result.value : `!${result.code}`;
}

describe("text", () => {
  test.each<[Cell, unknown]>([
    ["  Anna \u00a0 Maria ", "Anna Maria"],
    ["Cafe\u0301", "Café"],
    ["a\u0000b\u202ec\u200b", "abc"],
    ["line\nbreak", "line break"],
    [42, "42"],
    ["x".repeat(256), "!too_long"],
    ["K\ufffdln", "!undecodable"],
    ["\ud800", "!undecodable"],
    ["'=1+1", "=1+1"],
    ["'tis", "'tis"],
  ])("%j", (cell, expected) => {
    expect(outcome(coerceText(cell, { maxLength: 255, paragraphs: false }))).toBe(expected);
  });

  test("paragraphs keep their newlines", () => {
    const kept = coerceText("a\r\nb\rc ü", { maxLength: 255, paragraphs: true });
    expect(outcome(kept)).toBe("a\nb\nc ü");
  });

  test("a refusal names the value and what is expected, on one line", () => {
    const result = coerceEmail("not\nan\u202e address");
    expect(result).toEqual({
      ok: false,
      code: "not_email",
      message: '"not an address" is not an e-mail address. Expected one like anna@example.com.',
    });
  });
});

describe("e-mail, phone, web address, choice, yes or no", () => {
  test.each([
    [" Anna.Berg@Example.COM ", "anna.berg@example.com"],
    ["Anna Berg <anna@example.com>", "anna@example.com"],
    ["mailto:a@b.co", "a@b.co"],
    ["o'hara+crm@sub.example.co.uk", "o'hara+crm@sub.example.co.uk"],
    ["jörg@bücher.de", "jörg@bücher.de"],
    ["anna@example", "!not_email"],
    ["anna@@example.com", "!not_email"],
    ["anna@-x.com", "!not_email"],
    [".a@x.com", "!not_email"],
    ["a..b@x.com", "!not_email"],
    ["a b@x.com", "!not_email"],
    [`${"a".repeat(65)}@x.com`, "!not_email"],
    [`a@${"x.".repeat(130)}com`, "!not_email"],
  ])("e-mail %j", (cell, expected) => {
    expect(outcome(coerceEmail(cell))).toBe(expected);
  });

  test("hostile e-mails are refused in linear time", () => {
    const start = performance.now();
    for (const hostile of [
      `${"a.".repeat(50_000)}@`,
      `a@${"b-".repeat(50_000)}`,
      "<".repeat(99_999),
    ]) {
      expect(outcome(coerceEmail(hostile))).toBe("!not_email");
    }
    expect(performance.now() - start).toBeLessThan(500);
  });

  test.each([
    ["+44 (0)20 7946-0958 x12", "+44 (0)20 7946-0958 x12"],
    ["'+49-30-1234", "+49-30-1234"],
    [4420794609, "4420794609"],
    ["831.605.2433x72946", "831.605.2433x72946"],
    ["ring me", "!not_phone"],
    ["<script>123</script>", "!not_phone"],
  ])("phone %j", (cell, expected) => {
    expect(outcome(coercePhone(cell, 50))).toBe(expected);
  });

  test.each([
    ["https://Example.com/x?y=1", "https://Example.com/x?y=1"],
    ["www.example.com", "https://www.example.com"],
    ["example.com:8080/a", "https://example.com:8080/a"],
    ["javascript:alert(1)", "!not_url"],
    ["https://user:pw@example.com", "!not_url"],
    ["not a url", "!not_url"],
  ])("web address %j", (cell, expected) => {
    expect(outcome(coerceUrl(cell, 2048))).toBe(expected);
  });

  test.each([
    ["https://www.Example.com/a", "example.com"],
    ["anna@example.com", "example.com"],
    ["sub.example.co.uk", "sub.example.co.uk"],
    ["Example Inc", undefined],
  ])("domain of %j", (text, expected) => {
    expect(domainOf(text)).toBe(expected);
  });

  test.each<[Cell, unknown]>([
    ["Yes", true],
    ["FALSE", false],
    [1, true],
    ["nein", false],
    [true, true],
    ["perhaps", "!not_boolean"],
  ])("boolean %j", (cell, expected) => {
    expect(outcome(coerceBoolean(cell))).toBe(expected);
  });

  const options = [
    { key: "normal", label: "Normal" },
    { key: "urgent", label: "Very Urgent" },
  ];
  const lookup = optionLookup(options);
  test.each([
    ["NORMAL", "normal"],
    ["very_urgent", "urgent"],
    ["Medium", "normal"],
    ["whatever", "!not_an_option"],
  ])("choice %j", (cell, expected) => {
    expect(outcome(coerceOption(cell, lookup, options))).toBe(expected);
  });

  test("several choices split at semicolons and keep each once", () => {
    expect(outcome(coerceOptions("Normal; urgent;normal", lookup, options))).toEqual([
      "normal",
      "urgent",
    ]);
    expect(outcome(coerceOptions(["Normal"], lookup, options))).toEqual(["normal"]);
    expect(outcome(coerceOptions("Normal;x", lookup, options))).toBe("!not_an_option");
  });
});
