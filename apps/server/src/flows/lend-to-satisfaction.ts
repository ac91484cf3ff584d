// What the satisfaction room is lent: which channels there are, and whom their consent lets it ask.
import { newId } from "../platform/ids.ts";
import type { Channels } from "../rooms/channels/index.ts";
import type { Consent } from "../rooms/consent/index.ts";
import { type SatisfactionDeps, surveyPurpose } from "../rooms/satisfaction/index.ts";

export type AskedConsent = Pick<Consent, "consentOf" | "openPurposes">;

type Lent = Pick<SatisfactionDeps, "channels" | "mayAsk">;

export function lendToSatisfaction(
  { consentOf, openPurposes }: AskedConsent,
  channels: Pick<Channels, "inUse">,
): Lent {
  return {
    channels: channels.inUse,
    mayAsk: async (tx, personId) => {
      if (!(await openPurposes(tx)).has(surveyPurpose)) return true;
      // Of somebody who is not known, what the purpose says when nothing was said.
      const id = personId ?? newId();
      return (await consentOf(tx, [id], surveyPurpose)).get(id)?.isAllowed === true;
    },
  };
}
