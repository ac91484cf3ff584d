// Campaigns that ask people by mail how likely they are to recommend us.
import type {
  NpsAnswer,
  NpsCampaign,
  NpsCampaignChange,
  NpsCampaignInput,
  NpsPreview,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createNpsClient = (transport: Transport) => {
  const at = (id: string): string => `/nps/campaigns/${encodeURIComponent(id)}`;
  return {
    /** Newest first, with progress and scores. */
    list: async (options?: RequestOptions): Promise<NpsCampaign[]> =>
      (await transport.get<{ data: NpsCampaign[] }>("/nps/campaigns", {}, options)).data,
    get: (id: string, options?: RequestOptions): Promise<NpsCampaign> =>
      transport.get<NpsCampaign>(at(id), {}, options),
    /** Asks nobody until it is started. */
    create: (data: NpsCampaignInput, options: RequestOptions = {}): Promise<Written<NpsCampaign>> =>
      transport.write<NpsCampaign>("POST", "/nps/campaigns", {
        ...options,
        json: data,
        repeatable: true,
      }),
    update: (
      id: string,
      data: NpsCampaignChange,
      options: RequestOptions = {},
    ): Promise<Written<NpsCampaign>> =>
      transport.write<NpsCampaign>("PATCH", at(id), { ...options, json: data }),
    /** Of one that was never started. */
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** Whom a start would ask now, and why not the others. */
    preview: (id: string, options?: RequestOptions): Promise<NpsPreview> =>
      transport.get<NpsPreview>(`${at(id)}/preview`, {}, options),
    /** Sends; those asked within the period are left out. */
    start: (id: string, options: RequestOptions = {}): Promise<Written<NpsCampaign>> =>
      transport.write<NpsCampaign>("POST", `${at(id)}/start`, { ...options, repeatable: true }),
    /** Mails on their way still arrive. */
    stop: (id: string, options: RequestOptions = {}): Promise<Written<NpsCampaign>> =>
      transport.write<NpsCampaign>("POST", `${at(id)}/stop`, { ...options, repeatable: true }),
    /** The latest mails first. */
    answers: (
      id: string,
      page: { cursor?: string; limit?: number } = {},
      options?: RequestOptions,
    ): Promise<{ data: NpsAnswer[]; nextCursor: string | null }> =>
      transport.get(`${at(id)}/answers`, { ...page }, options),
  };
};
