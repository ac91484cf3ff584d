// Who else gets an answer by mail: all who are on the newest mail, less whom the member removed, and whom they added.
// Both are kept with the draft, so that a message that comes in meanwhile undoes neither. Pure.
import type { MailRecipient } from "@rapport/sdk";
import { has, isSameAddress, type KnownAddress, mostCc } from "./mail-addresses.rules.ts";

export interface CcDraft {
  added: readonly KnownAddress[];
  /** Addresses of some who are on the newest mail. */
  removed: readonly string[];
}

const untouched: CcDraft = { added: [], removed: [] };

const isAddress = (one: unknown): one is KnownAddress => {
  const { address, name, isKnown } = (one ?? {}) as Partial<KnownAddress>;
  const isNamed = name === null || typeof name === "string";
  return typeof address === "string" && isNamed && typeof isKnown === "boolean";
};

/** Of what a browser kept; whatever else stands there is left out. */
export const addressesFrom = (found: unknown): KnownAddress[] =>
  Array.isArray(found) ? found.filter(isAddress) : [];

export const ccDraftFrom = (kept: string): CcDraft => {
  try {
    const { added, removed } = JSON.parse(kept || "{}") as Partial<Record<string, unknown>>;
    const isText = (one: unknown): one is string => typeof one === "string";
    return {
      added: addressesFrom(added),
      removed: Array.isArray(removed) ? removed.filter(isText) : [],
    };
  } catch {
    return untouched;
  }
};

export const keptCc = ({ added, removed }: CcDraft): string =>
  added.length + removed.length === 0 ? "" : JSON.stringify({ added, removed });

const knownOf = ({ address, name, person }: MailRecipient): KnownAddress => ({
  address,
  name: person?.title || name,
  isKnown: person !== null && person.title !== "",
});

/** `to`: the customer's address, who gets it anyway. */
const others = (recipients: readonly MailRecipient[], to: string | null): MailRecipient[] =>
  recipients.filter(({ address }) => to === null || !isSameAddress(address, to));

/** To whom an answer to all goes. */
export const prefilledCc = (recipients: readonly MailRecipient[], to: string | null) =>
  others(recipients, to)
    .filter(({ cc }) => cc)
    .map(knownOf);

export const ccOf = (prefilled: readonly KnownAddress[], draft: CcDraft): KnownAddress[] => {
  const stay = prefilled.filter(
    ({ address }) => !draft.removed.some((one) => isSameAddress(one, address)),
  );
  return [...stay, ...draft.added.filter(({ address }) => !has(stay, address))];
};

export const withCc = (
  prefilled: readonly KnownAddress[],
  { added, removed }: CcDraft,
  more: readonly KnownAddress[],
): CcDraft => {
  const back = removed.filter((address) => !has(more, address));
  const fresh = more.filter(({ address }) => !has(prefilled, address) && !has(added, address));
  return { added: [...added, ...fresh], removed: back };
};

export const withoutCc = (
  prefilled: readonly KnownAddress[],
  { added, removed }: CcDraft,
  address: string,
): CcDraft => ({
  added: added.filter((one) => !isSameAddress(one.address, address)),
  removed: has(prefilled, address) ? [...removed, address] : removed,
});

/** On earlier mails of the conversation, or removed from this answer. */
export const offeredCc = (
  recipients: readonly MailRecipient[],
  to: string | null,
  now: readonly KnownAddress[],
): KnownAddress[] =>
  others(recipients, to)
    .map(knownOf)
    .filter(({ address }) => !has(now, address));

/** Who came into Cc since the draft began. `seen`: who was in it then, and whom the member added; null: not known yet. */
export const newInCc = (now: readonly KnownAddress[], seen: readonly string[] | null): string[] =>
  seen === null
    ? []
    : now
        .map(({ address }) => address)
        .filter((address) => !seen.some((one) => isSameAddress(one, address)));

/** Of what a browser kept. */
export const seenCcFrom = (kept: string): string[] | null => {
  try {
    const found: unknown = JSON.parse(kept || "null");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : null;
  } catch {
    return null;
  }
};

/** Whether they stop the answer: only who was named already does not. */
export const stopsAnswer = (fresh: readonly string[], named: readonly string[]): boolean =>
  fresh.some((address) => !named.includes(address));

export const newInCcWords = (addresses: readonly string[]): string | null =>
  addresses.length === 0
    ? null
    : `New in Cc: ${addresses.join(", ")}. Send again if that is meant.`;

/** Why it cannot be sent with these; null: it can. */
export const whyNotCc = (count: number, wrong: readonly string[]): string | null => {
  if (wrong.length > 0) return "Put the address in Cc right first, or empty the field.";
  const above = count - mostCc;
  return above > 0 ? `A mail takes ${mostCc} in Cc. Remove ${above} of them.` : null;
};

/** As it is once an answer went out: it is the newest mail then. */
export const recipientsAfter = (
  recipients: readonly MailRecipient[],
  sent: readonly string[],
): MailRecipient[] => {
  const isSent = (address: string): boolean => sent.some((one) => isSameAddress(one, address));
  const fresh = sent.filter((address) => !has(recipients, address));
  return [
    ...recipients.map((one) => ({ ...one, cc: isSent(one.address) })),
    ...fresh.map((address) => ({ address, name: null, cc: true, person: null })),
  ];
};
