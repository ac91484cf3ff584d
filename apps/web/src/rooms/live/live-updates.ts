// Gathers events for a moment and applies them together: hidden tabs when they are looked at again, held records when
// they are let go. One at work at a time, so that what is older never overwrites what is newer.
import type { LiveEvent } from "@rapport/contracts";
import { isRapportError } from "@rapport/sdk";
import { useEffect } from "react";
import { queryClient } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { useMe } from "../access/session.ts";
import { applyPlan } from "./apply-events.ts";
import { createStore } from "./external-store.ts";
import { planOf } from "./live.rules.ts";
import { type LiveState, openLive } from "./live-connection.ts";
import { onRelease } from "./live-holds.ts";

const GATHER_MS = 200;
/** After a pause: what comes alone is shown at once. */
const FIRST_GATHER_MS = 20;
const RETRY_MS = 5_000;
const MOST_GATHERED = 1_000;

const state = createStore<LiveState>("connecting");

export const useLiveState = (): LiveState => state.use((now) => now);

/** Whether what others change is told now; before, and while the way is broken, screens that must be fresh ask. */
export const isLive = (): boolean => state.get() === "open";

const createUpdates = (myId: string) => {
  let gathered: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  let isMore = false;
  let ranMs = 0;

  const schedule = (ms: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void run();
    }, ms);
  };

  const run = async (): Promise<void> => {
    isMore = isBusy;
    if (isBusy || document.hidden || gathered.length === 0) return;
    const events = gathered;
    gathered = [];
    isBusy = true;
    ranMs = nowMs();
    try {
      // What is held comes back to the front; letting go starts it again.
      gathered.unshift(...(await applyPlan(planOf(events), myId)));
    } catch (error) {
      // The connection went: the same again in a moment. After anything else, what is shown is loaded again.
      if (isRapportError(error)) gathered.unshift(...events);
      else gathered.unshift({ type: "resync" });
      schedule(RETRY_MS);
    } finally {
      isBusy = false;
      if (isMore) schedule(GATHER_MS);
    }
  };

  const take = (event: LiveEvent): void => {
    gathered.push(event);
    if (gathered.length > MOST_GATHERED) gathered = [{ type: "resync" }];
    schedule(nowMs() - ranMs > 2 * GATHER_MS ? FIRST_GATHER_MS : GATHER_MS);
  };
  const again = (): void => schedule(GATHER_MS);

  document.addEventListener("visibilitychange", again);
  const release = onRelease(again);
  return {
    take,
    stop: () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", again);
      release();
    },
  };
};

/** Keeps the screens of the signed-in member up to date while it is mounted. */
export const useLiveUpdates = (): void => {
  const me = useMe();
  const myId = me.user?.id ?? me.apiKey?.id ?? "";
  const member = `${myId} ${me.workspace.id}`;
  useEffect(() => {
    const updates = createUpdates(myId);
    const close = openLive(member, {
      onEvent: updates.take,
      onState: (next) => {
        state.set(next);
        // Neither going on nor catching up tells of scores.
        if (next === "open") void queryClient.invalidateQueries({ queryKey: ["scores"] });
      },
    });
    return () => {
      close();
      updates.stop();
    };
  }, [member, myId]);
};
