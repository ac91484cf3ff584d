// What visitors do: open a session, write, read, ask for a person.
import type {
  RatingInput,
  VisitorMessageInput,
  VisitorMessageTaken,
  VisitorPage,
  VisitorRating,
  VisitorSession,
  VisitorSessionInput,
  VisitorUser,
  WidgetSettings,
} from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import { RateLimiter } from "../../platform/http/index.ts";
import {
  type ChannelInfo,
  type InboundMessage,
  isOpenAt,
  nextOpening,
  type OpenChannel,
} from "../channels/index.ts";
import {
  badToken,
  badUserHash,
  missingWidget,
  noThread,
  off,
  originRefused,
  tooFast,
} from "./errors.ts";
import type { Hub } from "./hub.ts";
import { isProved } from "./identity.ts";
import { isListed, isOwnOrigin, mayUse } from "./origin.rules.ts";
import { readThread, saveThread } from "./threads.store.ts";
import { newVisitor, type Tokens, type VisitorClaims } from "./tokens.ts";
import type { WidgetDeps } from "./widget-deps.ts";
import { providerIdOf, visitorMessage } from "./wire.rules.ts";

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

type VisitDeps = WidgetDeps & { tokens: Tokens; hub: Hub };

const messagesPerMinute = 40;
const pageSize = 200;
const mostThreads = 50_000;

const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
};

export type Visits = ReturnType<typeof createVisits>;

export function createVisits(deps: VisitDeps) {
  const { db, clock, channels, conversations, tokens, hub } = deps;
  const limiter = new RateLimiter(clock);
  /** What is stored already need not be stored with every message. */
  const stored = new Map<string, string>();

  /** The website that asks, if it may. */
  function originOf(channel: ChannelInfo, headers: Headers): string {
    const origin = headerOf(headers, "origin") ?? "";
    const { origins } = channel.settings as WidgetSettings;
    const mayAsk =
      isListed(origin, origins) || isOwnOrigin(origin, headerOf(headers, "host"), deps.publicUrl);
    if (mayAsk) return origin;
    refuse(channel, "widget.origin_refused");
    throw originRefused();
  }

  function refuse({ workspaceId, id }: ChannelInfo, reason: string): void {
    channels.note(workspaceId, { channelId: id, direction: "in", outcome: "refused", reason });
  }

  function knownUser(channel: OpenChannel, user: VisitorUser | undefined): VisitorClaims["user"] {
    if (!user) return null;
    if (!isProved(channel.secret, user)) {
      refuse(channel, "widget.bad_user_hash");
      throw badUserHash();
    }
    return { id: user.id, email: user.email ?? null, name: user.name ?? null };
  }

  /** As whom the page comes back when nobody is signed in on it; never as the person who is. */
  function anonymousOf(channelId: string, credential: string | undefined): string {
    const known = credential && tokens.readCredential(channelId, credential, clock.nowMs());
    return known || newVisitor();
  }

  async function open(
    key: string,
    input: VisitorSessionInput,
    headers: Headers,
  ): Promise<VisitorSession> {
    const channel = await channels.find.byPublicKey(key);
    if (channel?.kind !== "widget") throw missingWidget();
    if (channel.state === "paused") throw off();
    const origin = originOf(channel, headers);
    const user = knownUser(channel, input.user);
    const nowMs = clock.nowMs();
    const { workspaceId, id: channelId, hours, botAnswers } = channel;
    const anonymousId = anonymousOf(channelId, input.visitor);
    const visitorId = user ? tokens.visitorOf(channelId, user.id) : anonymousId;
    const given = tokens.give({ workspaceId, channelId, visitorId, origin, user }, nowMs);
    const opensMs = nextOpening(hours, nowMs);
    const { origins: _origins, ...look } = channel.settings as WidgetSettings;
    return {
      token: given.token,
      expiresAt: new Date(given.expiresMs).toISOString(),
      visitor: tokens.giveCredential(channelId, anonymousId, nowMs),
      isKnown: user !== null,
      hasThread: (await readThread(db.reader({ workspaceId }), channelId, visitorId)) !== null,
      isOpen: isOpenAt(hours, nowMs),
      opensAt: opensMs === null ? null : new Date(opensMs).toISOString(),
      botAnswers,
      look,
    };
  }

  /** Whose token it is, used from where it may be. */
  function claimsOf(headers: Headers): VisitorClaims {
    const token = /^bearer\s+(\S+)$/i.exec(headerOf(headers, "authorization") ?? "")?.[1] ?? "";
    const claims = tokens.read(token, clock.nowMs());
    if (!claims || !mayUse(headerOf(headers, "origin"), claims.origin)) throw badToken();
    return claims;
  }

  async function channelOf({ channelId }: VisitorClaims): Promise<OpenChannel> {
    const channel = await channels.find.byId(channelId);
    if (!channel) throw badToken();
    if (channel.state === "paused") throw off();
    return channel;
  }

  function limit({ visitorId }: VisitorClaims): void {
    const state = limiter.take(visitorId, messagesPerMinute);
    if (!state.allowed) throw tooFast(state.resetSeconds);
  }

  /** The visitor goes on reading their own thread: what was written elsewhere before a merge is not theirs to see. */
  async function keepThread(claims: VisitorClaims, writtenIn: string): Promise<void> {
    const { workspaceId, channelId, visitorId, origin } = claims;
    if (stored.get(visitorId) === writtenIn) return;
    const reader = db.reader({ workspaceId });
    const own = await conversations.threadOf(reader, channelId, visitorId);
    const conversationId = own ?? writtenIn;
    const thread = { channelId, visitorId, conversationId, origin, at: nowIso(clock) };
    await db.tenant({ workspaceId }, async (tx) => saveThread(tx, thread));
    if (stored.size >= mostThreads) stored.clear();
    stored.set(visitorId, writtenIn);
    hub.attach(visitorId, conversationId);
  }

  async function write(
    ctx: Ctx,
    headers: Headers,
    input: VisitorMessageInput,
  ): Promise<VisitorMessageTaken> {
    const claims = claimsOf(headers);
    limit(claims);
    const channel = await channelOf(claims);
    const own = systemContext(claims.workspaceId, ctx.requestId, "api");
    const message = inboundOf(claims, input, clock.nowMs());
    const { conversationId, duplicate } = await channels.receive(own, channel, message);
    await keepThread(claims, conversationId);
    return { id: input.id, duplicate };
  }

  function threadOf(claims: VisitorClaims): Promise<string | null> {
    const { workspaceId, channelId, visitorId } = claims;
    return readThread(db.reader({ workspaceId }), channelId, visitorId);
  }

  async function page(headers: Headers, afterSeq: number): Promise<VisitorPage> {
    const claims = claimsOf(headers);
    const conversationId = await threadOf(claims);
    if (conversationId === null) return { messages: [] };
    const reader = db.reader(claims);
    const messages = await conversations.feed(reader, conversationId, afterSeq, pageSize);
    return { messages: messages.map((one) => visitorMessage(one, claims.visitorId)) };
  }

  async function stream(headers: Headers, afterSeq: number) {
    const claims = claimsOf(headers);
    const conversationId = await threadOf(claims);
    const { workspaceId, channelId, visitorId, expiresMs } = claims;
    return hub.open({ workspaceId, channelId, visitorId, conversationId, afterSeq, expiresMs });
  }

  async function askForPerson(ctx: Ctx, headers: Headers): Promise<void> {
    const claims = claimsOf(headers);
    limit(claims);
    const conversationId = await threadOf(claims);
    if (conversationId === null) throw noThread();
    const own = systemContext(claims.workspaceId, ctx.requestId, "api");
    await conversations.handOver(own, conversationId, {
      reason: "The customer asked for a person",
      summary: null,
    });
  }

  async function rating(headers: Headers): Promise<VisitorRating> {
    const claims = claimsOf(headers);
    const conversationId = await threadOf(claims);
    if (conversationId === null) return { asks: false, score: null, comment: null };
    return deps.ratings.shown(claims, conversationId);
  }

  async function rate(headers: Headers, input: RatingInput): Promise<void> {
    const claims = claimsOf(headers);
    limit(claims);
    const conversationId = await threadOf(claims);
    if (conversationId === null) throw noThread();
    await deps.ratings.give(claims, conversationId, input);
  }

  return { open, write, page, stream, askForPerson, rating, rate };
}

function inboundOf(
  { channelId, visitorId, user }: VisitorClaims,
  { id, text, contact }: VisitorMessageInput,
  nowMs: number,
): InboundMessage {
  return {
    channelId,
    channelKind: "widget",
    providerId: providerIdOf(visitorId, id),
    threadKey: visitorId,
    inReplyTo: [],
    from: {
      address: user?.email ?? contact?.email ?? null,
      name: user?.name ?? contact?.name ?? null,
      userId: user?.id ?? null,
      // The website vouches for its user, not for an address that the user types.
      verified: user !== null && (user.email !== null || !contact?.email),
    },
    sentAt: new Date(nowMs),
    subject: null,
    text,
    attachments: [],
    automatic: false,
  };
}
