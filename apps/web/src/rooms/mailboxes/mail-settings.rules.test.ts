import { expect, it } from "vitest";
import {
  guessedServers,
  isWholeMail,
  mailSettingsOf,
  mailStart,
  mailValuesOf,
} from "./mail-settings.rules.ts";

const start = mailStart(Date.parse("2026-11-28T12:00:00Z"));
const whole = {
  ...start,
  address: " help@shop.example ",
  senderName: "Shop",
  imapHost: "imap.shop.example",
  smtpHost: "smtp.shop.example",
  folders: "INBOX\n\n Support \n",
};

it("begins thirty days back, with encryption", () => {
  expect(start).toMatchObject({
    since: "2026-10-29",
    imapSecurity: "tls",
    smtpSecurity: "starttls",
  });
});

it("becomes settings and comes back", () => {
  const settings = mailSettingsOf(whole);
  expect(settings).toMatchObject({
    address: "help@shop.example",
    imap: { user: "help@shop.example" },
    folders: ["INBOX", "Support"],
  });
  expect(mailSettingsOf(mailValuesOf(settings))).toEqual(settings);
  expect(mailSettingsOf({ ...whole, user: "desk", folders: " " })).toMatchObject({
    smtp: { user: "desk" },
    folders: ["INBOX"],
  });
});

it("is whole with address, name, servers and a day", () => {
  expect(isWholeMail(whole)).toBe(true);
  expect(isWholeMail({ ...whole, senderName: " " })).toBe(false);
});

it.each([
  ["zoe@gmail.com", "imap.gmail.com", "smtp.gmail.com"],
  ["zoe@hotmail.co.uk", "outlook.office365.com", "smtp.office365.com"],
  ["zoe@shop.example", "imap.shop.example", "smtp.shop.example"],
])("guesses the servers of %s", (address, imapHost, smtpHost) => {
  expect(guessedServers({ ...start, address })).toEqual({ imapHost, smtpHost });
});

it("guesses nothing over what was entered", () => {
  expect(guessedServers(whole)).toEqual({});
  expect(guessedServers(start)).toEqual({});
});
