// Quotes of deals, and what a workspace prints on them.
import type {
  Quote,
  QuoteAccept,
  QuoteChange,
  QuoteDecline,
  QuoteInput,
  QuotePageSize,
  QuoteSettings,
  QuoteSettingsChange,
} from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import { createList, type PageQuery } from "./pages.ts";
import type { Transport, Written } from "./transport.ts";

export interface PdfQuery {
  /** As in the settings unless told. */
  size?: QuotePageSize;
  /** Offer it as a file to keep. */
  download?: boolean;
}

const pdfQuery = ({ size, download }: PdfQuery) => ({
  size,
  download: download ? "true" : undefined,
});

export const createQuotesClient = (transport: Transport) => {
  const at = (id: string): string => `/quotes/${encodeURIComponent(id)}`;
  const act = (id: string, verb: string, json: object | undefined, options: RequestOptions = {}) =>
    transport.write<Quote>("POST", `${at(id)}/${verb}`, {
      ...options,
      ...(json === undefined ? {} : { json }),
      repeatable: true,
    });
  return {
    /** One page, newest first, of all that you may see or of one deal; `iterate` goes through all of them. */
    ...createList<Quote, PageQuery & { dealId?: string }>(transport, "/quotes"),
    get: (id: string, options?: RequestOptions): Promise<Quote> =>
      transport.get<Quote>(at(id), {}, options),
    /** A draft with a copy of the deal's lines. */
    create: (data: QuoteInput, options: RequestOptions = {}): Promise<Written<Quote>> =>
      transport.write<Quote>("POST", "/quotes", { ...options, json: data, repeatable: true }),
    /** Changes a draft. With `version`, rejects with a VersionConflictError when it was changed meanwhile. */
    update: (
      id: string,
      data: QuoteChange,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<Quote>> =>
      transport.write<Quote>("PATCH", at(id), {
        ...options,
        json: data,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    /** Deletes a draft. */
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** Marks a draft as sent: it gets its number and stays as it is. No mail is sent. */
    send: (id: string, options?: RequestOptions) => act(id, "send", undefined, options),
    /** A new draft version of what was sent. */
    revise: (id: string, options?: RequestOptions) => act(id, "revise", undefined, options),
    accept: (id: string, data: QuoteAccept = {}, options?: RequestOptions) =>
      act(id, "accept", data, options),
    decline: (id: string, data: QuoteDecline = {}, options?: RequestOptions) =>
      act(id, "decline", data, options),
    /** The address of the PDF, for the browser's session. */
    pdfUrl: (id: string, query: PdfQuery = {}): string =>
      transport.url(`${at(id)}/pdf`, pdfQuery(query)),
    /** The PDF; the caller reads its body. */
    pdf: (id: string, query: PdfQuery = {}, options: RequestOptions = {}): Promise<Response> =>
      transport.stream(`${at(id)}/pdf`, { ...options, query: pdfQuery(query) }),
  };
};

export const createQuoteSettingsClient = (transport: Transport) => {
  const path = "/quote-settings";
  const written = (method: string, options: object) =>
    transport.write<QuoteSettings>(method, `${path}/logo`, options);
  return {
    get: (options?: RequestOptions): Promise<QuoteSettings> =>
      transport.get<QuoteSettings>(path, {}, options),
    update: (
      data: QuoteSettingsChange,
      options: RequestOptions = {},
    ): Promise<Written<QuoteSettings>> =>
      transport.write<QuoteSettings>("PATCH", path, { ...options, json: data }),
    /** A PNG or JPEG of 1 MB at most. */
    setLogo: (
      body: Blob | Uint8Array<ArrayBuffer>,
      options: RequestOptions = {},
    ): Promise<Written<QuoteSettings>> =>
      written("PUT", { ...options, raw: { body, contentType: "application/octet-stream" } }),
    removeLogo: (options: RequestOptions = {}): Promise<Written<QuoteSettings>> =>
      written("DELETE", options),
    /** The address of the logo; `sha256` makes it another one when the picture changes. */
    logoUrl: (sha256: string): string => `${transport.url(`${path}/logo`, {})}#${sha256}`,
  };
};
