// Words for channels, and what is copied from their screens.
import type { Channel, ChannelInput, ChannelKind, ChannelTraffic } from "@rapport/sdk";
import { nowMs } from "../../platform/clock.ts";
import type { Tone } from "../../ui/status-badge.tsx";
import {
  type MailValues,
  mailSettingsOf,
  mailStart,
  mailValuesOf,
} from "../mailboxes/mail-settings.rules.ts";

export const KIND_WORDS: Record<ChannelKind, { word: string; about: string }> = {
  widget: {
    word: "Chat",
    about: "On your website; visitors write, your team answers in the inbox.",
  },
  api: { word: "API", about: "Programs of yours bring messages in and are sent the replies." },
  sms: { word: "Text messages", about: "By a provider that takes messages over HTTP." },
  email: {
    word: "E-mail",
    about: "A mailbox that your team answers from; every mail on its server is accounted for.",
  },
};

export const NEW_KINDS = [
  "widget",
  "email",
  "api",
  "sms",
] as const satisfies readonly ChannelKind[];
export type NewKind = (typeof NEW_KINDS)[number];

export const isNewKind = (value: unknown): value is NewKind =>
  NEW_KINDS.some((kind) => kind === value);

export const standingOf = ({ state, isOpen }: Channel): { tone: Tone; word: string } => {
  if (state === "paused") return { tone: "quiet", word: "Paused" };
  return isOpen ? { tone: "good", word: "On" } : { tone: "wait", word: "Out of hours" };
};

export const OUTCOME_WORDS: Record<ChannelTraffic["outcome"], { tone: Tone; word: string }> = {
  taken: { tone: "good", word: "Taken" },
  repeated: { tone: "quiet", word: "Sent again" },
  delivered: { tone: "good", word: "Delivered" },
  refused: { tone: "bad", word: "Refused" },
  unknown: { tone: "wait", word: "Not known" },
};

const REASONS: Record<string, string> = {
  "channels.paused": "The channel was paused",
  "widget.origin_refused": "A website that is not listed asked for the chat",
  "widget.bad_user_hash": "The user hash did not fit: see “Who is signed in”",
  unsigned: "It was not signed",
  expired: "Its signature was too old; a clock may be wrong",
  wrong_signature: "Its signature was made with another secret",
  no_address: "No address is set",
  no_recipient: "There was no number to send to",
  address_refused: "The address may not be called",
  connection_refused: "Nobody listened at the address",
  unknown_host: "The name of the host is not known",
  timeout: "The other side did not answer in time",
  failed: "The connection broke off",
};

export const reasonText = (reason: string): string => {
  const status = /^status_(\d+)$/.exec(reason)?.[1];
  return status ? `The other side answered ${status}` : (REASONS[reason] ?? reason);
};

export const snippetOf = (server: string, publicKey: string): string =>
  `<script async src="${server}/widget.js" data-key="${publicKey}"></script>`;

export const knownSnippetOf = (server: string, publicKey: string): string =>
  [
    `<script async src="${server}/widget.js" data-key="${publicKey}"`,
    '  data-user-id="4711" data-user-email="zoe@example.org" data-user-name="Zoë"',
    '  data-user-hash="…made on your server…"></script>',
  ].join("\n");

export const hashCode = [
  'import { createHmac } from "node:crypto";',
  "",
  'const hash = createHmac("sha256", secret)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is shown
  '  .update(`${userId}\\n${email ?? ""}`)',
  '  .digest("hex");',
].join("\n");

export const apiExampleOf = (server: string): string =>
  [
    `curl ${server}/api/v1/channel-messages \\`,
    '  -H "Authorization: Bearer ck_…" -H "Content-Type: application/json" \\',
    `  -d '{"id":"order-4711-1","thread":"order-4711","from":{"address":"zoe@example.org"},"text":"Where is it?"}'`,
  ].join("\n");

export const providerAddressOf = (server: string, id: string): string =>
  `${server}/api/v1/channels/${id}/provider`;

/** One a line; what is no address of a website is for the server to refuse. */
export const originsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,]+/)
      .map((one) => one.trim().replace(/\/+$/, ""))
      .filter((one) => one !== "")
      .map((one) => (/^https?:\/\//i.test(one) ? one : `https://${one}`)),
  ),
];

type Hours = NonNullable<Channel["hours"]>;
type Span = Hours["open"][number];

export interface DayHours {
  day: number;
  isOpen: boolean;
  from: string;
  to: string;
  /** Where the API set several; they stay until the day is changed here. */
  spans?: readonly Span[];
}

export const DAY_WORDS = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
];

/** The form knows one span a day; several of a day are kept, and shown as one that holds them. */
export const daysOf = (hours: Hours | null): DayHours[] =>
  DAY_WORDS.map((_word, at) => {
    const spans = (hours?.open ?? [])
      .filter(({ day }) => day === at + 1)
      .sort((a, b) => (a.from < b.from ? -1 : 1));
    const tos = spans.map(({ to }) => to).sort();
    const isOpen = hours === null ? at < 5 : spans.length > 0;
    const [from, to] = [spans[0]?.from ?? "09:00", tos.at(-1) ?? "17:00"];
    return { day: at + 1, isOpen, from, to, ...(spans.length > 1 ? { spans } : {}) };
  });

export const withDay = (
  days: readonly DayHours[],
  day: number,
  change: Partial<Omit<DayHours, "spans">>,
): DayHours[] =>
  days.map((one) => {
    if (one.day !== day) return one;
    const { spans: _replaced, ...rest } = one;
    return { ...rest, ...change };
  });

export const spansText = (spans: readonly Span[]): string =>
  `Set by the API: ${spans.map(({ from, to }) => `${from}–${to}`).join(", ")}. Changing the day here replaces them.`;

export const hoursOf = (timeZone: string, days: readonly DayHours[]): Hours => ({
  timeZone,
  open: days
    .filter(({ isOpen }) => isOpen)
    .flatMap(({ day, from, to, spans }) => spans ?? [{ day, from, to }]),
});

export interface Values {
  name: string;
  always: boolean;
  timeZone: string;
  days: DayHours[];
  /** Whether the form changed them; a save says nothing of hours that it did not. */
  hoursTouched: boolean;
  botAnswers: boolean;
  origins: string;
  title: string;
  greeting: string;
  color: string;
  position: "right" | "left";
  language: "auto" | "en" | "de";
  offlineNote: string;
  url: string;
  sender: string;
  providerToken: string;
  mail: MailValues;
}

export const emptyValues = (timeZone: string): Values => ({
  name: "",
  always: true,
  timeZone,
  days: daysOf(null),
  hoursTouched: false,
  botAnswers: false,
  origins: "",
  title: "Chat with us",
  greeting: "Hello! How can we help?",
  color: "#3b5bdb",
  position: "right",
  language: "auto",
  offlineNote: "",
  url: "",
  sender: "",
  providerToken: "",
  mail: mailStart(nowMs()),
});

export const valuesOf = (channel: Channel, timeZone: string): Values => {
  const { name, hours, botAnswers, settings } = channel;
  const known = Object.fromEntries(
    Object.entries(settings).filter(([key]) => key !== "origins" && key !== "url"),
  );
  return {
    ...emptyValues(hours?.timeZone ?? timeZone),
    ...known,
    name,
    botAnswers,
    always: hours === null,
    days: daysOf(hours),
    origins: "origins" in settings ? settings.origins.join("\n") : "",
    url: "url" in settings ? (settings.url ?? "") : "",
    mail: "imap" in settings ? mailValuesOf(settings) : mailStart(nowMs()),
  };
};

const hasToken = (kind: NewKind): boolean => kind === "sms" || kind === "email";

const settingsFrom = (kind: NewKind, values: Values) => {
  const { title, greeting, color, position, language, offlineNote, sender } = values;
  const url = values.url.trim();
  if (kind === "api") return { url: url === "" ? null : url };
  if (kind === "sms") return { url, sender: sender.trim() };
  if (kind === "email") return mailSettingsOf(values.mail);
  const look = { title: title.trim(), greeting, color, position, language, offlineNote };
  return { origins: originsIn(values.origins), ...look };
};

const hoursFrom = ({ always, timeZone, days }: Values) => ({
  hours: always ? null : hoursOf(timeZone, days),
});

const commonFrom = ({ name, botAnswers }: Values) => ({ name: name.trim(), botAnswers });

export const inputFrom = (kind: NewKind, values: Values): ChannelInput =>
  ({
    kind,
    ...commonFrom(values),
    ...hoursFrom(values),
    settings: settingsFrom(kind, values),
    ...(hasToken(kind) ? { providerToken: values.providerToken } : {}),
  }) as ChannelInput;

export const changeFrom = (kind: NewKind, values: Values) => ({
  ...commonFrom(values),
  ...(values.hoursTouched ? hoursFrom(values) : {}),
  settings: settingsFrom(kind, values),
  ...(hasToken(kind) && values.providerToken !== "" ? { providerToken: values.providerToken } : {}),
});
