// A tab's end of the live stream: through the worker that all tabs share, or, where browsers have none, through a
// stream of its own that is open only while the tab is looked at. Refused streams are tried again, slower each time.
import type { LiveEvent } from "@rapport/contracts";
import { api, queryClient } from "../../platform/api.ts";
import { meQuery } from "../access/session.ts";

export type LiveState = "connecting" | "open" | "reconnecting" | "refused";

interface Handlers {
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
}

interface Connection {
  retry: () => void;
  close: () => void;
}

type Message = { kind: "state"; state: LiveState } | { kind: "event"; event: LiveEvent };

const FIRST_RETRY_MS = 3_000;
const MAX_RETRY_MS = 60_000;

const throughWorker = (name: string, handlers: Handlers): Connection => {
  const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), {
    type: "module",
    name,
  });
  worker.port.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === "event") handlers.onEvent(data.event);
    else handlers.onState(data.state);
  };
  const bye = (): void => worker.port.postMessage("bye");
  const back = (event: PageTransitionEvent): void => {
    // A page that comes back from the browser's memory has missed what was said meanwhile.
    if (event.persisted) window.location.reload();
  };
  window.addEventListener("pagehide", bye);
  window.addEventListener("pageshow", back);
  return {
    retry: () => worker.port.postMessage("retry"),
    close: () => {
      window.removeEventListener("pagehide", bye);
      window.removeEventListener("pageshow", back);
      bye();
      worker.port.close();
    },
  };
};

const ofItsOwn = (handlers: Handlers): Connection => {
  let source: EventSource | null = null;
  let lastId = "";
  const open = (): void => {
    if (document.hidden || (source && source.readyState !== EventSource.CLOSED)) return;
    const opened = new EventSource(api.live.url(lastId ? { after: lastId } : {}));
    source = opened;
    opened.addEventListener("ready", (event) => {
      lastId = event.lastEventId || lastId;
      handlers.onState("open");
    });
    opened.addEventListener("rapport", (event) => {
      lastId = event.lastEventId || lastId;
      handlers.onEvent(JSON.parse(event.data as string) as LiveEvent);
    });
    opened.onerror = () =>
      handlers.onState(opened.readyState === EventSource.CLOSED ? "refused" : "reconnecting");
  };
  const onVisibility = (): void => {
    if (!document.hidden) open();
    else source?.close();
  };
  document.addEventListener("visibilitychange", onVisibility);
  open();
  return {
    retry: open,
    close: () => {
      document.removeEventListener("visibilitychange", onVisibility);
      source?.close();
    },
  };
};

const connect = (name: string, handlers: Handlers): Connection => {
  if (typeof SharedWorker === "undefined") return ofItsOwn(handlers);
  try {
    return throughWorker(name, handlers);
  } catch {
    return ofItsOwn(handlers);
  }
};

const QUIET_CHECK_MS = 400;
const QUIET_CHECKS = 3;
const MOST_CHECKS = 25;

/** Calls back once the screen has loaded what it shows: the stream must not delay it. */
const whenQuiet = (start: () => void): (() => void) => {
  let checks = 0;
  let quiet = 0;
  const timer = setInterval(() => {
    checks += 1;
    quiet = queryClient.isFetching() === 0 ? quiet + 1 : 0;
    if (quiet < QUIET_CHECKS && checks < MOST_CHECKS) return;
    clearInterval(timer);
    start();
  }, QUIET_CHECK_MS);
  return () => clearInterval(timer);
};

/**
 * Opens the stream of this member once the screen stands, and catches up with what happened since the screen began
 * to load. Answers how to close it.
 */
export const openLive = (member: string, handlers: Handlers): (() => void) => {
  const since = api.live.page().then(
    ({ cursor }) => cursor,
    () => null,
  );
  let isBehind = true;
  const caughtUp: Handlers = {
    ...handlers,
    onState: (state) => {
      handlers.onState(state);
      if (state !== "open" || !isBehind) return;
      // Only once: a stream that comes back goes on by itself where it was cut.
      isBehind = false;
      void catchUp(since, handlers.onEvent);
    },
  };
  let close = (): void => undefined;
  const cancel = whenQuiet(() => {
    close = keepOpen(member, caughtUp);
  });
  return () => {
    cancel();
    close();
  };
};

const catchUp = async (
  since: Promise<string | null>,
  onEvent: Handlers["onEvent"],
): Promise<void> => {
  const after = await since;
  const page = after === null ? null : await api.live.page({ after }).catch(() => null);
  // Pages tell of records alone; whether the bell rang meanwhile has to be asked.
  onEvent({ type: "notifications" });
  // What was missed is not known: everything on the screen is asked for again.
  if (page === null) onEvent({ type: "resync" });
  else for (const event of page.events) onEvent(event);
};

const keepOpen = (member: string, handlers: Handlers): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_RETRY_MS;
  const onState = (state: LiveState): void => {
    handlers.onState(state);
    clearTimeout(timer);
    if (state === "open") waitMs = FIRST_RETRY_MS;
    if (state !== "refused") return;
    // Whether the session is over is for the API to say: a 401 leads to the sign-in.
    timer = setTimeout(() => {
      void queryClient.fetchQuery({ ...meQuery, staleTime: 0 }).then(
        () => connection.retry(),
        () => onState("refused"),
      );
    }, waitMs);
    waitMs = Math.min(waitMs * 2, MAX_RETRY_MS);
  };
  const connection = connect(`rapport ${member}`, { ...handlers, onState });
  return () => {
    clearTimeout(timer);
    connection.close();
  };
};
