// E-mail addresses: when two are written differently and reach the same mailbox. Case never matters in
// practice; what follows a plus is a tag by wide custom; dots are nothing to Gmail alone.

const gmailHosts = new Set(["gmail.com", "googlemail.com"]);

/** Mailboxes that belong to a function, not to a person: several people share them. */
const sharedNames = new Set(
  "admin billing contact enquiries hello help hi hr info jobs mail marketing office post sales service support team webmaster".split(
    " ",
  ),
);

interface Address {
  name: string;
  host: string;
}

function split(email: string): Address | null {
  const text = email.trim().toLowerCase();
  const at = text.lastIndexOf("@");
  if (at < 1 || at === text.length - 1) return null;
  return { name: text.slice(0, at), host: text.slice(at + 1).replace(/\.$/, "") };
}

function untagged(name: string): string {
  const plus = name.indexOf("+");
  return plus > 0 ? name.slice(0, plus) : name;
}

/** The form that all spellings of one mailbox share; null for what is no address. */
export function mailbox(email: string): string | null {
  const address = split(email);
  if (!address) return null;
  const name = untagged(address.name);
  if (!gmailHosts.has(address.host)) return `${name}@${address.host}`;
  return `${name.replaceAll(".", "")}@gmail.com`;
}

export type EmailLikeness = "email-same" | "email-shared" | "email-tag" | "email-dots";

export function compareEmails(a: string, b: string): EmailLikeness | "emails-differ" | null {
  const [one, other] = [split(a), split(b)];
  if (!one || !other) return null;
  if (mailbox(a) !== mailbox(b)) return "emails-differ";
  if (sharedNames.has(untagged(one.name))) return "email-shared";
  if (one.name === other.name && one.host === other.host) return "email-same";
  const isTag = untagged(one.name) === untagged(other.name) && one.host === other.host;
  return isTag ? "email-tag" : "email-dots";
}
