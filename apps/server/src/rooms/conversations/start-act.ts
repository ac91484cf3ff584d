// A member writes first: a conversation of its own begins with that, open and theirs. By mail it is a new one each time; a
// phone number has one conversation for ever, and what is begun there goes on in it.
import {
  type ConversationStart,
  conversationStartSchema,
  type StartChannel,
} from "@rapport/contracts";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { blankThread } from "./blank.rules.ts";
import { withState } from "./change-acts.ts";
import { findByThreadKey, type StoredConversation, takeNumber } from "./conversations.store.ts";
import { seesAddress } from "./customer-sight.rules.ts";
import {
  goesOn,
  noAddress,
  noSubject,
  notStartable,
  notYourField,
  onlyMailsHaveCc,
  onlyToPeople,
  ownAddress,
  unknownPerson,
} from "./errors.ts";
import { type MessageActDeps, mayAnswer, shown, type Written } from "./message-acts.ts";
import { ownAddresses } from "./own-addresses.ts";
import { isAddress, personOf, regionOf } from "./person-of.ts";
import type { ConversationsDeps, MessageFile, OwnChannel } from "./ports.ts";
import { isReached, mayWrite, object, reachOf } from "./reach.ts";
import { isOwn } from "./recipients.rules.ts";
import { sendNew } from "./send-message.ts";
import { copiesFor, filesOf } from "./what-goes-out.ts";
import { cleanLine, subjectKeyOf } from "./words.rules.ts";

type Startable = OwnChannel & Pick<StartChannel, "kind">;

const isStartable = (one: OwnChannel): one is Startable =>
  one.isActive && (one.kind === "email" || one.kind === "sms");

export async function startChannels(
  deps: Pick<ConversationsDeps, "channels" | "db">,
  ctx: Ctx,
): Promise<StartChannel[]> {
  requireCreate(ctx);
  const all = await deps.channels(deps.db.reader(ctx));
  return all
    .filter(isStartable)
    .map(({ id, kind, name, address }) => ({ id, kind, name, address }));
}

function requireCreate({ principal }: Ctx): void {
  if (!principal.rights.object(object).create)
    throw forbidden("Your role may not begin conversations. An administrator can allow it.");
}

interface Addressee {
  address: string;
  name: string | null;
  personId: string | null;
  region: string | null;
}

const phoneShape = /^\+\d{7,15}$/;

/** A number with its country, as providers write it: `+49 (0)30 1234567` is `+49301234567`. */
function phoneOf(given: string): string | null {
  const whole = given.trim().replace(/^00/, "+");
  const number = whole.replace(/\(0\)/, "").replace(/[\s()./-]/g, "");
  return phoneShape.test(number) ? number : null;
}

/** As the channel writes it; null: it is none. */
function addressFor(kind: Startable["kind"], given: unknown): string | null {
  if (typeof given !== "string") return null;
  if (kind === "sms") return phoneOf(given);
  return isAddress(given) ? given.toLowerCase() : null;
}

async function knownAddressee(
  deps: ConversationsDeps,
  tx: Tx,
  { ctx }: Act,
  { kind, personId }: { kind: Startable["kind"]; personId: string },
): Promise<Addressee> {
  const title = (await deps.records.titles(tx, ctx, "people", [personId])).get(personId);
  const [person] = title === undefined ? [] : await deps.records.readRaw(tx, "people", [personId]);
  if (!person) throw unknownPerson();
  const address = addressFor(kind, kind === "email" ? person.email : person.phone);
  const isSeen = address !== null && seesAddress(ctx.principal, address);
  if (!isSeen) throw noAddress(kind === "email" ? "mail" : "phone");
  return { address, name: title ?? null, personId, region: regionOf(person.region) };
}

async function addresseeOf(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  { kind, to }: { kind: Startable["kind"]; to: ConversationStart["to"] },
): Promise<Addressee> {
  if ("personId" in to) return knownAddressee(deps, tx, act, { kind, personId: to.personId });
  const address = addressFor(kind, to.address);
  if (address === null) throw noAddress(kind === "email" ? "mail" : "phone");
  const name = cleanLine(to.name ?? null, 200);
  const person = await personOf(deps, tx, act, { address, name, kind });
  return { address, name, personId: person?.id ?? null, region: person?.region ?? null };
}

async function newThread(
  tx: Tx,
  act: Act,
  channel: Startable,
  { subject, to }: { subject: string | null; to: Addressee },
): Promise<StoredConversation> {
  return {
    ...blankThread(act.at),
    id: newId(),
    number: await takeNumber(tx),
    channelId: channel.id,
    channelKind: channel.kind,
    threadKey: channel.kind === "sms" ? to.address : null,
    personId: to.personId,
    region: to.region,
    fromAddress: to.address,
    fromName: to.name,
    fromVerified: false,
    subject,
    subjectKey: subjectKeyOf(subject),
  };
}

/** Of this number, by the channel's own key: providers write it with a plus or without. */
async function withNumber(
  tx: Tx,
  { id, kind }: Startable,
  { address }: Addressee,
): Promise<StoredConversation | null> {
  if (kind !== "sms") return null;
  const known = await findByThreadKey(tx, id, address);
  return known ?? findByThreadKey(tx, id, address.slice(1));
}

/** What is begun goes on there, unless a colleague has it in hand, or what is written there goes elsewhere by now. */
async function goingOn(
  deps: ConversationsDeps,
  tx: Tx,
  { ctx }: Act,
  known: StoredConversation,
): Promise<StoredConversation> {
  const reach = await reachOf(deps, tx, ctx.principal, "update");
  if (!isReached(reach, known)) throw outOfReach();
  const isTheirs = known.assigneeId !== null && known.assigneeId !== ctx.principal.memberId;
  const isInHand = isTheirs && known.state !== "closed";
  if (known.mergedInto !== null || isInHand) throw goesOn(known.number);
  return known;
}

const outOfReach = () =>
  forbidden("Your role does not reach conversations with them. An administrator can allow it.");

interface Begun {
  before: StoredConversation;
  /** It is not stored yet. */
  isBegun: boolean;
}

/** Others who begin one wait for the number that it takes, and find it then. */
async function threadFor(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  { channel, subject, to }: { channel: Startable; subject: string | null; to: Addressee },
): Promise<Begun> {
  const known = await withNumber(tx, channel, to);
  const thread = known ?? (await newThread(tx, act, channel, { subject, to }));
  const there = known ?? (await withNumber(tx, channel, to));
  if (there) return { before: await goingOn(deps, tx, act, there), isBegun: false };
  const reach = await reachOf(deps, tx, act.ctx.principal, "update");
  if (!isReached(reach, { ...thread, assigneeId: act.ctx.principal.memberId })) throw outOfReach();
  return { before: thread, isBegun: true };
}

function subjectOf({ principal }: Ctx, { subject }: ConversationStart): string {
  const line = cleanLine(subject ?? null, 500);
  if (line === null) throw noSubject();
  if (!mayWrite(principal, "subject")) throw notYourField("subject");
  return line;
}

interface Ready {
  channel: Startable;
  subject: string | null;
  to: Addressee;
  attachments: MessageFile[];
}

/** All that is said of it, before anybody is looked for whom it may go on with. */
async function readyFor(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  given: ConversationStart,
): Promise<Ready> {
  const { to, cc = [], attachmentIds = [] } = given;
  const channel = (await deps.channels(tx)).find(({ id }) => id === given.channelId);
  if (!channel || !isStartable(channel)) throw notStartable();
  const subject = channel.kind === "email" ? subjectOf(act.ctx, given) : null;
  if (channel.kind !== "email" && cc.length > 0) throw onlyMailsHaveCc();
  if (attachmentIds.length > 0 && !("personId" in to)) throw onlyToPeople();
  const addressee = await addresseeOf(deps, tx, act, { kind: channel.kind, to });
  if (isOwn(await ownAddresses(deps, tx), addressee.address)) throw ownAddress(addressee.address);
  const record = { object: "people", id: addressee.personId ?? "" };
  const attachments = await filesOf(deps, tx, record, attachmentIds);
  return { channel, subject, to: addressee, attachments };
}

export const startAct = (deps: MessageActDeps) =>
  defineAct({
    name: "conversations.start",
    title: "Write to somebody first",
    input: conversationStartSchema,
    permission: "create conversations",
    check: requireCreate,
    effect: "outside",
    risk: "medium",
    compensation: { by: "none", because: "What the customer has read cannot be taken back." },
    committed: (ctx) => deps.flush(ctx),
    run: async (tx, act, given): Promise<Written> => {
      const memberId = mayAnswer(act.ctx.principal);
      const { attachments, ...ready } = await readyFor(deps, tx, act, given);
      const begun = await threadFor(deps, tx, act, ready);
      const { before } = begun;
      const told = await sendNew(deps, tx, act, {
        request: {
          conversationId: before.id,
          author: { kind: "member", id: memberId },
          text: given.text,
          attachments,
          cc: await copiesFor(deps, tx, act.ctx, { one: before, addresses: given.cc ?? [] }),
          // The act's own key is a new one: nobody can have sent this before.
          idempotencyKey: act.id,
        },
        ...begun,
        change: (one) => ({
          ...withState(one, { state: given.close ? "closed" : "open" }, act.at),
          assigneeId: memberId ?? one.assigneeId,
        }),
      });
      deps.later(act.ctx, told);
      return shown(deps, tx, act, told);
    },
  });
