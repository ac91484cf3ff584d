// Feature sets: what is known of records, now and at past times, and how sound it is.
import type {
  AsOfRequest,
  AsOfResult,
  EntityValues,
  FeatureBackfill,
  FeatureCheck,
  FeatureSetSummary,
  FeatureView,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export const createFeaturesClient = (transport: Transport) => {
  const at = (set: string): string => `/feature-sets/${encodeURIComponent(set)}`;
  return {
    /** Sets with their features in words. */
    list: async (options?: RequestOptions): Promise<FeatureSetSummary[]> =>
      (await transport.get<{ data: FeatureSetSummary[] }>("/feature-sets", {}, options)).data,
    /** A set by its key, or one version of it by its hash. */
    get: (set: string, options?: RequestOptions): Promise<FeatureSetSummary> =>
      transport.get<FeatureSetSummary>(at(set), {}, options),
    /** One feature: definition, distribution, freshness, quality, lineage. */
    feature: (set: string, feature: string, options?: RequestOptions): Promise<FeatureView> =>
      transport.get<FeatureView>(`${at(set)}/features/${encodeURIComponent(feature)}`, {}, options),
    /** What is known of one record now. */
    values: (set: string, recordId: string, options?: RequestOptions): Promise<EntityValues> =>
      transport.get<EntityValues>(`${at(set)}/values/${encodeURIComponent(recordId)}`, {}, options),
    /** What was known of records at past times, 500 rows at most. */
    asOf: async (
      set: string,
      rows: AsOfRequest["rows"],
      options: RequestOptions = {},
    ): Promise<AsOfResult> =>
      (
        await transport.call<AsOfResult>("POST", `${at(set)}/as-of`, {
          ...options,
          json: { rows },
          repeatable: true,
        })
      ).body,
    /** Computes all values of a set anew, in the background. */
    backfill: async (set: string, options: RequestOptions = {}): Promise<FeatureBackfill> =>
      (
        await transport.call<FeatureBackfill>("POST", `${at(set)}/backfill`, {
          ...options,
          repeatable: true,
        })
      ).body,
    /** Checks a set now: served against computed values, quality, what is taken on trust. */
    check: async (set: string, options: RequestOptions = {}): Promise<FeatureCheck> =>
      (
        await transport.call<FeatureCheck>("POST", `${at(set)}/check`, {
          ...options,
          repeatable: true,
        })
      ).body,
  };
};
