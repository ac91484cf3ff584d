// The composition root: the one file that wires every room, in plain sight. Nothing here decides anything.
import type { FastifyInstance } from "fastify";
import { createLife } from "./app-life.ts";
import { type AppDeps, createPlatform } from "./app-platform.ts";
import { makeBot } from "./flows/answer-message.ts";
import { closableFields } from "./flows/closable-fields.ts";
import { hearRecordings } from "./flows/hear-recordings.ts";
import { lendRecords } from "./flows/lend-records.ts";
import { lendSnapshots } from "./flows/lend-snapshots.ts";
import { lendToActions } from "./flows/lend-to-actions.ts";
import { withConversations } from "./flows/lend-to-conversations.ts";
import { followFeatures, lendToModels } from "./flows/lend-to-models.ts";
import { makeConversations } from "./flows/make-conversations.ts";
import { makeCopilot } from "./flows/make-copilot.ts";
import { makeFeatures } from "./flows/make-features.ts";
import { makeHarvest } from "./flows/make-harvest.ts";
import { type Knowledge, makeKnowledge } from "./flows/make-knowledge.ts";
import { makeLlm } from "./flows/make-llm.ts";
import { createRecordWindow } from "./flows/notification-records.ts";
import { streamEvents } from "./flows/stream-events.ts";
import { type Acts, createActs } from "./platform/acts.ts";
import type { AnyRoute } from "./platform/http/index.ts";
import { createSealer } from "./platform/sealing.ts";
import {
  type Access,
  createAccess,
  knownMembers,
  memberNames,
  sessionCookieName,
} from "./rooms/access/index.ts";
import { type Actions, createActions } from "./rooms/actions/index.ts";
import { createAttachments } from "./rooms/attachments/index.ts";
import { createAutomations } from "./rooms/automations/index.ts";
import type { Channels } from "./rooms/channels/index.ts";
import { consentListener, createConsent } from "./rooms/consent/index.ts";
import { type Conversations, conversationListener } from "./rooms/conversations/index.ts";
import { createDuplicates, successorsOf } from "./rooms/duplicates/index.ts";
import { createEvents, type Events } from "./rooms/events/index.ts";
import type { Features } from "./rooms/features/index.ts";
import {
  createGovernance,
  type Governance,
  settledEntries,
  settledFloors,
} from "./rooms/governance/index.ts";
import { type Harvest, withdrawCases } from "./rooms/harvest/index.ts";
import { createHome } from "./rooms/home/index.ts";
import { createImports } from "./rooms/imports/index.ts";
import { createLive } from "./rooms/live/index.ts";
import type { Llm } from "./rooms/llm/index.ts";
import { createModels, type Models } from "./rooms/models/index.ts";
import { createNotifications, type Notifications } from "./rooms/notifications/index.ts";
import { createPrompts, type Prompts } from "./rooms/prompts/index.ts";
import { createQuotes } from "./rooms/quotes/index.ts";
import {
  createRecords,
  createStageBackfill,
  noteStages,
  prepareNewWorkspaces,
  type Records,
} from "./rooms/records/index.ts";
import { createReports } from "./rooms/reports/index.ts";
import { createSearch } from "./rooms/search/index.ts";
import { createSso } from "./rooms/sso/index.ts";
import { createStreams } from "./rooms/streams/index.ts";
import { createViews } from "./rooms/views/index.ts";
import { createWebhooks, type Webhooks } from "./rooms/webhooks/index.ts";
import { serveApp } from "./serve-app.ts";

export interface App {
  http: FastifyInstance;
  acts: Acts;
  access: Access;
  channels: Channels;
  governance: Governance;
  records: Records;
  events: Events;
  features: Features;
  webhooks: Webhooks;
  notifications: Notifications;
  models: Models;
  actions: Actions;
  conversations: Conversations;
  llm: Llm;
  prompts: Prompts;
  knowledge: Knowledge;
  harvest: Harvest;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const version = "0.1.0";

export function createApp(deps: AppDeps): App {
  const { config, db, logger, clock } = deps;
  const platform = createPlatform(deps);
  const { telemetry, outbox, keptAnswers, durable, blobs, mail, secret, outbound } = platform;
  const governance = createGovernance({ db, clock, logger, telemetry, config });
  const search = createSearch({
    ...{ db, clock, logger },
    objectTypes: (reader) => records.objectTypes(reader),
    readRecords: (tx, object, ids) => records.hold(tx, object, ids),
  });
  const acts = createActs({
    db,
    clock,
    listeners: [
      governance.onChange,
      search.onChange,
      noteStages,
      (tx, act, changes) => duplicates.onChange(tx, act, changes),
      (tx, act, changes) => automations.onChange(tx, act, changes),
      (tx, act, changes) => webhooks.onChange(tx, act, changes),
      (tx, act, changes) => features.onChange(tx, act, changes),
      consentListener(outbox),
      conversationListener(outbox),
      withdrawCases,
      (tx, act, changes) => events.onChange(tx, act, changes),
      outbox.onChange,
      prepareNewWorkspaces,
    ],
  });
  const access = createAccess({
    ...{ db, clock, logger, acts, mail, knownNames: closableFields(() => records) },
    settings: {
      publicUrl: config.publicUrl,
      adminKey: config.adminKey,
      secret,
      rateLimitPerMinute: config.rateLimitPerMinute,
    },
    onSignedOut: (sessionId) => sso.onSignedOut(sessionId),
  });
  const sso = createSso({
    ...{ db, clock, logger, acts, access, outbound },
    settings: { publicUrl: config.publicUrl, secret, outboundAllow: config.outboundAllow },
  });
  const records = createRecords({ db, clock, acts, knownMembers, successors: successorsOf });
  const workspaceIds = async () => (await access.listWorkspaces()).map(({ id }) => id);
  const stageBackfill = createStageBackfill({ db, logger, workspaceIds });
  const duplicates = createDuplicates({ db, clock, logger, acts, records, workspaceIds });
  const consent = createConsent({
    ...{ db, acts, outbox, records },
    knownSources: (tx, ids) => events.knownSources(tx, ids),
  });
  const imports = createImports({
    ...{ db, clock, logger, acts, durable, outbox, blobs, records },
    recordConsent: consent.record,
    openPurposes: consent.openPurposes,
    members: memberNames,
    settings: {
      dataDir: config.dataDir,
      blobs: config.blobs,
      maxUploadBytes: config.maxUploadBytes,
    },
  });
  const asked = withConversations(records, () => conversations);
  const attachments = createAttachments({
    ...{ db, clock, logger, acts, blobs, workspaceIds, records: asked },
    maxBytes: config.maxAttachmentBytes,
  });
  const views = createViews({ db, acts, records });
  const reports = createReports({ db, clock, acts, records, members: memberNames });
  const quotes = createQuotes({ db, clock, acts, blobs, records });
  const automations = createAutomations({
    ...{ db, clock, logger, acts, outbox, mail },
    records: lendRecords(records),
  });
  const webhooks = createWebhooks(
    {
      ...{ db, clock, logger, acts, outbox, outbound },
      plainHosts: config.outboundAllow,
      sealer: createSealer(secret, "webhooks"),
      principalOf: access.principalOf,
      records: lendSnapshots(records),
    },
    { onCalled: (isFailure) => telemetry.count(isFailure ? "webhooks_failed" : "webhooks_sent") },
  );
  const notifications = createNotifications({
    ...{ db, clock, logger, acts, mail },
    publicUrl: config.publicUrl,
    window: createRecordWindow(asked),
    floors: () => settledFloors(db),
    entries: settledEntries,
  });
  for (const topic of notifications.topics) outbox.subscribe(topic, notifications.onEvent);
  const live = createLive({
    ...{ db, clock, logger, telemetry, records: asked, bells: notifications.bells },
    standings: access.standings,
    scores: (...asked) => models.scoreNews(...asked),
  });
  const home = createHome({ db, clock, records });
  const { consentOf, hear: hearConsent } = consent;
  const events = createEvents({ db, clock, logger, acts, records, consentOf, hearConsent });
  const streams = createStreams({
    ...{ db, clock, logger, file: config.streamsFile },
    ...streamEvents({ acts, events, records }),
  });
  const madeOf = { db, clock, logger, acts, records, events, workspaceIds };
  const { features, segments } = makeFeatures(madeOf);
  const forModels = { db, clock, records, config, consentOf, features, codeVersion: version };
  const lent = lendToModels(forModels);
  const models = createModels({
    ...{ db, clock, logger, acts, durable, outbox, blobs, workspaceIds },
    ...lent,
  });
  const actions = createActions({
    ...{ db, clock, logger, acts, outbox, workspaceIds },
    ...lendToActions({ db, records, models, config, lent, consentOf }),
  });
  followFeatures(features, models.refreshed);
  const forTexts = { db, clock, logger, acts, telemetry, records, config, secret, workspaceIds };
  const llm = makeLlm(forTexts);
  const prompts = createPrompts({ db, clock, logger, acts, durable, llm, records, workspaceIds });

  const { channels, conversations, inbox, widget, ...others } = makeConversations({
    ...{ db, clock, logger, acts, outbox, blobs, records, consent, segments, workspaceIds },
    ...{ config, outbound, telemetry, secret, duplicates },
  });
  conversations.onMessage(() => live.wake());
  const { knowledge, passages } = makeKnowledge(forTexts);
  const answering = { db, clock, logger, acts, conversations, knowledge, llm, prompts };
  const bot = makeBot({ ...answering, durable, outbox, channels, config });
  hearRecordings({ ...answering, clock, durable, outbox });
  const copilot = makeCopilot({ ...answering, workspaceIds, records, models, inbox, bot, config });
  const harvest = makeHarvest({ ...answering, records, workspaceIds });
  const talk = [...others.talk, llm, prompts, knowledge, harvest, copilot, bot];

  const rooms = [
    access,
    sso,
    governance,
    records,
    consent,
    features,
    segments,
    search,
    duplicates,
    imports,
    views,
    reports,
    quotes,
    attachments,
    ...[automations, webhooks],
    ...talk,
    ...[live, notifications, home, events, streams, models, actions],
  ];
  const http = serveApp({
    config,
    clock,
    logger,
    telemetry,
    db,
    authenticate: access.authenticate,
    routes: rooms.flatMap((room): AnyRoute[] => room.routes),
    version,
    sessionCookieName,
    widget: { frameAncestors: widget.frameAncestors, demoKey: channels.demoKey },
    pages: others.pages,
  });
  http.addHook("preClose", async () => void (await Promise.all([live.stop(), widget.stop()])));

  /** What works by itself, in the order in which it starts. */
  const workers = [
    platform.housekeeping,
    outbox,
    keptAnswers,
    search.upkeep,
    duplicates.upkeep,
    attachments.upkeep,
    automations.upkeep,
    stageBackfill,
    features.upkeep,
    segments.upkeep,
    notifications,
    webhooks.courier,
    webhooks.log,
    events.upkeep,
    streams,
    models.upkeep,
    actions.upkeep,
    ...others.upkeeps,
    ...[llm, prompts, passages, knowledge, harvest, copilot].map(({ upkeep }) => upkeep),
  ];

  return {
    http,
    acts,
    access,
    channels,
    governance,
    records,
    events,
    features,
    webhooks,
    notifications,
    ...createLife({ config, access, sso, governance, imports, events, workers, platform }),
    ...{ models, actions, conversations, llm, prompts, knowledge, harvest },
  };
}
