// E-mail addresses: when two are written differently and reach the same mailbox. Case never matters in
// practice; what follows a plus is a tag by wide custom; dots are nothing to Gmail alone.

const gmailHosts = new Set(["gmail.com", "googlemail.com"]);

/** Mailboxes that belong to a function, not to a person: several people share them. */
const sharedNames = new Set(
  "admin billing contact enquiries hello help hi hr info jobs mail marketing office post sales service support team webmaster".split(
    " ",
  ),
);

export interface Address {
  name: string;
  host: string;
  /** The form that all spellings of one mailbox share. */
  box: string;
}

/** Null for what is no address. */
export function addressOf(email: string): Address | null {
  const text = email.trim().toLowerCase();
  const at = text.lastIndexOf("@");
  if (at < 1 || at === text.length - 1) return null;
  const name = text.slice(0, at);
  const host = text.slice(at + 1).replace(/\.$/, "");
  return { name, host, box: boxOf(untagged(name), host) };
}

function boxOf(name: string, host: string): string {
  return gmailHosts.has(host) ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${host}`;
}

function untagged(name: string): string {
  const plus = name.indexOf("+");
  return plus > 0 ? name.slice(0, plus) : name;
}

export function mailbox(email: string): string | null {
  return addressOf(email)?.box ?? null;
}

export type EmailLikeness = "email-same" | "email-shared" | "email-tag" | "email-dots";

export function compareEmails(
  one: Address | null,
  other: Address | null,
): EmailLikeness | "emails-differ" | null {
  if (!one || !other) return null;
  if (one.box !== other.box) return "emails-differ";
  if (sharedNames.has(untagged(one.name))) return "email-shared";
  if (one.name === other.name && one.host === other.host) return "email-same";
  const isTag = untagged(one.name) === untagged(other.name) && one.host === other.host;
  return isTag ? "email-tag" : "email-dots";
}
