// AI models: providers with their models and prices, what each purpose may use, budgets, calls, prompts. Money is in
// millionths of a US dollar.
import type {
  AiBudget,
  AiBudgetInput,
  AiCall,
  AiCallState,
  AiForecast,
  AiForecastInput,
  AiModel,
  AiModelChange,
  AiModelInput,
  AiProvider,
  AiProviderChange,
  AiProviderInput,
  AiProviderTest,
  AiPurpose,
  AiRoute,
  AiRouteInput,
  AiStatus,
  AiTotalCost,
  AiTotalCostInput,
  AiTry,
  Page,
} from "@rapport/contracts";
import { createPromptsClient } from "./ai-prompts.ts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export interface AiCallsQuery {
  limit?: number;
  cursor?: string;
  purpose?: AiPurpose;
  state?: AiCallState;
}

const at = (list: string, id: string): string => `/ai/${list}/${encodeURIComponent(id)}`;

const createProvidersClient = (transport: Transport) => {
  const write = <T>(
    method: "POST" | "PATCH",
    path: string,
    json: unknown,
    options?: RequestOptions,
  ) => transport.write<T>(method, path, { ...options, json });
  return {
    /** All of them with models, prices and health, oldest first; never their keys. */
    list: async (options?: RequestOptions): Promise<AiProvider[]> =>
      (await transport.get<{ data: AiProvider[] }>("/ai/providers", {}, options)).data,
    get: (id: string, options?: RequestOptions): Promise<AiProvider> =>
      transport.get<AiProvider>(at("providers", id), {}, options),
    create: (data: AiProviderInput, options?: RequestOptions): Promise<Written<AiProvider>> =>
      write<AiProvider>("POST", "/ai/providers", data, options),
    /** A new address needs the key again. With `version`, rejects when someone changed it meanwhile. */
    update: (
      id: string,
      data: AiProviderChange,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<AiProvider>> =>
      write<AiProvider>("PATCH", at("providers", id), data, {
        ...options,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at("providers", id), options);
      return { data: null, actId };
    },
    /** Null takes the key away. */
    rotateKey: (
      id: string,
      apiKey: string | null,
      options?: RequestOptions,
    ): Promise<Written<AiProvider>> =>
      write<AiProvider>("POST", `${at("providers", id)}/rotate-key`, { apiKey }, options),
    /** Asks what it has, and lets a model that has a price answer one word. */
    test: async (id: string, options: RequestOptions = {}): Promise<AiProviderTest> =>
      (await transport.write<AiProviderTest>("POST", `${at("providers", id)}/test`, options)).data,
    /** Without a price it is never called. */
    addModel: (
      id: string,
      data: AiModelInput,
      options?: RequestOptions,
    ): Promise<Written<AiModel>> =>
      write<AiModel>("POST", `${at("providers", id)}/models`, data, options),
    /** A price becomes the model's next version. */
    updateModel: (
      id: string,
      data: AiModelChange,
      options?: RequestOptions,
    ): Promise<Written<AiModel>> => write<AiModel>("PATCH", at("models", id), data, options),
    removeModel: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at("models", id), options);
      return { data: null, actId };
    },
  };
};

const createBudgetsClient = (transport: Transport) => ({
  /** With what is spent, and where it leads by the end of the period. */
  list: async (options?: RequestOptions): Promise<AiBudget[]> =>
    (await transport.get<{ data: AiBudget[] }>("/ai/budgets", {}, options)).data,
  create: (data: AiBudgetInput, options: RequestOptions = {}): Promise<Written<AiBudget>> =>
    transport.write<AiBudget>("POST", "/ai/budgets", { ...options, json: data }),
  update: (
    id: string,
    data: { limitMicros: number },
    options: RequestOptions = {},
  ): Promise<Written<AiBudget>> =>
    transport.write<AiBudget>("PATCH", at("budgets", id), { ...options, json: data }),
  remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
    const { actId } = await transport.write("DELETE", at("budgets", id), options);
    return { data: null, actId };
  },
});

export const createAiClient = (transport: Transport) => ({
  providers: createProvidersClient(transport),
  budgets: createBudgetsClient(transport),
  prompts: createPromptsClient(transport),
  /** Whether models are used, and for what: for everybody who is signed in. */
  status: (options?: RequestOptions): Promise<AiStatus> =>
    transport.get<AiStatus>("/ai/status", {}, options),
  /** Every purpose with its ladder. */
  purposes: async (options?: RequestOptions): Promise<AiRoute[]> =>
    (await transport.get<{ data: AiRoute[] }>("/ai/purposes", {}, options)).data,
  setPurpose: (
    purpose: AiPurpose,
    data: AiRouteInput,
    options: RequestOptions = {},
  ): Promise<Written<AiRoute>> =>
    transport.write<AiRoute>("PUT", `/ai/purposes/${purpose}`, { ...options, json: data }),
  /** One page, newest first; never what was asked or answered. */
  calls: (query: AiCallsQuery = {}, options?: RequestOptions): Promise<Page<AiCall>> =>
    transport.get<Page<AiCall>>("/ai/calls", { ...query }, options),
  /** What a purpose will cost before it is switched on; numbers that are left out are measured or assumed. */
  forecast: async (data: AiForecastInput, options: RequestOptions = {}): Promise<AiForecast> =>
    (
      await transport.write<AiForecast>("POST", "/ai/forecast", {
        ...options,
        json: data,
        repeatable: true,
      })
    ).data,
  /** Hosted models beside machines of your own, month by month; numbers that are left out are measured or assumed. */
  totalCost: async (
    data: AiTotalCostInput = {},
    options: RequestOptions = {},
  ): Promise<AiTotalCost> =>
    (
      await transport.write<AiTotalCost>("POST", "/ai/total-cost", {
        ...options,
        json: data,
        repeatable: true,
      })
    ).data,
  /** Asks the models of a purpose by hand. */
  tryPurpose: async (
    data: { purpose: AiPurpose; text: string },
    options: RequestOptions = {},
  ): Promise<AiTry> =>
    (await transport.write<AiTry>("POST", "/ai/try", { ...options, json: data })).data,
});
