// A voice note from the first word to the file: asked for, recorded, made into a WAV file. Who leaves the conversation
// meanwhile turns the microphone off, and finds what was said until then beside what they were writing there.
import { useEffect, useRef, useState } from "react";
import { nowMs } from "../../platform/clock.ts";
import { showDone } from "../../ui/toast.tsx";
import { noMicrophoneOf, type Recorder, startRecorder, whyNoMicrophone } from "./recorder.ts";
import { longestNoteMs, noMicrophoneWords, voiceNoteName } from "./voice-note.rules.ts";

export type VoiceState =
  | { kind: "off" }
  /** The browser asks whether the page may. */
  | { kind: "asking" }
  | { kind: "on"; sinceMs: number }
  | { kind: "reading" }
  | { kind: "failed"; words: string };

export interface VoiceNote {
  state: VoiceState;
  start: () => void;
  stop: () => void;
  /** Also what was asked for, and what failed. */
  discard: () => void;
}

const keptWords = "The microphone is off. The voice note is kept with the conversation you left.";
const offState: VoiceState = { kind: "off" };
const failedFor = (error: unknown): VoiceState => ({
  kind: "failed",
  words: noMicrophoneWords(noMicrophoneOf(error)),
});

const fileOf = (wav: ArrayBuffer, sinceMs: number): File =>
  new File([wav], voiceNoteName(new Date(sinceMs)), { type: "audio/wav" });

/** `onFile` belongs to what is being written when the recording ends. `onEnded`: a member ended it, and goes on writing. */
export const useVoiceNote = (onFile: (file: File) => void, onEnded: () => void): VoiceNote => {
  const [state, setState] = useState<VoiceState>(offState);
  const current = useRef<{ recorder: Recorder; sinceMs: number } | null>(null);
  /** What was asked for last; an answer to what was asked before is too late. */
  const asked = useRef(0);
  const give = useRef(onFile);
  give.current = onFile;

  const finish = async (isLeaving = false): Promise<void> => {
    const taken = current.current;
    if (taken === null) return;
    current.current = null;
    setState({ kind: "reading" });
    try {
      const wav = await taken.recorder.stop();
      if (wav !== null) give.current(fileOf(wav, taken.sinceMs));
      if (wav !== null && isLeaving) showDone(keptWords);
      setState(offState);
    } catch (error) {
      setState(failedFor(error));
    }
  };
  const finishNow = useRef(finish);
  finishNow.current = finish;

  const begin = async (): Promise<void> => {
    const reason = whyNoMicrophone();
    if (reason !== null) {
      setState({ kind: "failed", words: noMicrophoneWords(reason) });
      return;
    }
    asked.current += 1;
    const own = asked.current;
    setState({ kind: "asking" });
    try {
      const isWanted = () => asked.current === own;
      const recorder = await startRecorder(isWanted, () => void finishNow.current());
      if (recorder === null) return;
      current.current = { recorder, sinceMs: nowMs() };
      setState({ kind: "on", sinceMs: current.current.sinceMs });
    } catch (error) {
      if (asked.current === own) setState(failedFor(error));
    }
  };

  const discard = (): void => {
    asked.current += 1;
    current.current?.recorder.discard();
    current.current = null;
    setState(offState);
  };

  useEffect(() => {
    if (state.kind !== "on") return undefined;
    const timer = setTimeout(() => {
      showDone("A voice note is ten minutes at most: it was stopped.");
      void finishNow.current();
    }, longestNoteMs);
    return () => clearTimeout(timer);
  }, [state.kind]);

  useEffect(
    () => () => {
      asked.current += 1;
      void finishNow.current(true);
    },
    [],
  );

  const isIdle = state.kind === "off" || state.kind === "failed";
  return {
    state,
    start: () => (isIdle ? void begin() : undefined),
    stop: () => {
      void finish();
      onEnded();
    },
    discard: () => {
      discard();
      onEnded();
    },
  };
};
