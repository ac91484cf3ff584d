// Routes of what a workspace prints on its quotes.
import { Readable } from "node:stream";
import {
  type QuoteSettings,
  quoteSettingsChangeSchema,
  quoteSettingsSchema,
} from "@rapport/contracts";
import type { Performed } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute, type RouteReply } from "../../platform/http/index.ts";
import { changeLogo, type LogoDeps, readLogo } from "./change-logo.ts";
import { getSettings } from "./settings-acts.ts";

const shared = { tag: "Quotes", limit: "standard" } as const;
const manage = { setting: "workspace.manage" } as const;
const path = "/quote-settings";
const logoPath = `${path}/logo`;
const settings = {
  description: "The settings.",
  schema: quoteSettingsSchema,
  headers: ["Rapport-Act"],
};

function reply({ actId, result }: Performed<QuoteSettings>): RouteReply {
  return { status: 200, body: result, headers: { "rapport-act": actId } };
}

export function settingsRoutes(deps: LogoDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      permission: "signed-in",
      method: "GET",
      path,
      operationId: "getQuoteSettings",
      summary: "What is printed on quotes",
      responses: { 200: { ...settings, headers: [] } },
      handler: async ({ ctx }) => ({ status: 200, body: await getSettings(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      permission: manage,
      method: "PATCH",
      path,
      operationId: "updateQuoteSettings",
      summary: "Change what is printed on quotes from now on",
      body: quoteSettingsChangeSchema,
      responses: { 200: settings },
      handler: async ({ ctx, body }) =>
        reply(await deps.acts.perform<QuoteSettings>(ctx, "quotes.settings.update", body)),
    }),
    defineRoute({
      ...shared,
      permission: "signed-in",
      method: "GET",
      path: logoPath,
      operationId: "getQuoteLogo",
      summary: "The logo that is printed on quotes",
      responses: {
        200: { description: "The picture.", contentType: ["image/png", "image/jpeg"] },
        404: { description: "There is no logo." },
      },
      handler: async ({ ctx }) => {
        const { bytes, type } = await readLogo(deps, ctx);
        const headers = { "content-type": type, "content-length": String(bytes.length) };
        return { status: 200, stream: Readable.from([bytes]), headers };
      },
    }),
    defineRoute({
      ...shared,
      permission: manage,
      limit: "upload",
      method: "PUT",
      path: logoPath,
      operationId: "setQuoteLogo",
      summary: "Upload the logo: a PNG or JPEG of 1 MB at most",
      bodyTypes: ["image/png", "image/jpeg", "application/octet-stream"],
      responses: { 200: settings },
      handler: async ({ ctx, stream }) => reply(await changeLogo(deps, ctx, stream)),
    }),
    defineRoute({
      ...shared,
      permission: manage,
      method: "DELETE",
      path: logoPath,
      operationId: "removeQuoteLogo",
      summary: "Print no logo from now on",
      responses: { 200: settings },
      handler: async ({ ctx }) =>
        reply(await deps.acts.perform<QuoteSettings>(ctx, "quotes.settings.logo", { logo: null })),
    }),
  ];
}
