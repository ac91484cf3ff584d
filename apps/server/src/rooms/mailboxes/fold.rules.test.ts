import fc from "fast-check";
import { expect, it } from "vitest";
import { foldMail } from "./fold.rules.ts";

const quoted = "> Hello,\n> when does it arrive?\n";

it.each([
  ["Gmail", `Tomorrow.\n\nOn Tue, 3 Nov 2026 at 10:00, Ada <ada@x.example> wrote:\n${quoted}`],
  [
    "Gmail, broken over two lines",
    `Tomorrow.\n\nOn Tue, 3 Nov 2026 at 10:00, Ada Long Name\n<ada@x.example> wrote:\n\n${quoted}`,
  ],
  ["German", `Tomorrow.\n\nAm 03.11.2026 um 10:00 schrieb Ada <ada@x.example>:\n${quoted}`],
  ["French", `Tomorrow.\n\nLe mar. 3 nov. 2026 à 10:00, Ada <ada@x.example> a écrit :\n${quoted}`],
  [
    "Spanish",
    `Tomorrow.\n\nEl mar, 3 nov 2026 a las 10:00, Ada (<ada@x.example>) escribió:\n${quoted}`,
  ],
  [
    "a lead that is only an address",
    `Tomorrow.\n\n2026-11-03 10:00 GMT+01:00 Ada <ada@x.example>:\n${quoted}`,
  ],
  [
    "Outlook",
    "Tomorrow.\n\n________________________________\nFrom: Ada <ada@x.example>\nSent: Tuesday\nTo: Us\nSubject: Hi\n\nWhen?",
  ],
  [
    "Outlook, German, no line",
    "Tomorrow.\n\nVon: Ada <ada@x.example>\nGesendet: Dienstag\nAn: Uns\nBetreff: Hi\n\nWann?",
  ],
  ["an original message", "Tomorrow.\n\n-----Original Message-----\nWhen?"],
  ["no lead at all", `Tomorrow.\n\n${quoted}`],
  ["a signature", "Tomorrow.\n\n-- \nAda\nExample Ltd"],
  ["a phone's", "Tomorrow.\n\nSent from my iPhone"],
  [
    "both",
    `Tomorrow.\n\n-- \nAda\n\nOn Tue, 3 Nov 2026 at 10:00, Ada <ada@x.example> wrote:\n${quoted}`,
  ],
])("keeps what is new: %s", (_name, mail) => {
  expect(foldMail(mail)).toEqual({ text: "Tomorrow.", isFolded: true });
  expect(foldMail(mail.replaceAll("\n", "\r\n"))).toEqual({ text: "Tomorrow.", isFolded: true });
});

it.each([
  ["nothing to fold", "Where is my order?\n\nKind regards\nAda"],
  [
    "answers between the lines",
    "> When does it arrive?\n\nTomorrow.\n\n> And the other?\n\nOn Friday.",
  ],
  [
    "answers between the lines under a lead",
    "On Tue, 3 Nov 2026 at 10:00, Ada <ada@x.example> wrote:\n> When?\n\nTomorrow.\n\n> And the other?\n\nFriday.",
  ],
  [
    "a sentence that looks like a lead",
    "On Monday your colleague Sam wrote:\nit comes on Friday. Does it?",
  ],
  ["nothing but a quotation", quoted.trim()],
  ["nothing but a signature", "-- \nAda"],
])("leaves alone: %s", (_name, mail) => {
  expect(foldMail(mail)).toEqual({ text: mail, isFolded: false });
});

it("never makes text up, and never leaves an empty text of one that was not", () => {
  const line = fc.constantFrom(
    "",
    "> q",
    "-- ",
    "On Tue, 3 Nov 2026 at 10:00, Ada <a@x.y> wrote:",
    "text",
    "From: a",
    "Sent: b",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const mail = lines.join("\n");
      const { text, isFolded } = foldMail(mail);
      const whole = mail.replaceAll("\r\n", "\n").trim();
      expect(whole.startsWith(text)).toBe(true);
      expect(text === "").toBe(whole === "");
      expect(isFolded).toBe(text !== whole);
    }),
  );
});
