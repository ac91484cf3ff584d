// What the nps room is lent: who is within a segment, whom consent lets it ask, and mailboxes that send.
import type { Channels } from "../rooms/channels/index.ts";
import type { Consent } from "../rooms/consent/index.ts";
import type { NpsDeps } from "../rooms/nps/index.ts";
import { surveyPurpose } from "../rooms/satisfaction/index.ts";
import type { Segments } from "../rooms/segments/index.ts";

export interface LentToNps {
  consent: Pick<Consent, "consentOf" | "openPurposes" | "record">;
  segments: Pick<Segments, "look" | "memberIds">;
}

type Lent = Pick<NpsDeps, "segments" | "channels" | "send" | "consent">;

export function lendToNps(
  { consent, segments }: LentToNps,
  channels: Pick<Channels, "inUse" | "deliver">,
): Lent {
  return {
    segments,
    channels: channels.inUse,
    send: (ctx, { id: messageId, ...letter }) =>
      channels.deliver(ctx, {
        ...{ ...letter, messageId, conversationId: null, threadKey: null },
        ...{ attachments: [], inReplyTo: [], automatic: true },
      }),
    consent: {
      isAsked: async (tx) => (await consent.openPurposes(tx)).has(surveyPurpose),
      of: (tx, personIds) => consent.consentOf(tx, personIds, surveyPurpose),
      refuse: async (tx, act, { personId, shownText }) => {
        const said = { personId, purpose: surveyPurpose, state: "denied", source: "form" } as const;
        await consent.record(tx, act, [{ ...said, givenAt: act.at, shownText }]);
      },
    },
  };
}
