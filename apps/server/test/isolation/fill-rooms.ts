// One thing in each room beside the records: an invitation, a key, a role, a provider, a view, a list, a report …
import { builtInRoles } from "@rapport/contracts";
import type { Json, Make } from "./fill-workspace.ts";

/** A question about people, with parts of its own. */
export function reportOf(parts: Json): Json {
  return {
    kind: "groups",
    object: "people",
    measure: { fn: "count" },
    groupBy: [],
    filter: null,
    period: null,
    compare: false,
    chart: "bar",
    ...parts,
  };
}

interface Filling {
  /** In every text, so that it is found wherever it leaks. */
  text: string;
  roleId: string;
  personId: string;
  /** host:port at which nobody listens. */
  nobodyThere: string;
}

/** A provider with a model, a budget, a prompt, and a call that found nobody there. */
async function fillModels(make: Make, text: string, nobodyThere: string): Promise<void> {
  const provider = await make("POST", "/ai/providers", {
    name: `${text} provider`,
    kind: "openai-compatible",
    baseUrl: `http://${nobodyThere}/${text}`,
    region: "eu",
    dataClass: "personal",
    apiKey: `${text}-key-of-the-provider`,
  });
  await make("POST", `/ai/providers/${provider.id}/models`, {
    name: text,
    price: { inputMicrosPerMillion: 100_000, outputMicrosPerMillion: 100_000 },
  });
  await make("POST", "/ai/budgets", {
    scope: "workspace",
    period: "month",
    limitMicros: 1_000_000,
  });
  await make("POST", "/ai/prompts/answer/versions", { text: `${text} prompt` });
  await make("POST", "/ai/try", { purpose: "test", text });
}

export async function fillRooms(make: Make, filling: Filling): Promise<void> {
  const { text, roleId, personId } = filling;
  await fillModels(make, text, filling.nobodyThere);
  await make("POST", "/invitations", {
    email: `guest@${text}.example`,
    roleId: roleId,
  });
  await make("POST", "/api-keys", { name: `${text} key` });
  await make("POST", "/roles", { name: `${text} role`, permissions: builtInRoles.viewer });
  await make("POST", "/sso/connections", {
    name: `${text} provider`,
    issuer: `https://id.${text}.example`,
    clientId: `${text} client`,
    clientSecret: `${text} secret`,
    domains: [`${text}.example`],
    shown: false,
    rules: [{ group: `${text} group`, roleId: roleId, teamIds: [], regions: [] }],
  });
  await make("PATCH", "/security-policy", { rememberDays: 7 });
  await make("POST", "/views", {
    object: "people",
    name: `${text} view`,
    filter: { city: text },
    sharedWith: "workspace",
  });
  await make("PATCH", "/consent/purposes/analytics", { basis: `${text} basis` });
  await make("POST", "/consent/purposes", {
    key: "partners",
    label: `${text} partners`,
    about: `${text} partners`,
  });
  await make("POST", "/consent/bulk", {
    statements: [
      { personId, purpose: "partners", state: "granted", proof: `${text} form`, shownText: text },
    ],
  });
  await make("PATCH", "/quote-settings", {
    sellerName: `${text} seller`,
    terms: `${text} terms`,
  });
  const list = await make("POST", "/lists", {
    object: "people",
    name: `${text} list`,
    sharedWith: "workspace",
  });
  await make("POST", `/lists/${list.id}/members`, { recordIds: [personId] });
  await make("POST", "/segments", {
    name: `${text} segment`,
    definition: {
      entity: "people",
      match: "all",
      rules: [{ kind: "event", name: text, withinDays: 30, op: "gte", times: 0 }],
    },
  });
  const training = await make("POST", "/models/lead-score/train", {});
  for (let tries = 0; tries < 200; tries += 1) {
    const run = await make("GET", `/models/lead-score/runs/${training.id}`);
    if (run.endedAt) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await make("POST", "/actions/check-in-customer/trial", { share: 0.5 });
  await make("POST", "/actions/call-quiet-lead/draws", {
    draws: [{ recordId: personId, treated: true, propensity: 0.5, at: "2026-01-05T09:00:00Z" }],
  });
  await make("POST", "/knowledge/pages", {
    title: `${text} page`,
    body: `${text} is what this page is about.`,
    state: "published",
    readers: ["public"],
  });
  await make("POST", "/knowledge/glossary", { term: `${text} term`, words: [`${text} word`] });
  await make("PUT", "/knowledge/closed-tickets", {
    ...{ isOn: true, conversations: true, channelIds: [], teamIds: [], tickets: true },
    ...{ ticketCategories: [text], since: "2026-01-01", waitHours: 0, onlyGood: false },
  });
  await make("POST", "/knowledge/answer", { question: `Who may eat ${text} airplanes?` });
  const report = await make("POST", "/reports", {
    name: `${text} report`,
    definition: reportOf({ groupBy: [{ field: "city" }], filter: { city: text } }),
    sharedWith: "workspace",
  });
  await fillChannels(make, text);
  await make("POST", "/dashboards", {
    name: `${text} dashboard`,
    items: [{ reportId: report.id, width: "half" }],
    sharedWith: "workspace",
  });
}

/** One that programs use, with a message in its log, and one on a website. */
async function fillChannels(make: Make, text: string): Promise<void> {
  const hours = { timeZone: "Europe/Berlin", open: [{ day: 1, from: "09:00", to: "17:00" }] };
  const api = await make("POST", "/channels", { kind: "api", name: `${text} channel`, hours });
  await make("POST", `/channels/${api.id}/test`, {});
  await make("GET", `/channels/${api.id}/traffic`);
  await make("PUT", `/satisfaction/channels/${api.id}`, { asks: true });
  await make("POST", "/channels", {
    kind: "widget",
    name: `${text} chat`,
    settings: { origins: [`https://www.${text}.example`], title: `${text} chat` },
  });
}
