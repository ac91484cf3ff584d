// The parts of the walk, and where each is walked. Two lanes go side by side, each with a server of its own and both
// widths in it; within a lane the order counts, because later parts find what earlier ones have made. What measures
// how long the product takes is walked after them, alone: beside another lane it would measure that lane too.
import { walkAccess } from "./steps-access.ts";
import { walkApiDocs } from "./steps-api-docs.ts";
import { walkAutomations } from "./steps-automations.ts";
import { walkBoard } from "./steps-board.ts";
import { walkBot } from "./steps-bot.ts";
import { walkConsent } from "./steps-consent.ts";
import { walkCopilot } from "./steps-copilot.ts";
import { walkDuplicates } from "./steps-duplicates.ts";
import { walkEvents } from "./steps-events.ts";
import { walkFeatures, walkSegments } from "./steps-features.ts";
import { walkGateway } from "./steps-gateway.ts";
import { walkGlossary } from "./steps-glossary.ts";
import { walkHarvest } from "./steps-harvest.ts";
import { walkIdentity } from "./steps-identity.ts";
import { walkImport } from "./steps-import.ts";
import { walkInbox } from "./steps-inbox.ts";
import { walkInboxKeys } from "./steps-inbox-keys.ts";
import { walkKeyboard } from "./steps-keyboard.ts";
import { walkLive } from "./steps-live.ts";
import { walkModels } from "./steps-models.ts";
import { walkNarrow } from "./steps-narrow.ts";
import { walkNextBest } from "./steps-next-best.ts";
import { walkNotifications } from "./steps-notifications.ts";
import { walkNps } from "./steps-nps.ts";
import { walkObjects } from "./steps-objects.ts";
import { walkOffline, walkSlow } from "./steps-offline.ts";
import { walkQuotes } from "./steps-quotes.ts";
import { walkRecords } from "./steps-records.ts";
import { walkReports } from "./steps-reports.ts";
import { walkSatisfaction } from "./steps-satisfaction.ts";
import { walkSettings } from "./steps-settings.ts";
import { walkStreams } from "./steps-streams.ts";
import { walkTable } from "./steps-table.ts";
import { walkViews } from "./steps-views.ts";
import { walkVoice } from "./steps-voice.ts";
import { walkWebhooks } from "./steps-webhooks.ts";
import { walkWeight } from "./steps-weight.ts";
import { walkWidget } from "./steps-widget.ts";
import { walkWorkday } from "./steps-workday.ts";
import type { Walk } from "./walk-context.ts";

/** At 1440 px, and at 390. */
export type Part = (wide: Walk, narrow: Walk) => Promise<void>;
export type Parts = Record<string, Part>;

const both =
  (part: (one: Walk) => Promise<void>): Part =>
  async (wide, narrow) => {
    await part(wide);
    await part(narrow);
  };

/** Makes the workspace by the screens of it, so it comes first; a lane without it begins with a workspace. */
export const ACCESS = "access";

export const SIDE_BY_SIDE: Record<string, Parts> = {
  records: {
    [ACCESS]: walkAccess,
    table: walkTable,
    records: walkRecords,
    narrow: (_, narrow) => walkNarrow(narrow),
    identity: both(walkIdentity),
    board: both(walkBoard),
    views: both(walkViews),
    duplicates: both(walkDuplicates),
    nps: both(walkNps),
    workday: both(walkWorkday),
    quotes: both(walkQuotes),
    consent: both(walkConsent),
    "next-best": both(walkNextBest),
    streams: both(walkStreams),
    gateway: both(walkGateway),
    offline: walkOffline,
    reports: both(walkReports),
    features: both(walkFeatures),
    segments: both(walkSegments),
    apiDocs: both(walkApiDocs),
  },
  customers: {
    import: walkImport,
    settings: walkSettings,
    automations: walkAutomations,
    objects: both(walkObjects),
    webhooks: both(walkWebhooks),
    widget: both(walkWidget),
    bot: both(walkBot),
    copilot: both(walkCopilot),
    satisfaction: both(walkSatisfaction),
    glossary: both(walkGlossary),
    harvest: both(walkHarvest),
    inbox: both(walkInbox),
    inboxKeys: both(walkInboxKeys),
    voice: both(walkVoice),
    events: both(walkEvents),
    notifications: both(walkNotifications),
    // Goes over every screen, so it comes where most has been made.
    keyboard: walkKeyboard,
  },
};

/** The first load, what others change on an open screen, scores within two seconds, an edit on a slow network. */
export const MEASURED: Record<string, Parts> = {
  measured: {
    weight: walkWeight,
    live: walkLive,
    models: both(walkModels),
    slow: (_, narrow) => walkSlow(narrow),
  },
};
