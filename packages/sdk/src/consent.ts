// What people agreed and objected to, and the purposes that they are asked about.
import type {
  ConsentBulkResult,
  ConsentEntry,
  ConsentHearing,
  ConsentHearingChange,
  ConsentInput,
  ConsentPurpose,
  ConsentPurposeChange,
  ConsentPurposeInput,
  ConsentState,
  ConsentStatement,
  PersonConsent,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import { createList, type PageQuery } from "./pages.ts";
import type { Transport, Written } from "./transport.ts";

export const createConsentClient = (transport: Transport) => {
  const of = (personId: string): string => `/people/${encodeURIComponent(personId)}/consent`;
  const purposes = "/consent/purposes";
  return {
    /** What holds for one person, by purpose. */
    get: (personId: string, options?: RequestOptions): Promise<PersonConsent> =>
      transport.get<PersonConsent>(of(personId), {}, options),
    /** Adds a statement; nothing that was said before is changed. What was given last holds. */
    set: (
      personId: string,
      purpose: string,
      data: ConsentInput,
      options: RequestOptions = {},
    ): Promise<Written<ConsentStatement>> =>
      transport.write<ConsentStatement>("PUT", `${of(personId)}/${encodeURIComponent(purpose)}`, {
        ...options,
        json: data,
      }),
    /** Up to 1,000 statements in one call and one act; each has its own result. */
    setMany: async (
      statements: readonly ConsentEntry[],
      options: RequestOptions = {},
    ): Promise<Written<ConsentBulkResult[]>> => {
      const more = { ...options, json: { statements }, repeatable: true };
      const { data, actId } = await transport.write<{ results: ConsentBulkResult[] }>(
        "POST",
        "/consent/bulk",
        more,
      );
      return { data: data.results, actId };
    },
    /** Everything that one person said, newest first, also what was taken back. */
    history: (personId: string) =>
      createList<ConsentStatement, PageQuery & { purpose?: string }>(
        transport,
        `${of(personId)}/history`,
      ),
    /** Everything that was said by anybody that you may see, newest first. A page may be short before the last. */
    changes: createList<ConsentStatement, PageQuery & { purpose?: string; state?: ConsentState }>(
      transport,
      "/consent/changes",
    ),
    /** Which sources of events are believed about consent, and what their categories mean. */
    hearing: {
      get: (options?: RequestOptions): Promise<ConsentHearing> =>
        transport.get<ConsentHearing>("/consent/hearing", {}, options),
      update: (
        data: ConsentHearingChange,
        options: RequestOptions = {},
      ): Promise<Written<ConsentHearing>> =>
        transport.write<ConsentHearing>("PATCH", "/consent/hearing", { ...options, json: data }),
    },
    purposes: {
      list: async (options?: RequestOptions): Promise<ConsentPurpose[]> =>
        (await transport.get<{ data: ConsentPurpose[] }>(purposes, {}, options)).data,
      create: (
        data: ConsentPurposeInput,
        options: RequestOptions = {},
      ): Promise<Written<ConsentPurpose>> =>
        transport.write<ConsentPurpose>("POST", purposes, { ...options, json: data }),
      update: (
        key: string,
        data: ConsentPurposeChange,
        options: RequestOptions = {},
      ): Promise<Written<ConsentPurpose>> =>
        transport.write<ConsentPurpose>("PATCH", `${purposes}/${encodeURIComponent(key)}`, {
          ...options,
          json: data,
        }),
    },
  };
};
