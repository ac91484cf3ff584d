// What is sent is kept beside its draft, with its key, until the server has answered: also over a reload of the page.
import { isRapportError } from "@rapport/sdk";
import { newKey } from "../../platform/new-key.ts";
import { keepText, keptText } from "../../ui/kept-text.ts";
import { keptSending, type Sending, sentBefore } from "./sending.rules.ts";

export const sendingKey = (draft: string): string => `${draft}-sending`;

/** The same as long as the same is sent: whose answer was lost on its way is not written to twice. */
export const sendingOf = <T extends object>(draft: string, body: T): Sending<T> => {
  const place = sendingKey(draft);
  const sending = sentBefore(keptText(place), body) ?? { key: newKey(), body };
  keepText(place, keptSending(sending));
  return sending;
};

/** It was answered, or the member began anew: the same text is something else from now on. */
export const dropSending = (draft: string): void => keepText(sendingKey(draft), "");

/**
 * A server that did it would have said so again instead: what is sent next is as it stands by then. Nothing is known after
 * any other error.
 */
export const dropRefused = (draft: string, error: unknown): void => {
  if (isRapportError(error) && [409, 422].includes(error.status)) dropSending(draft);
};
