// Who else gets the answer that is being written: kept beside its text, as long as the text.
import type { Conversation } from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keepText, keptText } from "../../ui/kept-text.ts";
import { useDraftText } from "../../ui/use-draft-text.ts";
import {
  ccDraftFrom,
  ccOf,
  keptCc,
  offeredCc,
  prefilledCc,
  whyNotCc,
  withCc,
  withoutCc,
} from "./cc.rules.ts";
import { hasRecipients, recipientsQuery } from "./cc-queries.ts";
import { addressesIn, has, isSameAddress, type KnownAddress } from "./mail-addresses.rules.ts";

const keyOf = (draft: string): string => `${draft}-cc`;

const unknownWords = "It is not known who else gets it. Try again above, then send.";

export type Cc = ReturnType<typeof useCc>;

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
    add: (more: readonly KnownAddress[]): void => keep(keptCc(withCc(prefilled, changed, more))),
    remove: (address: string): void => keep(keptCc(withoutCc(prefilled, changed, address))),
    /** What is typed and is whole goes along. */
    addresses: isShown ? all.map(({ address }) => address) : [],
    whyNot: isShown ? whyNot() : null,
  };
};

/** It was sent; what was changed since is for the next one. */
export const dropCc = (draft: string, sent: string): void => {
  if (keptText(keyOf(draft)) === sent) keepText(keyOf(draft), "");
};
