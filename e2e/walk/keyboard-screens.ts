// The screens that the walk by keyboard goes over: every address of the app, with something at each of them.
import { suggestionOf } from "./steps-harvest.ts";
import type { Walk } from "./walk-context.ts";

export interface Screen {
  /** As the router spells it. */
  route: string;
  address: string;
  /** Buttons without `aria-haspopup` that a dialog opens from. */
  opens?: string[];
}

type Kept = Record<
  "connection" | "role" | "webhook" | "channel" | "rule" | "template" | "quote" | "campaign",
  string
> &
  Record<"report" | "dashboard" | "import", string>;

const madeFor = async (walk: Walk, dealId: string): Promise<Kept> => {
  const { api, width } = walk;
  const name = `By keyboard ${width}`;
  const [recipe] = await api.automations.recipes();
  if (!recipe) throw new Error("There is no recipe.");
  const [report] = await api.reports.list();
  const [role] = await api.roles.list();
  const items = [{ reportId: report?.id ?? "", width: "half" as const }];
  const connection = await api.sso.create({
    name,
    issuer: "https://login.keyboard.example",
    clientId: "rapport",
    clientSecret: "not a secret",
  });
  const csv = { object: "people", fileName: "one.csv", body: "First name\nAda\n" };
  return {
    connection: connection.id,
    role: role?.id ?? "",
    webhook: (await api.webhooks.create({ url: "https://hooks.keyboard.example", events: ["*"] }))
      .data.id,
    channel: (await api.channels.create({ kind: "api", name })).data.id,
    rule: (await api.automations.create({ ...recipe.rule, name })).data.id,
    template: (await api.templates.create({ name, object: "people", body: "Hello" })).data.id,
    quote: (await api.quotes.create({ dealId })).data.id,
    campaign: await campaignOf(walk),
    report: report?.id ?? "",
    dashboard: (await api.dashboards.create({ name, items })).data.id,
    import: (await api.imports.upload(csv)).id,
  };
};

const recordScreens = async (walk: Walk): Promise<Screen[]> => {
  const screens: Screen[] = [];
  for (const { key } of await walk.api.schema()) {
    screens.push(
      { route: "/o/$object", address: `/o/${key}` },
      { route: "/o/$object", address: `/o/${key}?new=true` },
    );
    const [record] = (await walk.api.records(key).list({ limit: 1 })).data;
    if (record) screens.push({ route: "/o/$object/$id", address: `/o/${key}/${record.id}` });
  }
  const [conversation] = (await walk.api.conversations.list({ state: "any", limit: 1 })).data;
  const id = conversation?.id ?? "";
  screens.push({ route: "/o/conversations/$id", address: `/o/conversations/${id}` });
  screens.push({ route: "/inbox", address: `/inbox?box=all&c=${id}` });
  return screens;
};

const tabs = ["items", "files", "related", "history"];
const plain = [
  "/",
  "/inbox",
  "/inbox/analytics",
  "/quotes",
  "/notifications",
  "/reports",
  "/features",
  "/models",
  "/actions",
  "/segments",
  "/segments/new",
  "/knowledge",
  "/knowledge/glossary",
  "/knowledge/suggestions",
  "/knowledge/closed-tickets",
  "/knowledge/new",
  "/imports",
  "/imports/new",
  "/automations",
  "/automations/new",
  "/automations/runs",
  "/automations/templates",
  "/automations/templates/new",
];
const settings = ["profile", "security", "sign-in", "notifications", "teams", "quotes", "audit"];
const settingsToo = [
  "workspace",
  "pipelines",
  "webhooks",
  "webhooks/new",
  "ai-models",
  "bot",
  "channels",
  "channels/new",
  "events",
  "streams",
  "trash",
];
/** Settings whose dialog opens from a button. */
const made: Record<string, string> = {
  consent: "New purpose",
  members: "Invite a member",
  roles: "New role",
  "api-keys": "New API key",
  nps: "New campaign",
  objects: "New object",
  "single-sign-on": "Connect a provider",
};

const same = (route: string): Screen => ({ route, address: route });

const ofKept = (kept: Kept): Screen[] => [
  { route: "/settings/single-sign-on/$id", address: `/settings/single-sign-on/${kept.connection}` },
  { route: "/settings/ai-models/prompts/$key", address: "/settings/ai-models/prompts/answer" },
  { route: "/settings/roles/$id", address: `/settings/roles/${kept.role}` },
  { route: "/settings/webhooks/$id", address: `/settings/webhooks/${kept.webhook}` },
  { route: "/settings/nps/$id", address: `/settings/nps/${kept.campaign}` },
  { route: "/settings/channels/new", address: "/settings/channels/new?kind=widget" },
  { route: "/settings/channels/new", address: "/settings/channels/new?kind=email" },
  { route: "/settings/channels/$id", address: `/settings/channels/${kept.channel}` },
  { route: "/settings/channels/$id", address: `/settings/channels/${kept.channel}?tab=log` },
  { route: "/settings/channels/$id", address: `/settings/channels/${kept.channel}?tab=settings` },
  { route: "/automations/$id", address: `/automations/${kept.rule}` },
  { route: "/automations/templates/$id", address: `/automations/templates/${kept.template}` },
  { route: "/quotes/$id", address: `/quotes/${kept.quote}`, opens: ["Edit"] },
  { route: "/reports/$id", address: `/reports/${kept.report}` },
  { route: "/reports/$id", address: "/reports/new?edit=true" },
  { route: "/dashboards/$id", address: `/dashboards/${kept.dashboard}` },
  { route: "/imports/$id", address: `/imports/${kept.import}` },
];

const knowledgePageOf = async ({ api, width }: Walk): Promise<string> => {
  const page = { title: `By keyboard ${width}`, body: "A text.", state: "published" as const };
  return (await api.knowledge.pages.create(page)).data.id;
};

const segmentOf = async ({ api, width }: Walk, name = "By keyboard"): Promise<string> => {
  const rule = { kind: "event", name: "Call", withinDays: 30, op: "gte", times: 1 } as const;
  const definition = { entity: "people", match: "all", rules: [rule] } as const;
  const made = await api.segments.create({
    name: `${name} ${width}`,
    definition: { ...definition, rules: [rule] },
  });
  return made.data.id;
};

/** From a mailbox that is paused, so that nobody looks for its server. */
const campaignOf = async (walk: Walk): Promise<string> => {
  const { api, width } = walk;
  const place = { host: "mail.keyboard.example", port: 993, security: "tls" as const, user: "" };
  const { data: mailbox } = await api.channels.create({
    ...{ kind: "email", name: `Mail by keyboard ${width}`, providerToken: "a password" },
    settings: {
      ...{ address: "help@keyboard.example", senderName: "Help", imap: place },
      ...{ smtp: { ...place, port: 465 }, folders: ["INBOX"], since: "2026-01-01" },
    },
  });
  await api.channels.pause(mailbox.id);
  const { data } = await api.nps.create({
    ...{ name: `By keyboard ${width}`, brand: "Northwind", language: "en", periodDays: 90 },
    ...{ segmentId: await segmentOf(walk, "Asked by keyboard"), channelId: mailbox.id },
  });
  return data.id;
};

/** Every screen of those who are signed in. */
export const screensOf = async (walk: Walk): Promise<Screen[]> => {
  const deals = walk.api.records("deals");
  // A quote needs a currency.
  const { data: deal } = await deals.create({ name: `By keyboard ${walk.width}`, currency: "EUR" });
  const people = (await walk.api.records("people").list({ limit: 2 })).data.map(({ id }) => id);
  const dealId = deal.id;
  return [
    ...plain.map(same),
    ...(await recordScreens(walk)),
    ...tabs.map((tab) => ({ route: "/o/$object/$id", address: `/o/deals/${dealId}?tab=${tab}` })),
    { route: "/o/$object", address: "/o/deals?layout=kanban" },
    { route: "/o/$object", address: "/o/people?layout=list" },
    { route: "/o/$object", address: "/o/people?group=city" },
    { route: "/knowledge/$id", address: `/knowledge/${await knowledgePageOf(walk)}` },
    {
      route: "/knowledge/suggestions/$id",
      address: `/knowledge/suggestions/${await suggestionOf(walk)}`,
    },
    { route: "/segments/$id", address: `/segments/${await segmentOf(walk)}` },
    { route: "/models/$key", address: "/models/lead-score" },
    { route: "/features/$set/$feature", address: "/features/companies/industry" },
    { route: "/duplicates/$object", address: "/duplicates/people" },
    {
      route: "/duplicates/$object/merge",
      address: `/duplicates/people/merge?ids=${people.join(",")}`,
    },
    ...ofKept(await madeFor(walk, dealId)),
    ...[...settings, ...settingsToo].map((name) => same(`/settings/${name}`)),
    ...Object.entries(made).map(([name, button]) => ({
      ...same(`/settings/${name}`),
      opens: [button],
    })),
    {
      route: "/settings/objects/$object",
      address: "/settings/objects/people",
      opens: ["New field"],
    },
  ];
};

/** Every screen of those who are not. */
export const publicScreens: Screen[] = [
  same("/sign-in"),
  same("/sign-up"),
  same("/forgot-password"),
  { route: "/reset-password", address: "/reset-password?token=none" },
  { route: "/confirm-email", address: "/confirm-email?token=none" },
  same("/docs/problems"),
  same("/api/docs"),
  { route: "/accept-invitation", address: "/accept-invitation?token=none" },
];
