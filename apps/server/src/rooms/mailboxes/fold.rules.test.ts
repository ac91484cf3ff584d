import fc from "fast-check";
import { expect, it } from "vitest";
import { foldMail, repeatsKnown } from "./fold.rules.ts";

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
  [
    "a booking",
    "Please change my booking:\n\nFrom: 3 May\nTo: 5 May\n\nIf not, please speak to a person.",
  ],
  ["a journey", "My journey:\nFrom: Berlin\nTo: Paris\nDate: 3 May\n\nIs it too late?"],
  [
    "a text that an app shows",
    "my app shows this text:\nSent from my terminal to your server\nand then it crashes",
  ],
  ["a text of a phone, in the middle", "It says:\nSent from my iPhone\nand then it crashes"],
  ["a last line that is none of a phone's", "It says\nSent from my terminal to your server"],
  ["a log", "Here is the log:\n\n> error 500\n> at line 3\n\nplease help"],
  ["nothing but a quotation", quoted.trim()],
  ["nothing but a signature", "-- \nAda"],
])("leaves alone: %s", (_name, mail) => {
  expect(foldMail(mail)).toEqual({ text: mail, isFolded: false });
});

it.each([
  ["a log at the end", "Here is the log:\n\n> error 500\n> at line 3"],
  ["a log below a phone's line", "It fails.\n\nSent from my iPhone\n\n> error 500"],
])("leaves alone what no line says is somebody's: %s", (_name, mail) => {
  expect(foldMail(mail, "attributed")).toEqual({ text: mail, isFolded: false });
  expect(foldMail(mail, "all").isFolded).toBe(true);
});

const lead = "On Tue, 3 Nov 2026 at 10:00, Ada <ada@x.example> wrote:";
it.each([
  ["the last of answers between the lines", `${lead}\n> When?\n\nTomorrow.`, "> And the other?"],
  ["what a line attributes", "Yes.\nTomorrow.", `${lead}\n> When?`],
  ["what a broken line attributes", "Yes.", `${lead.replace(" <", "\n<")}\n> When?`],
])("folds %s, and nothing above", (_name, own, quote) => {
  const mail = `${own}\n${quote}`;
  expect(foldMail(mail, "attributed")).toEqual({ text: own, isFolded: true });
});

it.each([
  ["Sent from my iPhone"],
  ["Sent from my Samsung Galaxy S24"],
  ["Von meinem iPhone gesendet"],
  ["Envoyé de mon iPhone"],
  ["Enviado desde mi iPhone"],
  ["Inviato da iPhone"],
  ["Sent from Yahoo Mail for iPhone"],
  ["Sent from Outlook for iOS"],
  ["Get Outlook for iOS<https://aka.ms/o0ukef>"],
  ["Gesendet mit der GMX Mail App"],
])("knows a phone's last line: %s", (line) => {
  expect(foldMail(`Tomorrow.\n\n${line}\n`).text).toBe("Tomorrow.");
});

it("is done soon with very many answers between the lines", () => {
  const mail = `${`${lead}\n> q\n`.repeat(9000)}own`;
  const beganMs = performance.now();
  expect(foldMail(mail, "attributed")).toEqual({ text: mail, isFolded: false });
  expect(performance.now() - beganMs).toBeLessThan(1000);
});

it.each([
  ["word for word", "> Your order is\n> on its WAY.", true],
  ["with what it quoted itself", "> Your order is on its way.\n>\n>> Where?", true],
  ["with more in it", "> Your order is on its way.\n> error 500", false],
  ["of something else", "> error 500", false],
  ["of nothing", ">\n>> deeper", false],
])("knows whether a quotation repeats what was said: %s", (_name, quotation, is) => {
  expect(repeatsKnown(quotation, ["Hello.", "Your order is on its way.\nAda"])).toBe(is);
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
