// How a team works on conversations: settings, macros, saved views, presence, availability.
import type {
  InboxSettings,
  InboxView,
  InboxViewInput,
  Macro,
  MacroInput,
  Presence,
  TriageLearning,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

function createKept<T, I>(transport: Transport, path: string) {
  const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return {
    list: async (options?: RequestOptions): Promise<T[]> =>
      (await transport.get<{ data: T[] }>(path, {}, options)).data,
    create: (data: I, options: RequestOptions = {}): Promise<Written<T>> =>
      transport.write<T>("POST", path, { ...options, json: data, repeatable: true }),
    update: (id: string, data: I, options: RequestOptions = {}): Promise<Written<T>> =>
      transport.write<T>("PUT", at(id), { ...options, json: data }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
  };
}

export const createInboxClient = (transport: Transport) => ({
  macros: createKept<Macro, MacroInput>(transport, "/macros"),
  /** Your own saved views, and those that everybody has. */
  views: createKept<InboxView, InboxViewInput>(transport, "/inbox/views"),
  settings: (options?: RequestOptions): Promise<InboxSettings> =>
    transport.get<InboxSettings>("/inbox/settings", {}, options),
  changeSettings: (
    settings: InboxSettings,
    options: RequestOptions = {},
  ): Promise<Written<InboxSettings>> =>
    transport.write<InboxSettings>("PUT", "/inbox/settings", { ...options, json: settings }),
  /** What guesses about conversations, by field: rules, or what was learned from settled ones. */
  triage: async (options?: RequestOptions): Promise<TriageLearning[]> =>
    (await transport.get<{ data: TriageLearning[] }>("/inbox/triage", {}, options)).data,
  /** Says that you have a conversation open, and answers who else has. Say it again within 15 seconds. */
  presence: async (
    conversationId: string,
    state: "viewing" | "typing" | "gone",
    options: RequestOptions = {},
  ): Promise<Presence> =>
    (
      await transport.call<Presence>(
        "POST",
        `/conversations/${encodeURIComponent(conversationId)}/presence`,
        { ...options, json: { state }, repeatable: true },
      )
    ).body,
  /** Whether new conversations are given to you. */
  isAvailable: async (options?: RequestOptions): Promise<boolean> =>
    (await transport.get<{ available: boolean }>("/inbox/availability", {}, options)).available,
  setAvailable: async (available: boolean, options: RequestOptions = {}): Promise<void> => {
    await transport.write("PUT", "/inbox/availability", { ...options, json: { available } });
  },
});
