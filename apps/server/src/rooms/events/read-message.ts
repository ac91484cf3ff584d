// One message of a client, read by the Segment specification into what is stored, or into the reason why it cannot
// be. Pure: the same message at the same time gives the same.
import { hash } from "node:crypto";
import { uuidText } from "../../platform/ids.ts";
import { storableJson, storableText } from "../../platform/storable-text.ts";
import { emailOf, externalsOf, type IdentityRef, idText } from "./identity.rules.ts";
import { occurredMsOf, timeFault, timeOf } from "./time.rules.ts";

export const messageTypes = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type MessageType = (typeof messageTypes)[number];

/** The specification's own limit. */
export const maxMessageBytes = 32_768;
const maxNameLength = 200;

export type RefusalReason =
  | "not_an_object"
  | "unknown_type"
  | "no_id"
  | "no_name"
  | "no_group"
  | "no_previous_id"
  | "bad_time"
  | "far_future"
  | "far_past"
  | "too_large"
  | "breaks_schema"
  | "not_storable";

export interface Refusal {
  reason: RefusalReason;
  detail: string;
}

type Json = Record<string, unknown>;

export interface Draft {
  /** Hash of the message's id, as a UUID. */
  key: string;
  messageId: string;
  type: MessageType;
  name: string;
  occurredMs: number;
  userId: string | null;
  anonymousId: string | null;
  previousId: string | null;
  groupId: string | null;
  email: string | null;
  externals: IdentityRef[];
  /** Properties of a track, page or screen; traits of an identify or group. */
  properties: Json;
  propertiesText: string;
  contextText: string;
}

export interface Reading {
  receivedMs: number;
  /** Of the batch; a message's own comes first. */
  sentAt?: unknown;
  /** Without an id and a time of its own, what tells it apart from its twins, where it came live. */
  freshId: (() => string) | null;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const keyBytes = new Uint8Array(16);

export function keyOf(messageId: string): string {
  const digest = hash("sha256", messageId, "binary");
  for (let index = 0; index < 16; index += 1) keyBytes[index] = digest.charCodeAt(index);
  keyBytes[6] = 0x80 | ((keyBytes[6] as number) & 0x0f);
  keyBytes[8] = 0x80 | ((keyBytes[8] as number) & 0x0f);
  return uuidText(keyBytes);
}

const contentHash = (message: unknown): string =>
  `content:${hash("sha256", JSON.stringify(message) ?? "", "hex").slice(0, 32)}`;

const maxMessageIdLength = 300;

/**
 * As it is kept: a number as its text, as long as no other number reads the same; what is too long to be kept or cannot be
 * stored as it is as a hash, so that it is not taken for another's. Null where there is none.
 */
function givenId({ messageId }: Json): string | null {
  if (Number.isSafeInteger(messageId)) return String(messageId);
  if (typeof messageId !== "string" || messageId === "") return null;
  const isKept = messageId.length <= maxMessageIdLength && storableText(messageId) === messageId;
  return isKept ? messageId : `hash:${hash("sha256", JSON.stringify(messageId), "hex")}`;
}

/** By which a message is known, whether or not it can be taken. */
export function messageIdOf(message: unknown, freshId: Reading["freshId"]): string {
  if (!isObject(message)) return contentHash(message);
  const given = givenId(message);
  if (given !== null) return given;
  const hasTime = message.timestamp !== undefined || message.originalTimestamp !== undefined;
  if (!hasTime && freshId !== null) return `made:${freshId()}`;
  const { messageId: _none, sentAt: _sent, ...content } = message;
  return contentHash(content);
}

function typeOf({ type }: Json): MessageType | null {
  return messageTypes.find((known) => known === type) ?? null;
}

function nameOf(type: MessageType, message: Json): string | null {
  if (type === "track") {
    const { event } = message;
    const name = typeof event === "string" ? storableText(event.trim()) : "";
    return name === "" || name.length > maxNameLength ? null : name;
  }
  const { name } = message;
  const isNamed = (type === "page" || type === "screen") && typeof name === "string";
  return (isNamed && storableText(name.trim()).slice(0, maxNameLength)) || type;
}

const refuse = (reason: RefusalReason, detail: string): Refusal => ({ reason, detail });

interface Ids {
  userId: string | null;
  anonymousId: string | null;
  previousId: string | null;
  groupId: string | null;
  email: string | null;
  externals: IdentityRef[];
}

function idsOf(message: Json, context: Json, traits: Json): Ids {
  const contextTraits = isObject(context.traits) ? context.traits : {};
  return {
    userId: idText(message.userId),
    anonymousId: idText(message.anonymousId),
    previousId: idText(message.previousId),
    groupId: idText(message.groupId) ?? idText(context.groupId),
    email: emailOf(traits.email) ?? emailOf(contextTraits.email),
    externals: externalsOf(context),
  };
}

function idFault(type: MessageType, ids: Ids): Refusal | null {
  const isKnown = ids.userId !== null || ids.anonymousId !== null || ids.externals.length > 0;
  if (type === "group" && ids.groupId === null)
    return refuse("no_group", "A group call needs a groupId.");
  if (type === "alias" && ids.previousId === null)
    return refuse("no_previous_id", "An alias call needs a previousId.");
  // A company's own events (usage of a whole account) name no person.
  if (isKnown || (type === "track" && ids.groupId !== null)) return null;
  return refuse("no_id", "It needs a userId or an anonymousId that is somebody's.");
}

const faultWords = {
  far_future: "Its time is more than a day ahead.",
  far_past: "Its time is more than ten years ago.",
};

function timeOrFault(message: Json, { receivedMs, sentAt }: Reading): number | Refusal {
  const given = message.timestamp ?? message.originalTimestamp;
  const originalMs = given === undefined || given === null ? null : timeOf(given);
  if (given !== undefined && given !== null && originalMs === null)
    return refuse("bad_time", "Its timestamp is no time in ISO 8601.");
  const sentMs = timeOf(message.sentAt ?? sentAt);
  const occurredMs = occurredMsOf({ receivedMs, sentMs, originalMs });
  const fault = timeFault(occurredMs, receivedMs);
  return fault === null ? occurredMs : refuse(fault, faultWords[fault]);
}

function isTooLarge(properties: string, context: string): boolean {
  const length = properties.length + context.length;
  if (length * 3 <= maxMessageBytes) return false;
  return Buffer.byteLength(properties) + Buffer.byteLength(context) > maxMessageBytes;
}

const maxDepth = 64;

/** Deeper than code that recurses should meet, and than anything that is meant as a property. */
function isTooDeep(value: Json, left = maxDepth): boolean {
  if (left === 0) return true;
  for (const key in value) {
    const inner = value[key];
    if (typeof inner === "object" && inner !== null && isTooDeep(inner as Json, left - 1))
      return true;
  }
  return false;
}

/** Absent, null, and the empty list that some languages make of an empty map, say nothing. */
const isNothing = (part: unknown): boolean =>
  part === undefined || part === null || (Array.isArray(part) && part.length === 0);

/** A part of a message that is an object; null: it is there, and is none. */
function partOf(part: unknown): Json | null {
  if (isObject(part)) return part;
  return isNothing(part) ? {} : null;
}

function partsOf(
  message: Json,
  name: "traits" | "properties",
): { properties: Json; context: Json } | Refusal {
  const properties = partOf(message[name]);
  if (properties === null) return refuse("not_an_object", `Its ${name} are no JSON object.`);
  const context = partOf(message.context);
  if (context === null) return refuse("not_an_object", "Its context is no JSON object.");
  if (isTooDeep(properties) || isTooDeep(context))
    return refuse("too_large", `It is nested more than ${maxDepth} levels deep.`);
  return { properties, context };
}

const carriesTraits = new Set<MessageType>(["identify", "group"]);

export function readMessage(message: unknown, reading: Reading): Draft | Refusal {
  if (!isObject(message)) return refuse("not_an_object", "A message is a JSON object.");
  const type = typeOf(message);
  if (type === null)
    return refuse("unknown_type", `Its type is none of ${messageTypes.join(", ")}.`);
  const isTraits = carriesTraits.has(type);
  const parts = partsOf(message, isTraits ? "traits" : "properties");
  if ("reason" in parts) return parts;
  const { properties, context } = parts;
  const ids = idsOf(message, context, isTraits ? properties : {});
  const name = nameOf(type, message);
  if (name === null)
    return refuse("no_name", "A track call needs the event's name, up to 200 characters.");
  const idProblem = idFault(type, ids);
  if (idProblem) return idProblem;
  const time = timeOrFault(message, reading);
  if (typeof time !== "number") return time;
  const propertiesText = storableJson(properties);
  const contextText = storableJson(context);
  if (isTooLarge(propertiesText, contextText))
    return refuse("too_large", "It is larger than 32 kB.");
  const messageId = messageIdOf(message, reading.freshId);
  return {
    key: keyOf(messageId),
    messageId,
    type,
    name,
    occurredMs: time,
    userId: ids.userId,
    anonymousId: ids.anonymousId,
    previousId: ids.previousId,
    groupId: ids.groupId,
    email: type === "group" ? null : ids.email,
    externals: ids.externals,
    properties,
    propertiesText,
    contextText,
  };
}

export const isRefusal = (read: Draft | Refusal): read is Refusal => "reason" in read;
