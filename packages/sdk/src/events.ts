// Events: where they come from, what came, and what could not be taken. Programs send events with a library of
// Segment and a write key; this is for those who look after them.
import type {
  CreatedEventSource,
  DeadLetter,
  DeadLetterState,
  EventDetail,
  EventEntry,
  EventJoin,
  EventSource,
  LettersChoice,
  Page,
  ReplayedLetters,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
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
  /** Answers how many. */
  discard: async (choice: LettersChoice, options?: RequestOptions): Promise<number> => {
    const path = "/dead-letters/discard";
    const { data } = await transport.write<{ discarded: number }>("POST", path, {
      ...options,
      json: choice,
    });
    return data.discarded;
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
  sources: createSources(transport),
  deadLetters: createDeadLetters(transport),
});
