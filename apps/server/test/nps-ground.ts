// Campaigns over the whole app; only the mail server behind the mailbox is a fake, which says what it took.
import { expect } from "vitest";
import type { Delivery, OutboundMessage } from "../src/rooms/channels/index.ts";
import { openWidgetGround, type WidgetGround } from "./widget-ground.ts";

type Server = (message: OutboundMessage) => Promise<Delivery> | Delivery;

export const taken = (message: OutboundMessage): Delivery => ({
  kind: "delivered",
  providerId: message.messageId,
});
export const busy = (): Delivery => ({ kind: "refused", reason: "busy", permanent: false });

export const day = 24 * 3_600_000;

/** People of a city of their own, and the segment of them. */
export interface Group {
  city: string;
  segmentId: string;
  people: string[];
  addresses: string[];
}

export async function until<T>(
  read: () => Promise<T> | T,
  holds: (value: T) => boolean,
): Promise<T> {
  let last: T | undefined;
  for (let tries = 0; tries < 400; tries += 1) {
    last = await read();
    if (holds(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It never came: ${JSON.stringify(last)}`);
}

export type NpsGround = Awaited<ReturnType<typeof openNpsGround>>;

const place = { host: "127.0.0.1", port: 1, security: "none", user: "help@ours.example" };
const mailbox = {
  ...{ kind: "email", name: "Support mail", providerToken: "a password" },
  settings: {
    ...{ address: "help@ours.example", senderName: "Support", imap: place, smtp: place },
    ...{ folders: ["INBOX"], since: "2026-01-01" },
  },
};

async function make(ground: WidgetGround, path: string, body: object): Promise<string> {
  const made = await ground.call("POST", path, body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

export async function openNpsGround() {
  const ground = await openWidgetGround();
  const { call } = ground;
  const letters: OutboundMessage[] = [];
  let server: Server = taken;
  let count = 0;
  ground.app.channels.addAdapter({
    kind: "email",
    deliver: async (_channel, message) => {
      letters.push(message);
      return server(message);
    },
  });
  await ground.app.start();
  const channelId = await make(ground, "/channels", mailbox);
  const read = async (id: string) => (await call("GET", `/nps/campaigns/${id}`)).body;

  async function group(size: number, more: object[] = []): Promise<Group> {
    count += 1;
    const city = `City${count}`;
    const addresses = Array.from({ length: size }, (_none, at) => `p${at}@${city}.example`);
    const people: string[] = [];
    for (const data of [...addresses.map((email) => ({ firstName: "Pat", email })), ...more])
      people.push(await make(ground, "/people", { ...data, country: city }));
    const rule = { kind: "field", field: "country", op: "eq", value: city };
    const definition = { entity: "people", match: "all", rules: [rule] };
    const segmentId = await make(ground, "/segments", { name: city, definition });
    await until(
      async () => (await call("GET", `/segments/${segmentId}`)).body.members,
      (members) => members === people.length,
    );
    return { city, segmentId, people, addresses };
  }

  const inputFor = ({ segmentId, city }: Group) => ({
    ...{ name: city, brand: "Northwind", language: "en", periodDays: 90 },
    ...{ segmentId, channelId },
  });

  return {
    ...ground,
    letters,
    group,
    inputFor,
    read,
    serve: (next: Server) => {
      server = next;
    },
    campaignOf: (one: Group, more: object = {}) =>
      make(ground, "/nps/campaigns", { ...inputFor(one), ...more }),
    start: (id: string) => call("POST", `/nps/campaigns/${id}/start`, {}),
    stop: (id: string) => call("POST", `/nps/campaigns/${id}/stop`, {}),
    preview: async (id: string) => (await call("GET", `/nps/campaigns/${id}/preview`)).body,
    answers: async (id: string) => (await call("GET", `/nps/campaigns/${id}/answers`)).body.data,
    sent: (id: string) =>
      until(
        () => read(id),
        ({ state }) => state === "sent",
      ),
    lettersTo: ({ city }: Group) =>
      letters.filter(({ to }) =>
        to.address?.toLowerCase().endsWith(`@${city}.example`.toLowerCase()),
      ),
    agree: async (people: readonly string[], state = "granted") => {
      const statements = people.map((personId) => ({ personId, purpose: "surveys", state }));
      const said = await call("POST", "/consent/bulk", { statements });
      expect(said.status, JSON.stringify(said.body)).toBe(200);
    },
    askForConsent: () =>
      make(ground, "/consent/purposes", {
        ...{ key: "surveys", label: "Surveys", whenUnknown: "denied" },
      }),
    visit: (path: string, form?: Record<string, string>) =>
      ground.app.http.inject({
        method: form ? "POST" : "GET",
        url: path,
        headers: form ? { "content-type": "application/x-www-form-urlencoded" } : {},
        ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
      }),
  };
}
