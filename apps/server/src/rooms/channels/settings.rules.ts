// What the settings of each kind of channel are, and what a new one begins with.
import {
  apiChannelSettingsSchema,
  type BusinessHours,
  type ChannelInput,
  type ChannelKind,
  emailSettingsSchema,
  isZone,
  smsSettingsSchema,
  widgetSettingsSchema,
} from "@rapport/contracts";
import type { ChannelSettings } from "./adapter.ts";
import { isEmptySpan } from "./hours.rules.ts";

const schemas = {
  widget: widgetSettingsSchema,
  api: apiChannelSettingsSchema,
  sms: smsSettingsSchema,
  email: emailSettingsSchema,
} as const;

const widgetDefaults = {
  origins: [],
  title: "Chat with us",
  greeting: "Hello! How can we help?",
  color: "#3b5bdb",
  position: "right",
  language: "auto",
  offlineNote: "",
} as const;

const startOf = (kind: ChannelKind): object => {
  if (kind === "widget") return widgetDefaults;
  return kind === "api" ? { url: null } : {};
};

/** The given ones on top of those that were; null: they are those of another kind. */
export function settingsWith(
  kind: ChannelKind,
  before: ChannelSettings | null,
  given: object | undefined,
): ChannelSettings | null {
  const result = schemas[kind].safeParse({ ...(before ?? startOf(kind)), ...given });
  return result.success ? result.data : null;
}

/** What is wrong with them; null: nothing. */
export function hoursFault(hours: BusinessHours | null | undefined): string | null {
  if (!hours) return null;
  if (!isZone(hours.timeZone))
    return "This time zone is not known. Give its IANA name, such as Europe/Berlin.";
  return hours.open.some(isEmptySpan) ? "Hours must end after they begin." : null;
}

/** The first of the websites that may show a chat that is none. A pattern would be a promise not kept. */
export function wrongWebsite(settings: object | undefined): string | undefined {
  const { origins = [] } = (settings ?? {}) as { origins?: readonly string[] };
  return origins.find((one) => !/^[\w.:[\]-]+$/.test(URL.parse(one)?.host ?? ""));
}

/** Where messages are sent to, if it says so. */
export function addressIn(settings: object | undefined): string | null {
  const url = (settings as { url?: string | null } | undefined)?.url;
  return typeof url === "string" ? url : null;
}

/** Kinds for which somebody outside wants to see a token or a password. */
export const hasToken = (kind: ChannelKind): boolean => kind === "sms" || kind === "email";

export const tokenIn = (input: ChannelInput): string | null =>
  "providerToken" in input ? input.providerToken : null;
