// Says every few seconds that this conversation is open here, or written in, and hears who else has it open.
import type { Presence } from "@rapport/sdk";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { useMe } from "../access/session.ts";
import { refreshInbox } from "./inbox-queries.ts";

const everyMs = 5_000;
const typingMs = 6_000;

export const usePresence = (
  id: string,
  lastSeq: number,
): { others: Presence["others"]; onTyping: () => void } => {
  const isMember = useMe().member !== null;
  const [others, setOthers] = useState<Presence["others"]>([]);
  const typedAt = useRef(0);
  const known = useRef(lastSeq);
  known.current = lastSeq;
  useEffect(() => {
    if (!isMember) return undefined;
    let isOver = false;
    const hear = (heard: Presence): void => {
      if (isOver) return;
      setOthers(heard.others);
      if (heard.lastSeq > known.current) refreshInbox();
    };
    let isSaid = false;
    const say = async (): Promise<void> => {
      if (document.visibilityState === "hidden") return;
      isSaid = true;
      const state = nowMs() - typedAt.current < typingMs ? "typing" : "viewing";
      // What fails is said again in a few seconds.
      await api.inbox.presence(id, state, { retries: 0 }).then(hear, () => undefined);
    };
    setOthers([]);
    // Who only passes by on the way down the list says nothing.
    const first = setTimeout(() => void say(), 400);
    const timer = setInterval(() => void say(), everyMs);
    return () => {
      isOver = true;
      clearTimeout(first);
      clearInterval(timer);
      typedAt.current = 0;
      if (!isSaid) return;
      // Not before the next one is drawn.
      setTimeout(() => api.inbox.presence(id, "gone", { retries: 0 }).catch(() => undefined), 100);
    };
  }, [id, isMember]);
  const onTyping = useCallback(() => {
    typedAt.current = nowMs();
  }, []);
  return { others, onTyping };
};
