// The microphone while somebody speaks a voice note, and what was spoken as a WAV file. It is never left on: it goes off
// when the recording is stopped, discarded or ends by itself, and when somebody signs out.
import { onForget } from "../../platform/api.ts";
import { cannotRecord, type NoMicrophone, reasonOf } from "./voice-note.rules.ts";
import { mixed, wavOf, wavRate } from "./wav.rules.ts";

const pieceMs = 1_000;
/** All of them small; each browser has at least one. */
const kinds = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

export interface Recorder {
  /** What was spoken, as WAV; null: it was discarded. Rejects when the browser cannot read what it recorded. */
  stop(): Promise<ArrayBuffer | null>;
  discard(): void;
}

const running = new Set<Recorder>();
onForget(() => {
  for (const one of running) one.discard();
});

/** The browser decodes it at the rate that is wanted. */
const wavFrom = async (recorded: Blob): Promise<ArrayBuffer> => {
  const context = new OfflineAudioContext(1, 1, wavRate);
  const sound = await context.decodeAudioData(await recorded.arrayBuffer());
  const channels = Array.from({ length: sound.numberOfChannels }, (_, at) =>
    sound.getChannelData(at),
  );
  return wavOf(mixed(channels));
};

const turnOff = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

const recorderOn = (stream: MediaStream, onEnded: () => void): Recorder => {
  const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
  const media = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  const pieces: Blob[] = [];
  let isDiscarded = false;
  const ended = new Promise<void>((resolve) => {
    media.addEventListener("stop", () => {
      turnOff(stream);
      resolve();
    });
  });
  media.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  const read = async (): Promise<ArrayBuffer | null> => {
    await ended;
    const wav = isDiscarded ? null : await wavFrom(new Blob(pieces, { type: media.mimeType }));
    return isDiscarded ? null : wav;
  };
  const recorder: Recorder = {
    stop: () => {
      if (media.state !== "inactive") media.stop();
      // Until it is read it can be discarded.
      return read().finally(() => running.delete(recorder));
    },
    discard: () => {
      isDiscarded = true;
      running.delete(recorder);
      turnOff(stream);
      if (media.state !== "inactive") media.stop();
    },
  };
  // A microphone that is unplugged: what was said until then is kept.
  for (const track of stream.getTracks()) track.addEventListener("ended", onEnded);
  media.start(pieceMs);
  running.add(recorder);
  return recorder;
};

export const whyNoMicrophone = (): NoMicrophone | null =>
  cannotRecord({
    isSecure: window.isSecureContext,
    hasDevices: typeof navigator.mediaDevices?.getUserMedia === "function",
    hasRecorder: "MediaRecorder" in window && "OfflineAudioContext" in window,
  });

/** `isWanted`: asked again once the member has answered the browser's question, which may take long. */
export const startRecorder = async (
  isWanted: () => boolean,
  onEnded: () => void,
): Promise<Recorder | null> => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  if (!isWanted()) {
    turnOff(stream);
    return null;
  }
  try {
    return recorderOn(stream, onEnded);
  } catch (error) {
    turnOff(stream);
    throw error;
  }
};

export const noMicrophoneOf = (error: unknown): NoMicrophone =>
  reasonOf(error instanceof Error ? error.name : "");
