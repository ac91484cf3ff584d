// What a delivery report says (RFC 3464, 6533): which mail came back, for whom, whether for good, and why. Pure. Anybody
// can send one, so that nothing of it is believed here: whoever uses it compares ids and addresses with what was sent.
import type { DeliveryReport } from "../channels/index.ts";
import { idsIn } from "./mail-kind.rules.ts";

/** A part of the mail, as text. */
export interface ReportPart {
  mediaType: string;
  text: string;
}

const statusPart = /^message\/(?:global-)?delivery-status$/;
const returnedPart = /^(?:message\/(?:rfc822|global|global-headers)|text\/rfc822-headers)$/;
const mostRecipients = 100;
const mostIds = 50;
const longestReason = 300;

export function deliveryReport(parts: readonly ReportPart[]): DeliveryReport {
  const ids = parts
    .filter(({ mediaType }) => returnedPart.test(mediaType))
    .flatMap(({ text }) => idsIn(fieldsOf(text.split(/\r?\n\r?\n/, 1)[0] ?? "").get("message-id")));
  const outcomes = parts
    .filter(({ mediaType }) => statusPart.test(mediaType))
    .flatMap(({ text }) => text.split(/\r?\n(?:[ \t]*\r?\n)+/))
    .flatMap((group) => outcomeOf(fieldsOf(group)));
  return { of: [...new Set(ids)].slice(0, mostIds), outcomes: outcomes.slice(0, mostRecipients) };
}

/** The first of each name; lines that go on are one. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const [, name = "", value = ""] = /^([a-z-]{1,60}):(.*)$/i.exec(line) ?? [];
    if (name !== "" && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value);
  }
  return fields;
}

function outcomeOf(fields: Map<string, string>): DeliveryReport["outcomes"] {
  const named = ["final-recipient", "original-recipient"].map((name) => fields.get(name) ?? "");
  const addresses = [...new Set(named.map(addressIn).filter((one) => one !== ""))];
  if (addresses.length === 0) return [];
  const action = fields.get("action")?.trim().toLowerCase() ?? "";
  const [status = ""] = /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get("status") ?? "") ?? [];
  const isPermanent = action === "failed" || (action === "" && status.startsWith("5"));
  const reason = isPermanent ? reasonOf(status, fields.get("diagnostic-code") ?? "") : null;
  return [{ addresses, failed: reason }];
}

/** `rfc822; ada@x.example` */
const addressIn = (value: string): string =>
  value
    .slice(value.indexOf(";") + 1)
    .trim()
    .replace(/^<|>$/g, "")
    .toLowerCase()
    .slice(0, 320);

/** RFC 3463, of what senders can do something about. */
const statusWords: readonly (readonly [RegExp, string])[] = [
  [/^\d\.1\.[236]$|^\d\.1\.10$|^\d\.4\.4$/, "No mail can be sent to this address"],
  [/^\d\.1\.[01]$/, "There is no such address"],
  [/^\d\.2\.1$/, "The mailbox takes no mail"],
  [/^\d\.2\.2$/, "The mailbox is full"],
  [/^\d\.(?:2\.3|3\.4)$/, "The mail is too large"],
  [/^\d\.4\.\d+$/, "The other mail server could not be reached in time"],
  [/^\d\.7\.\d+$/, "The other mail server refused the mail"],
];

function reasonOf(status: string, diagnostic: string): string {
  const words =
    statusWords.find(([shape]) => shape.test(status))?.[1] ??
    "The other mail server did not take the mail";
  const said = cleaned(diagnostic.replace(/^\s*[\w.-]{1,40}\s*;/, "")) || status;
  return `${words}${said === "" ? "" : `: ${said}`}`.slice(0, longestReason).toWellFormed();
}

/** On one line, without what steers a screen or turns the direction of letters. */
const cleaned = (text: string): string =>
  text
    .slice(0, 2000)
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
