// A draft from asking to sending. What needs no model is there at once and stays, whatever becomes of the model; a draft
// belongs to its conversation, and leaving that cuts the call.
import type { CopilotDraft } from "@rapport/sdk";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../platform/api.ts";
import { tellOutcome } from "./copilot-queries.ts";

interface DraftState {
  draft: CopilotDraft | null;
  /** Verified sentences of a model that still writes. */
  text: string | null;
  isAsking: boolean;
  error: unknown;
  /** The stream ended before its end. */
  isCut: boolean;
}

const nothing: DraftState = { draft: null, text: null, isAsking: false, error: null, isCut: false };

export interface Drafting extends DraftState {
  ask: () => void;
  /** The text for the composer; null: there is none. */
  use: () => string | null;
  reject: () => void;
  /** After a reply went out. */
  sent: (messageId: string) => void;
}

async function follow(
  id: string,
  signal: AbortSignal,
  show: (change: Partial<DraftState>) => void,
): Promise<void> {
  let isWhole = false;
  try {
    for await (const event of api.copilot.draftStream(id, { signal })) {
      if (signal.aborted) return;
      if (event.kind === "text") show({ text: event.text });
      else show({ draft: event.draft });
      isWhole = event.kind === "end";
    }
    show({ isAsking: false, text: null, isCut: !isWhole });
  } catch (error) {
    if (!signal.aborted) show({ isAsking: false, text: null, error });
  }
}

export const useDraft = (conversationId: string | null): Drafting => {
  const [state, setState] = useState<DraftState>(nothing);
  const call = useRef<AbortController | null>(null);
  const used = useRef<string | null>(null);

  const stop = useCallback((): void => {
    call.current?.abort();
    call.current = null;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins with nothing
  useEffect(() => {
    setState(nothing);
    used.current = null;
    return stop;
  }, [conversationId, stop]);

  const ask = (): void => {
    if (conversationId === null) return;
    stop();
    const controller = new AbortController();
    call.current = controller;
    setState({ ...nothing, isAsking: true });
    void follow(conversationId, controller.signal, (change) => {
      if (call.current === controller) setState((one) => ({ ...one, ...change }));
    });
  };

  const leave = (): void => {
    stop();
    setState(nothing);
  };

  return {
    ...state,
    ask,
    use: () => {
      const { draft } = state;
      if (draft === null || draft.id === null) return null;
      used.current = draft.id;
      tellOutcome(draft.id, { outcome: "used" });
      leave();
      return draft.text;
    },
    reject: () => {
      if (state.draft?.id) tellOutcome(state.draft.id, { outcome: "rejected" });
      leave();
    },
    sent: (messageId) => {
      if (used.current !== null) tellOutcome(used.current, { outcome: "sent", messageId });
      used.current = null;
    },
  };
};
