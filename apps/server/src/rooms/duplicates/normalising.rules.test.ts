// What is the same although it is written differently, and what is not although it looks alike.
import { describe, expect, it } from "vitest";
import { compareDomains, hostOf, registeredDomain } from "./domain.rules.ts";
import { addressOf, compareEmails, mailbox } from "./email.rules.ts";
import { comparePhones, phoneKey, phoneNumber } from "./phone.rules.ts";

describe("e-mail", () => {
  it.each([
    ["ada@example.com", "ADA@Example.COM", "email-same"],
    ["ada@example.com", " ada@example.com ", "email-same"],
    ["ada+news@example.com", "ada@example.com", "email-tag"],
    ["ada+news@example.com", "ada+shop@example.com", "email-tag"],
    ["ada.lovelace@gmail.com", "adalovelace@gmail.com", "email-dots"],
    ["ada.lovelace@gmail.com", "a.dalovelace+x@googlemail.com", "email-dots"],
    ["ada.lovelace@example.com", "adalovelace@example.com", "emails-differ"],
    ["ada@example.com", "ada@example.org", "emails-differ"],
    ["info@example.com", "INFO@example.com", "email-shared"],
    ["ada@example.com", "", null],
    ["no address", "no address", null],
    ["@example.com", "@example.com", null],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(compareEmails(addressOf(a), addressOf(b))).toBe(expected);
    expect(compareEmails(addressOf(b), addressOf(a))).toBe(expected);
  });

  it("keeps a plus that stands first", () => {
    expect(mailbox("+ada@example.com")).toBe("+ada@example.com");
  });
});

describe("phone", () => {
  it.each([
    ["+44 20 7946 0958", "+442079460958", "phone-same"],
    ["+44 20 7946 0958", "0044 20 7946 0958", "phone-same"],
    ["+44 (0)20 7946 0958", "+44 20 7946 0958", "phone-same"],
    ["+44 20 7946 0958", "020 7946 0958", "phone-national"],
    ["+44 20 7946 0958 ext. 12", "+44 20 7946 0958", "phone-same"],
    ["+1 415 555 2671", "(415) 555-2671", "phone-national"],
    ["1-415-555-2671", "415.555.2671", "phone-national"],
    ["+45 12 34 56 78", "12345678", "phone-national"],
    ["+49 30 1234567", "030/1234567", "phone-national"],
    ["+44 20 7946 0958", "+1 20 7946 0958", null],
    ["+44 20 7946 0958", "+44 20 7946 0959", null],
    ["555-2671", "555-2671", "phone-same"],
    ["+1 415 555 2671", "555-2671", null],
    ["1234", "1234", null],
    ["", "", null],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(comparePhones(phoneNumber(a), phoneNumber(b))).toBe(expected);
    expect(comparePhones(phoneNumber(b), phoneNumber(a))).toBe(expected);
    if (expected !== null) expect(phoneKey(a)).toBe(phoneKey(b));
  });
});

describe("domain", () => {
  it.each([
    ["acme.com", "https://www.ACME.com/about?x=1", "domain-same"],
    ["acme.com:8080", "http://acme.com.", "domain-same"],
    ["shop.acme.com", "acme.com", "domain-sub"],
    ["shop.acme.co.uk", "www.acme.co.uk", "domain-sub"],
    ["acme.co.uk", "other.co.uk", "domains-differ"],
    ["acme.com", "acme.de", "domains-differ"],
    ["gmail.com", "gmail.com", null],
    ["one.github.io", "other.github.io", "domains-differ"],
    ["one.github.io", "one.github.io", "domain-same"],
    ["not a domain", "not a domain", null],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(compareDomains([a], [b])).toBe(expected);
    expect(compareDomains([b], [a])).toBe(expected);
  });

  it("knows a host by what is left of it", () => {
    expect(hostOf("mailto://ada@Acme.com/x")).toBe("acme.com");
    expect(registeredDomain("a.b.acme.com.au")).toBe("acme.com.au");
    expect(registeredDomain("outlook.com")).toBeNull();
  });
});
