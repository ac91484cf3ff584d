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
  noAddress,
  noSubject,
  notStartable,
  notYourField,
  onlyToPeople,
  ownAddress,
  unknownPerson,
} from "./errors.ts";
import { type MessageActDeps, mayAnswer, shown, type Written } from "./message-acts.ts";
import { ownAddresses } from "./own-addresses.ts";
import { isAddress, personOf, regionOf } from "./person-of.ts";
import type { ConversationsDeps, OwnChannel } from "./ports.ts";
import { isReached, mayWrite, object, reachOf } from "./reach.ts";
import { following } from "./receive-message.ts";
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

const phoneShape = /^\+?\d{5,20}$/;

/** As the channel writes it; null: it is none. */
function addressFor(kind: Startable["kind"], given: unknown): string | null {
  if (typeof given !== "string") return null;
  if (kind === "email") return isAddress(given) ? given.toLowerCase() : null;
  const number = given.replace(/[\s()./-]/g, "");
  return phoneShape.test(number) ? number : null;
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
  const person = await personOf(deps, tx, act, { address, name });
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

/** The conversation with this number goes on, where there is one. Others who begin one wait for the number that it takes. */
async function threadFor(
  tx: Tx,
  act: Act,
  channel: Startable,
  { subject, to }: { subject: string | null; to: Addressee },
): Promise<{ before: StoredConversation; isBegun: boolean }> {
  const known = await goingOn(tx, channel, to);
  const thread = known ?? (await newThread(tx, act, channel, { subject, to }));
  const meanwhile = known ?? (await goingOn(tx, channel, to));
  return { before: meanwhile ?? thread, isBegun: meanwhile === null };
}

async function goingOn(
  tx: Tx,
  { id, kind }: Startable,
  { address }: Addressee,
): Promise<StoredConversation | null> {
  const known = kind === "sms" ? await findByThreadKey(tx, id, address) : null;
  return known && following(tx, known);
}

async function requireReach(
  deps: ConversationsDeps,
  tx: Tx,
  { ctx }: Act,
  one: StoredConversation,
) {
  const reach = await reachOf(deps, tx, ctx.principal, "update");
  const row = { ...one, assigneeId: one.assigneeId ?? ctx.principal.memberId };
  if (!isReached(reach, row))
    throw forbidden(
      "Your role does not reach conversations with them. An administrator can allow it.",
    );
}

function subjectOf({ principal }: Ctx, { subject }: ConversationStart): string {
  const line = cleanLine(subject ?? null, 500);
  if (line === null) throw noSubject();
  if (!mayWrite(principal, "subject")) throw notYourField("subject");
  return line;
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
      const { to, text, close, attachmentIds = [] } = given;
      const memberId = mayAnswer(act.ctx.principal);
      const channel = (await deps.channels(tx)).find(({ id }) => id === given.channelId);
      if (!channel || !isStartable(channel)) throw notStartable();
      const subject = channel.kind === "email" ? subjectOf(act.ctx, given) : null;
      const addressee = await addresseeOf(deps, tx, act, { kind: channel.kind, to });
      if (isOwn(await ownAddresses(deps, tx), addressee.address))
        throw ownAddress(addressee.address);
      const { before, isBegun } = await threadFor(tx, act, channel, { subject, to: addressee });
      await requireReach(deps, tx, act, before);
      if (attachmentIds.length > 0 && !("personId" in to)) throw onlyToPeople();
      const record = { object: "people", id: addressee.personId ?? "" };
      const told = await sendNew(deps, tx, act, {
        request: {
          conversationId: before.id,
          author: { kind: "member", id: memberId },
          text,
          attachments: await filesOf(deps, tx, record, attachmentIds),
          cc: await copiesFor(deps, tx, act.ctx, { one: before, addresses: given.cc ?? [] }),
          // The act's own key is a new one: nobody can have sent this before.
          idempotencyKey: act.id,
        },
        before,
        change: (one) => withState(one, { state: close ? "closed" : "open" }, act.at),
        isBegun,
      });
      deps.later(act.ctx, told);
      return shown(deps, tx, act, told);
    },
  });
