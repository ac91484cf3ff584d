// Segments: records that belong together by rules, and who is within them.
import type {
  LookAlikes,
  Segment,
  SegmentChange,
  SegmentDefinition,
  SegmentInput,
  SegmentMember,
  SegmentPreview,
  SegmentSuggestion,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createSegmentsClient = (transport: Transport) => {
  const at = (id: string): string => `/segments/${encodeURIComponent(id)}`;
  return {
    list: async (options?: RequestOptions): Promise<Segment[]> =>
      (await transport.get<{ data: Segment[] }>("/segments", {}, options)).data,
    get: (id: string, options?: RequestOptions): Promise<Segment> =>
      transport.get<Segment>(at(id), {}, options),
    create: (data: SegmentInput, options: RequestOptions = {}): Promise<Written<Segment>> =>
      transport.write<Segment>("POST", "/segments", { ...options, json: data, repeatable: true }),
    update: (
      id: string,
      data: SegmentChange,
      options: RequestOptions = {},
    ): Promise<Written<Segment>> =>
      transport.write<Segment>("PATCH", at(id), { ...options, json: data }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** Who is within, newest first; with `past` those who left, too. */
    members: async (
      id: string,
      { past = false, ...options }: RequestOptions & { past?: boolean } = {},
    ): Promise<SegmentMember[]> =>
      (
        await transport.get<{ data: SegmentMember[] }>(
          `${at(id)}/members`,
          past ? { past: "true" } : {},
          options,
        )
      ).data,
    /** Groups that records fall into by themselves, each told as rules. */
    suggestions: async (
      entity: SegmentDefinition["entity"],
      options?: RequestOptions,
    ): Promise<SegmentSuggestion[]> =>
      (
        await transport.get<{ data: SegmentSuggestion[] }>(
          "/segments/suggestions",
          { entity },
          options,
        )
      ).data,
    /** Records outside a segment that are most like those within. */
    lookAlikes: (id: string, options?: RequestOptions): Promise<LookAlikes> =>
      transport.get<LookAlikes>(`${at(id)}/look-alikes`, {}, options),
    /** Whom rules would take. */
    preview: async (
      definition: SegmentDefinition,
      options: RequestOptions = {},
    ): Promise<SegmentPreview> =>
      (
        await transport.call<SegmentPreview>("POST", "/segments/preview", {
          ...options,
          json: definition,
          repeatable: true,
        })
      ).body,
  };
};
