// A conversation that a member begins: what is kept of it while it is written, whom it can go to, and what is sent. Pure.
import type { ConversationStart, StartChannel } from "@rapport/contracts";
import { addressesFrom } from "./cc.rules.ts";
import {
  addressesIn,
  has,
  isSameAddress,
  type KnownAddress,
  wholeOf,
  wrongWords,
} from "./mail-addresses.rules.ts";
import type { FoundPerson } from "./people-found.ts";

export type StartTo =
  | ({ kind: "person" } & FoundPerson)
  | { kind: "address"; address: string; name: string | null };

/** Beside the text, which is kept by itself. */
export interface StartHead {
  channelId: string | null;
  to: StartTo | null;
  cc: readonly KnownAddress[];
  subject: string;
  /** In the fields, and not taken yet. */
  typedTo: string;
  typedCc: string;
}

const isText = (value: unknown): value is string => typeof value === "string";
const textOr = (value: unknown): string | null => (isText(value) ? value : null);

const toFrom = (found: unknown): StartTo | null => {
  const { kind, ...one } = (found ?? {}) as Record<string, unknown>;
  if (kind === "person" && isText(one.id) && isText(one.title)) {
    const { id, title, email, phone } = one;
    return { kind, ...{ id, title, email: textOr(email), phone: textOr(phone) } };
  }
  if (kind === "address" && isText(one.address))
    return { kind, address: one.address, name: textOr(one.name) };
  return null;
};

/** Of what a browser kept; `first`: whom it is to while nothing was changed. */
export const headFrom = (kept: string, first: StartTo | null): StartHead => {
  const untouched = { channelId: null, to: first, cc: [], subject: "", typedTo: "", typedCc: "" };
  if (kept === "") return untouched;
  try {
    const found = (JSON.parse(kept) ?? {}) as Record<string, unknown>;
    return {
      channelId: textOr(found.channelId),
      to: toFrom(found.to),
      cc: addressesFrom(found.cc),
      subject: textOr(found.subject) ?? "",
      typedTo: textOr(found.typedTo) ?? "",
      typedCc: textOr(found.typedCc) ?? "",
    };
  } catch {
    return untouched;
  }
};

/** Whether nobody wrote anything in it: whom it was to, and who else got it, is no draft by itself. */
export const isAbandoned = (kept: string, text: string): boolean => {
  const { subject, typedTo, typedCc } = headFrom(kept, null);
  return [text, subject, typedTo, typedCc].every((one) => one.trim() === "");
};

/** The one that was chosen, else the one that was written over last, else the only one. */
export const channelOf = (
  channels: readonly StartChannel[],
  ...wanted: readonly (string | null)[]
): StartChannel | null => {
  for (const id of wanted) {
    const found = channels.find((one) => one.id === id);
    if (found) return found;
  }
  return channels.length === 1 ? (channels[0] ?? null) : null;
};

/** Of a person; null: they have none for such a channel that the member may see. */
export const reachedBy = (
  kind: StartChannel["kind"] | undefined,
  { email, phone }: Pick<FoundPerson, "email" | "phone">,
): string | null => {
  if (kind === undefined) return email ?? phone;
  return kind === "email" ? email : phone;
};

export const toWords = (to: StartTo): string =>
  to.kind === "person" ? to.title || to.email || to.phone || "No name" : to.address;

export const toWhole = (kind: StartChannel["kind"] | undefined, to: StartTo): string =>
  to.kind === "address"
    ? wholeOf(to)
    : [toWords(to), reachedBy(kind, to)].filter(Boolean).join(", ");

export interface ReadTo {
  to: StartTo | null;
  error: string | null;
}

const phoneWords = "Give the number with its country, as +49 30 1234567.";

/** As the server takes it: "00" begins as "+" does, and a "(0)" after the country is not dialled. */
const withCountry = (text: string): string => {
  const number = text.replace(/^00/, "+");
  const dialled = number.startsWith("+") ? number.replace(/\(0\)/, "") : number;
  return dialled.replace(/[\s()./-]/g, "");
};

const phoneIn = (text: string): ReadTo => {
  const address = text.trim();
  return /^\+\d{7,15}$/.test(withCountry(address))
    ? { to: { kind: "address", address, name: null }, error: null }
    : { to: null, error: phoneWords };
};

const mailIn = (text: string): ReadTo => {
  const { found, wrong } = addressesIn(text);
  const [one, ...more] = found;
  if (wrong.length > 0 || !one) return { to: null, error: wrongWords(wrong) };
  if (more.length > 0) return { to: null, error: "It goes to one address; the others go in Cc." };
  return { to: { kind: "address", address: one.address, name: one.name }, error: null };
};

/** Whom one means by what is typed. */
export const toIn = (kind: StartChannel["kind"] | undefined, text: string): ReadTo => {
  if (text.trim() === "") return { to: null, error: null };
  return kind === "sms" ? phoneIn(text) : mailIn(text);
};

export interface Begun {
  channel: StartChannel | null;
  head: StartHead;
  text: string;
  fileIds: readonly string[];
}

const missingIn = ({ channel, head, text }: Begun, to: StartTo | null): string[] => [
  ...(channel ? [] : ["a channel"]),
  ...(to ? [] : ["whom to write to"]),
  ...(channel?.kind === "email" && head.subject.trim() === "" ? ["a subject"] : []),
  ...(text.trim() === "" ? ["a text"] : []),
];

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const wayWords = { email: "mail address", sms: "phone number" } as const;

const whyNotTo = (channel: StartChannel | null, to: StartTo | null): string | null =>
  channel && to?.kind === "person" && reachedBy(channel.kind, to) === null
    ? `${toWords(to)} has no ${wayWords[channel.kind]} that you may see.`
    : null;

const othersOf = ({ head }: Begun, to: StartTo | null): string[] => {
  const own = to?.kind === "person" ? to.email : (to?.address ?? null);
  const { found } = addressesIn(head.typedCc);
  const all = [...head.cc, ...found.filter(({ address }) => !has(head.cc, address))];
  return all
    .map(({ address }) => address)
    .filter((address) => own === null || !isSameAddress(address, own));
};

const whomOf = (to: StartTo): ConversationStart["to"] => {
  if (to.kind === "person") return { personId: to.id };
  return { address: to.address, ...(to.name === null ? {} : { name: to.name }) };
};

const mailOf = (begun: Begun, to: StartTo): Pick<ConversationStart, "subject" | "cc"> => {
  const cc = othersOf(begun, to);
  return { subject: begun.head.subject.trim(), ...(cc.length > 0 ? { cc } : {}) };
};

/** Where whoever opens it begins to type. */
export const firstOpen = ({ channel, head }: Pick<Begun, "channel" | "head">) => {
  if (channel === null) return "channel";
  if (head.to === null) return "to";
  return channel.kind === "email" && head.subject === "" ? "subject" : "text";
};

/** What is sent, or why nothing can be yet. */
export const startOf = (begun: Begun): { start: ConversationStart } | { whyNot: string } => {
  const { channel, head, text, fileIds } = begun;
  const { to, error } = head.to ? { to: head.to, error: null } : toIn(channel?.kind, head.typedTo);
  if (error !== null) return { whyNot: "To: choose somebody, or give a whole address." };
  const whyNot = whyNotTo(channel, to);
  if (whyNot !== null) return { whyNot };
  const missing = missingIn(begun, to);
  if (!channel || !to || missing.length > 0)
    return { whyNot: `Still missing: ${listed(missing)}.` };
  const hasFiles = fileIds.length > 0 && to.kind === "person";
  return {
    start: {
      ...{ channelId: channel.id, to: whomOf(to), text },
      ...(channel.kind === "email" ? mailOf(begun, to) : {}),
      ...(hasFiles ? { attachmentIds: [...fileIds] } : {}),
    },
  };
};
