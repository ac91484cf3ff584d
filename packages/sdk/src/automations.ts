// Automations, their runs, and the templates that they use.
import type {
  Automation,
  AutomationChange,
  AutomationInput,
  AutomationRun,
  AutomationRunDetail,
  CatalogueEntry,
  DryRun,
  DryRunInput,
  Page,
  Placeholder,
  Preview,
  PreviewInput,
  Recipe,
  RunQuery,
  RunUndo,
  Template,
  TemplateChange,
  TemplateInput,
  TemplateVersion,
} from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

type ChangeOptions = RequestOptions & VersionOption;

const matching = ({ version, ...options }: ChangeOptions): RequestOptions => ({
  ...options,
  headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
});

const createRunsClient = (transport: Transport) => {
  const at = (id: string): string => `/automations/runs/${encodeURIComponent(id)}`;
  return {
    /** A page of the log, newest first. */
    list: (query: RunQuery = {}, options?: RequestOptions): Promise<Page<AutomationRun>> =>
      transport.get<Page<AutomationRun>>("/automations/runs", { ...query }, options),
    get: (id: string, options?: RequestOptions): Promise<AutomationRunDetail> =>
      transport.get<AutomationRunDetail>(at(id), {}, options),
    /** Runs again what failed or did not run, from the step where it stopped. */
    replay: (id: string, options?: RequestOptions): Promise<Written<AutomationRunDetail>> =>
      transport.write<AutomationRunDetail>("POST", `${at(id)}/replay`, options),
    /** Takes back what the run did, as far as it can be taken back. */
    undo: async (id: string, options?: RequestOptions): Promise<RunUndo> =>
      (await transport.write<RunUndo>("POST", `${at(id)}/undo`, options)).data,
  };
};

export const createAutomationsClient = (transport: Transport) => {
  const at = (id: string): string => `/automations/${encodeURIComponent(id)}`;
  const list = async <T>(path: string, options?: RequestOptions): Promise<T[]> =>
    (await transport.get<{ data: T[] }>(path, {}, options)).data;
  return {
    list: (options?: RequestOptions): Promise<Automation[]> =>
      list<Automation>("/automations", options),
    get: (id: string, options?: RequestOptions): Promise<Automation> =>
      transport.get<Automation>(at(id), {}, options),
    create: (data: AutomationInput, options: RequestOptions = {}): Promise<Written<Automation>> =>
      transport.write<Automation>("POST", "/automations", {
        ...options,
        json: data,
        repeatable: true,
      }),
    /** Who changes what a rule does becomes its owner. With `version`, rejects when it changed meanwhile. */
    update: (
      id: string,
      data: AutomationChange,
      options: ChangeOptions = {},
    ): Promise<Written<Automation>> =>
      transport.write<Automation>("PATCH", at(id), { ...matching(options), json: data }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** What steps can do, and what each needs, risks and costs to take back. */
    catalogue: (options?: RequestOptions): Promise<CatalogueEntry[]> =>
      list<CatalogueEntry>("/automations/catalogue", options),
    /** Drafts to begin with. */
    recipes: (options?: RequestOptions): Promise<Recipe[]> =>
      list<Recipe>("/automations/recipes", options),
    /** Tries a rule over past changes; does nothing. */
    dryRun: async (data: DryRunInput, options: RequestOptions = {}): Promise<DryRun> =>
      (await transport.write<DryRun>("POST", "/automations/dry-run", { ...options, json: data }))
        .data,
    runs: createRunsClient(transport),
  };
};

export const createTemplatesClient = (transport: Transport) => {
  const at = (id: string): string => `/templates/${encodeURIComponent(id)}`;
  const list = async <T>(
    path: string,
    query: { object?: string },
    options?: RequestOptions,
  ): Promise<T[]> => (await transport.get<{ data: T[] }>(path, query, options)).data;
  return {
    list: (query: { object?: string } = {}, options?: RequestOptions): Promise<Template[]> =>
      list<Template>("/templates", query, options),
    get: (id: string, options?: RequestOptions): Promise<Template> =>
      transport.get<Template>(at(id), {}, options),
    create: (data: TemplateInput, options: RequestOptions = {}): Promise<Written<Template>> =>
      transport.write<Template>("POST", "/templates", { ...options, json: data, repeatable: true }),
    /** With `version`, rejects with a VersionConflictError when someone changed the template meanwhile. */
    update: (
      id: string,
      data: TemplateChange,
      options: ChangeOptions = {},
    ): Promise<Written<Template>> =>
      transport.write<Template>("PATCH", at(id), { ...matching(options), json: data }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** Texts that it had, newest first. */
    versions: (id: string, options?: RequestOptions): Promise<TemplateVersion[]> =>
      list<TemplateVersion>(`${at(id)}/versions`, {}, options),
    /** What texts about records of an object may hold. */
    placeholders: (object: string, options?: RequestOptions): Promise<Placeholder[]> =>
      list<Placeholder>("/templates/placeholders", { object }, options),
    /** Fills a text in for one record, as you may see it. */
    preview: async (data: PreviewInput, options: RequestOptions = {}): Promise<Preview> =>
      (await transport.write<Preview>("POST", "/templates/preview", { ...options, json: data }))
        .data,
  };
};
