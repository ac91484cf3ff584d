// The button for a voice note, and what stands in the composer while one is spoken.
import { ActionIcon, Alert, Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { nowMs } from "../../platform/clock.ts";
import { IconMicrophone, IconPlayerStop } from "../../ui/icons.ts";
import css from "./recording.module.css";
import type { VoiceNote, VoiceState } from "./use-voice-note.ts";
import { lengthText, longestNoteMs } from "./voice-note.rules.ts";

const tickMs = 250;

export const isSpeaking = ({ kind }: VoiceState): boolean => kind !== "off" && kind !== "failed";

export const VoiceButton = ({ voice }: { voice: VoiceNote }) => (
  <ActionIcon
    aria-label="Voice note"
    title="Voice note (v)"
    disabled={isSpeaking(voice.state)}
    onClick={voice.start}
  >
    <IconMicrophone size={16} stroke={1.6} aria-hidden="true" />
  </ActionIcon>
);

const Running = ({ voice, sinceMs }: { voice: VoiceNote; sinceMs: number }) => {
  const [now, setNow] = useState(sinceMs);
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), tickMs);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => stop.current?.focus(), []);
  return (
    <section aria-label="Voice note" className={css.voice}>
      <span className={css.light} aria-hidden="true" />
      <span className={css.words}>
        <span className={css.time} role="timer" aria-label="Recorded so far">
          {lengthText(now - sinceMs)}
        </span>{" "}
        <span className={css.meta}>of {lengthText(longestNoteMs)}, recording</span>
      </span>
      <Button
        ref={stop}
        leftSection={<IconPlayerStop size={14} aria-hidden="true" />}
        title="v"
        onClick={voice.stop}
      >
        Stop
      </Button>
      <Button variant="default" onClick={voice.discard}>
        Discard
      </Button>
    </section>
  );
};

export const VoicePanel = ({ voice }: { voice: VoiceNote }) => {
  const { state, discard } = voice;
  if (state.kind === "off") return null;
  if (state.kind === "on") return <Running voice={voice} sinceMs={state.sinceMs} />;
  if (state.kind === "failed")
    return (
      <Alert
        color="yellow"
        p={8}
        role="alert"
        title="No voice note"
        withCloseButton
        closeButtonLabel="Close"
        onClose={discard}
      >
        {state.words}
      </Alert>
    );
  return (
    <section aria-label="Voice note" className={css.voice}>
      <span className={css.words} role="status">
        {state.kind === "asking"
          ? "Allow the microphone when the browser asks."
          : "The voice note is being made into a file…"}
      </span>
      {state.kind === "asking" ? (
        <Button variant="default" onClick={discard}>
          Cancel
        </Button>
      ) : null}
    </section>
  );
};
