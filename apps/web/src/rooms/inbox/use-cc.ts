// Who else gets the answer that is being written: kept beside its text, as long as the text.
import type { Conversation } from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keepText, keptText } from "../../ui/kept-text.ts";
import { useDraftText } from "../../ui/use-draft-text.ts";
import {
  ccDraftFrom,
  ccOf,
  keptCc,
  newInCc,
  newInCcWords,
  offeredCc,
  prefilledCc,
  seenCcFrom,
  stopsAnswer,
  whyNotCc,
  withCc,
  withoutCc,
} from "./cc.rules.ts";
import { hasRecipients, recipientsQuery } from "./cc-queries.ts";
import { addressesIn, has, isSameAddress, type KnownAddress } from "./mail-addresses.rules.ts";

const keyOf = (draft: string): string => `${draft}-cc`;
const seenKeyOf = (draft: string): string => `${draft}-cc-seen`;
const listOf = (addresses: readonly KnownAddress[]): string[] =>
  addresses.map(({ address }) => address);

const unknownWords = "It is not known who else gets it. Try again above, then send.";

export type Cc = ReturnType<typeof useCc>;

/** Who is in Cc as a draft begins; once its text is gone, the next one begins. */
export const noteSeenCc = (draft: string, prefilled: readonly KnownAddress[]): void => {
  const kept = keptText(seenKeyOf(draft));
  const isBegun = keptText(draft).trim() !== "";
  if (isBegun && kept === "") keepText(seenKeyOf(draft), JSON.stringify(listOf(prefilled)));
  if (!isBegun && kept !== "") keepText(seenKeyOf(draft), "");
};

const seeMore = (draft: string, more: readonly KnownAddress[]): void => {
  const seen = seenCcFrom(keptText(seenKeyOf(draft)));
  if (seen) keepText(seenKeyOf(draft), JSON.stringify([...seen, ...listOf(more)]));
};

interface Since {
  draft: string;
  /** Null: not known yet, or not for this draft. */
  prefilled: readonly KnownAddress[] | null;
  /** Who gets it, but for whom the member added or is just typing. */
  now: readonly KnownAddress[];
}

/** Whoever came into Cc while one wrote is named once before the answer goes to them, too. */
const useNewInCc = ({ draft, prefilled, now }: Since) => {
  useDraftText(draft);
  const { text: kept } = useDraftText(seenKeyOf(draft));
  const [named, setNamed] = useState<readonly string[]>([]);
  useEffect(() => {
    if (prefilled) noteSeenCc(draft, prefilled);
  });
  const fresh = prefilled ? newInCc(now, seenCcFrom(kept)) : [];
  return {
    fresh,
    freshWords: newInCcWords(fresh.filter((address) => named.includes(address))),
    /** Names who is new instead of sending, the first time. */
    holdsBack: (): boolean => {
      const isHeld = stopsAnswer(fresh, named);
      if (isHeld) setNamed(fresh);
      return isHeld;
    },
    forgetNamed: (): void => setNamed([]),
  };
};

export const useCc = (conversation: Conversation, draft: string, isReply: boolean) => {
  const isAsked = isReply && hasRecipients(conversation);
  const recipients = useQuery({ ...recipientsQuery(conversation.id), enabled: isAsked });
  const { text: kept, setText: keep } = useDraftText(keyOf(draft));
  const [typed, setTyped] = useState("");
  const to = conversation.from?.address ?? null;
  const found = recipients.data ?? [];
  const prefilled = prefilledCc(found, to);
  const changed = ccDraftFrom(kept);
  const chosen = ccOf(prefilled, changed);
  const { found: finished, wrong } = addressesIn(typed);
  const isRefused = isRapportError(recipients.error) && recipients.error.status === 403;
  const isShown = isAsked && !isRefused;
  const isOther = ({ address }: KnownAddress): boolean =>
    !has(chosen, address) && (to === null || !isSameAddress(address, to));
  const all = [...chosen, ...finished.filter(isOther)];
  const { forgetNamed, ...news } = useNewInCc({
    draft,
    prefilled: isShown && recipients.data ? prefilled : null,
    now: chosen.filter(({ address }) => !has([...changed.added, ...finished], address)),
  });
  /** Nobody knows who else is on the mails. */
  const isUnknown = recipients.isError && !recipients.data;
  const whyNot = (): string | null => {
    if (recipients.isPending) return "Looking up who else gets it.";
    return isUnknown ? unknownWords : whyNotCc(all.length, wrong);
  };
  return {
    ...{ isShown, chosen, typed, setTyped, kept, to },
    isUnknown: isShown && isUnknown,
    askAgain: (): void => void recipients.refetch(),
    offered: offeredCc(found, to, chosen),
    add: (more: readonly KnownAddress[]): void => {
      keep(keptCc(withCc(prefilled, changed, more)));
      seeMore(draft, more);
    },
    remove: (address: string): void => keep(keptCc(withoutCc(prefilled, changed, address))),
    /** What is typed and is whole goes along. */
    addresses: isShown ? all.map(({ address }) => address) : [],
    whyNot: isShown ? whyNot() : null,
    ...news,
    sent: (): void => {
      setTyped("");
      forgetNamed();
    },
  };
};

/** It was sent; what was changed since is for the next one. */
export const dropCc = (draft: string, sent: string): void => {
  if (keptText(keyOf(draft)) === sent) keepText(keyOf(draft), "");
  keepText(seenKeyOf(draft), "");
};
