// Which ids a message names somebody by, strongest first. What many strangers share (a function's mailbox, a word
// that stands for "nobody") names no one.

export type IdentityKind = "user" | "anonymous" | "email" | `external:${string}`;

export interface IdentityRef {
  kind: IdentityKind;
  value: string;
}

/** With the text by which it is looked up, put together once. */
export interface KeyedRef extends IdentityRef {
  key: string;
}

export const maxIdLength = 300;

/** Written by programs where there is no id. */
const nobody = new Set(
  "-1 0 anonymous anon false guest n/a na nan nil none null root test true undefined unknown user void 00000000-0000-0000-0000-000000000000".split(
    " ",
  ),
);
nobody.add("[object object]");

const longestNobody = Math.max(...[...nobody].map(({ length }) => length));

const isNobody = (id: string): boolean =>
  id.length <= longestNobody && nobody.has(id.toLowerCase());

/** Most ids: nothing to be taken off, nothing that is no text. */
const plainId = /^[!-~]{1,300}$/;

/** An id as a text; null where there is none. Numbers are ids too. */
export function idText(value: unknown): string | null {
  const text = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== "string") return null;
  if (plainId.test(text)) return isNobody(text) ? null : text;
  // What cannot be stored as it is would be stored as another's.
  if (text.includes("\u0000") || !text.isWellFormed()) return null;
  const id = text.trim();
  if (id === "" || id.length > maxIdLength || isNobody(id)) return null;
  return id;
}

/** Mailboxes of a function: several people read them. */
const sharedNames = new Set(
  (
    "abuse accounting accounts admin administrator billing careers contact customerservice enquiries feedback finance " +
    "hello help hi hostmaster hr info inquiries it jobs legal mail marketing news newsletter no-reply noreply " +
    "office orders post postmaster press privacy root sales security service shop spam support team test webmaster"
  ).split(" "),
);

const emailShape = /^[^\s@<>",;:()[\]\\]{1,64}@[^\s@<>",;:()[\]\\]+\.[^\s@<>",;:()[\]\\.]{2,}$/u;

/** Lower case; null for what is no address, or is nobody's own. */
export function emailOf(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 254) return null;
  const email = value.trim().toLowerCase();
  if (!emailShape.test(email) || !email.isWellFormed() || email.includes("\u0000")) return null;
  const name = email.slice(0, email.lastIndexOf("@")).replace(/\+.*$/, "");
  return sharedNames.has(name) ? null : email;
}

const externalType = /^[A-Za-z][\w.-]{0,39}$/;
const maxExternals = 10;
/** What has a kind of its own. */
const ownKinds: Record<string, "user" | "anonymous"> = {
  user_id: "user",
  anonymous_id: "anonymous",
};

function externalOf(entry: unknown): IdentityRef | null {
  if (typeof entry !== "object" || entry === null) return null;
  const { id, type } = entry as Record<string, unknown>;
  const value = idText(id);
  if (value === null || typeof type !== "string" || !externalType.test(type)) return null;
  if (type === "email") {
    const email = emailOf(value);
    return email === null ? null : { kind: "email", value: email };
  }
  return { kind: ownKinds[type] ?? `external:${type}`, value };
}

/** `context.externalIds`, as the Segment specification has them. */
export function externalsOf(context: Record<string, unknown>): IdentityRef[] {
  const { externalIds } = context;
  if (!Array.isArray(externalIds)) return [];
  return externalIds
    .slice(0, maxExternals)
    .map(externalOf)
    .filter((one) => one !== null);
}

export const identityKey = ({ kind, value }: IdentityRef): string => `${kind}\n${value}`;

export const keyed = (kind: IdentityKind, value: string): KeyedRef => ({
  kind,
  value,
  key: `${kind}\n${value}`,
});
