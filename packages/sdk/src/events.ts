// Events: where they come from, what came, and what could not be taken. Programs send events with a library of
// Segment and a write key; this is for those who look after them.
import type {
  BackfillPart,
  BackfillStart,
  CreatedEventSource,
  DeadLetter,
  DeadLetterState,
  EventBackfill,
  EventDetail,
  EventEnrichment,
  EventEnrichmentInput,
  EventEntry,
  EventJoin,
  EventLookup,
  EventLookupInput,
  EventName,
  EventNameKey,
  EventSchemaInput,
  EventSchemaSpec,
  EventSchemaVersion,
  EventSource,
  LettersChoice,
  Page,
  RecordEvent,
  ReplayedLetters,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { PageQuery } from "./pages.ts";
import type { Transport, Written } from "./transport.ts";

export interface EventsQuery {
  limit?: number;
  cursor?: string;
  name?: string;
  personId?: string;
  companyId?: string;
  /** Only those that break their schema. */
  flagged?: "true";
  /** `arrival`: the last that came, not paged. */
  order?: "arrival" | "occurrence";
}

export interface DeadLettersQuery {
  limit?: number;
  cursor?: string;
  state?: DeadLetterState;
  reason?: string;
}

export interface DeadLetterPage extends Page<DeadLetter> {
  /** How many are open for each reason. */
  open: { reason: string; count: number }[];
}

const createSources = (transport: Transport) => {
  const at = (id: string): string => `/event-sources/${encodeURIComponent(id)}`;
  return {
    /** All of them, oldest first, revoked ones too. */
    list: async (options?: RequestOptions): Promise<EventSource[]> =>
      (await transport.get<{ data: EventSource[] }>("/event-sources", {}, options)).data,
    /** The write key is in this answer and never again. */
    create: (name: string, options?: RequestOptions): Promise<Written<CreatedEventSource>> =>
      transport.write("POST", "/event-sources", { ...options, json: { name } }),
    rename: (id: string, name: string, options?: RequestOptions): Promise<Written<EventSource>> =>
      transport.write("PATCH", at(id), { ...options, json: { name } }),
    /** Nothing is taken with its write key any more. */
    revoke: (id: string, options?: RequestOptions): Promise<Written<EventSource>> =>
      transport.write("POST", `${at(id)}/revoke`, options),
  };
};

const createDeadLetters = (transport: Transport) => ({
  /** One page, newest first, with how many are open for each reason. */
  list: (query: DeadLettersQuery = {}, options?: RequestOptions): Promise<DeadLetterPage> =>
    transport.get<DeadLetterPage>("/dead-letters", { ...query }, options),
  /** Sends them in again, at most 1,000 at once. */
  replay: async (choice: LettersChoice, options?: RequestOptions): Promise<ReplayedLetters> => {
    const path = "/dead-letters/replay";
    return (await transport.write<ReplayedLetters>("POST", path, { ...options, json: choice }))
      .data;
  },
  /** Answers how many; undone, they are open again. */
  discard: (
    choice: LettersChoice,
    options?: RequestOptions,
  ): Promise<Written<{ discarded: number }>> =>
    transport.write("POST", "/dead-letters/discard", { ...options, json: choice }),
});

const createSchemas = (transport: Transport) => ({
  /** All versions of the schema of one name, newest first. */
  list: async (key: EventNameKey, options?: RequestOptions): Promise<EventSchemaVersion[]> =>
    (await transport.get<{ data: EventSchemaVersion[] }>("/event-schemas", { ...key }, options))
      .data,
  /** Made from what was seen; nothing is kept. */
  propose: (key: EventNameKey, options?: RequestOptions): Promise<EventSchemaSpec> =>
    transport.get<EventSchemaSpec>("/event-schemas/proposal", { ...key }, options),
  /** The next version, which holds at once. */
  declare: (
    input: EventSchemaInput,
    options?: RequestOptions,
  ): Promise<Written<EventSchemaVersion>> =>
    transport.write("POST", "/event-schemas", { ...options, json: input }),
  /** None holds any more; versions are kept. */
  retire: async (key: EventNameKey, options?: RequestOptions): Promise<Written<null>> => {
    const path = "/event-schemas/retire";
    const { actId } = await transport.write("POST", path, { ...options, json: key });
    return { data: null, actId };
  },
});

const createBackfills = (transport: Transport) => ({
  /** Newest first. */
  list: async (options?: RequestOptions): Promise<EventBackfill[]> =>
    (await transport.get<{ data: EventBackfill[] }>("/event-backfills", {}, options)).data,
  /** Begins a file, or goes on with it: `rowsDone` says from which row. */
  start: async (file: BackfillStart, options?: RequestOptions): Promise<EventBackfill> =>
    (
      await transport.write<EventBackfill>("POST", "/event-backfills", {
        ...options,
        json: file,
        repeatable: true,
      })
    ).data,
  /** At most 1,000 messages of the Segment specification, at the row where the last part ended. */
  send: async (id: string, part: BackfillPart, options?: RequestOptions): Promise<EventBackfill> =>
    (
      await transport.write<EventBackfill>(
        "POST",
        `/event-backfills/${encodeURIComponent(id)}/rows`,
        { ...options, json: part },
      )
    ).data,
});

const createLookups = (transport: Transport) => ({
  /** Oldest first. */
  list: async (options?: RequestOptions): Promise<EventLookup[]> =>
    (await transport.get<{ data: EventLookup[] }>("/event-lookups", {}, options)).data,
  /** A table of keys and values, up to 10,000 rows. */
  create: (table: EventLookupInput, options?: RequestOptions): Promise<Written<EventLookup>> =>
    transport.write("POST", "/event-lookups", { ...options, json: table }),
  /** One that no rule uses. */
  delete: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
    const path = `/event-lookups/${encodeURIComponent(id)}`;
    return { data: null, actId: (await transport.write("DELETE", path, options)).actId };
  },
});

const createEnrichments = (transport: Transport) => ({
  /** In the order in which they add. */
  list: async (options?: RequestOptions): Promise<EventEnrichment[]> =>
    (await transport.get<{ data: EventEnrichment[] }>("/event-enrichments", {}, options)).data,
  /** From a table, or from the person whose event it is. */
  create: (
    rule: EventEnrichmentInput,
    options?: RequestOptions,
  ): Promise<Written<EventEnrichment>> =>
    transport.write("POST", "/event-enrichments", { ...options, json: rule }),
  /** What it added stays. */
  delete: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
    const path = `/event-enrichments/${encodeURIComponent(id)}`;
    return { data: null, actId: (await transport.write("DELETE", path, options)).actId };
  },
});

export const createEventsClient = (transport: Transport) => ({
  /** One page, newest first. */
  list: (query: EventsQuery = {}, options?: RequestOptions): Promise<Page<EventEntry>> =>
    transport.get<Page<EventEntry>>("/events", { ...query }, options),
  /** With its properties, and what became of it on the way in. */
  get: (id: string, options?: RequestOptions): Promise<EventDetail> =>
    transport.get<EventDetail>(`/events/${encodeURIComponent(id)}`, {}, options),
  /** Takes a join of two ids back; it stays so, whatever comes later. */
  undoJoin: (id: string, options?: RequestOptions): Promise<Written<EventJoin>> =>
    transport.write("POST", `/event-joins/${encodeURIComponent(id)}/undo`, options),
  /** Joins two ids that were taken apart, or that a rule kept apart. */
  makeJoin: (id: string, options?: RequestOptions): Promise<Written<EventJoin>> =>
    transport.write("POST", `/event-joins/${encodeURIComponent(id)}/make`, options),
  /** What a person or a company did, newest first, for whoever may see the record. */
  of: (
    object: "people" | "companies",
    id: string,
    query: PageQuery = {},
    options?: RequestOptions,
  ): Promise<Page<RecordEvent>> =>
    transport.get<Page<RecordEvent>>(
      `/${object}/${encodeURIComponent(id)}/events`,
      { ...query },
      options,
    ),
  /** Names that were seen, with kinds of values of their properties. */
  names: {
    list: async (options?: RequestOptions): Promise<EventName[]> =>
      (await transport.get<{ data: EventName[] }>("/event-names", {}, options)).data,
  },
  schemas: createSchemas(transport),
  lookups: createLookups(transport),
  enrichments: createEnrichments(transport),
  backfills: createBackfills(transport),
  sources: createSources(transport),
  deadLetters: createDeadLetters(transport),
});
