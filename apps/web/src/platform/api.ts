// The client and the cache that every screen shares. Cached data is shown first and refreshed behind.
import { createClient, isRapportError } from "@rapport/sdk";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

export const api = createClient({ baseUrl: "", maxRetryWaitMs: 5_000 });

type Listener = () => void;
const endedSessionListeners = new Set<Listener>();

/** Calls back when an answer says that the session is over. */
export const onSessionEnded = (listener: Listener): (() => void) => {
  endedSessionListeners.add(listener);
  return () => endedSessionListeners.delete(listener);
};

const forgetListeners = new Set<Listener>();

/** Calls back when what the last member saw must not be there for the next one. */
export const onForget = (listener: Listener): void => {
  forgetListeners.add(listener);
};

/** Empties every cache: someone signed out, or someone else signs in. */
export const forgetEverything = (): void => {
  queryClient.clear();
  for (const listener of forgetListeners) listener();
};

const noticeEndedSession = (error: unknown): void => {
  if (!isRapportError(error) || error.status !== 401) return;
  for (const listener of endedSessionListeners) listener();
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEndedSession }),
  mutationCache: new MutationCache({ onError: noticeEndedSession }),
  defaultOptions: {
    // The client has already repeated what may be repeated.
    queries: { retry: false, staleTime: 15_000, refetchOnWindowFocus: true },
    // Tried even when the browser thinks that it is offline: what fails is kept, not parked where a reload loses it.
    mutations: { retry: false, networkMode: "always" },
  },
});
