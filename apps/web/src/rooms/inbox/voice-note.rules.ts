// A voice note in words: its name, its length, and why none can be recorded. Pure.

/** A recording ends by itself after that. */
export const longestNoteMs = 600_000;

const two = (value: number): string => String(value).padStart(2, "0");

/** "Voice note 2026-11-30 11.20.wav", in the zone of whoever speaks; without what file systems take for something else. */
export const voiceNoteName = (at: Date): string => {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `Voice note ${day} ${two(at.getHours())}.${two(at.getMinutes())}.wav`;
};

/** "0:07", "9:59", "1:02:03". */
export const lengthText = (ms: number): string => {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(whole / 60);
  const seconds = two(whole % 60);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${seconds}`;
};

export type NoMicrophone = "insecure" | "unsupported" | "denied" | "missing" | "busy" | "failed";

const why: Record<NoMicrophone, string> = {
  insecure: "A browser lets pages record only over https. Ask an administrator to set that up.",
  unsupported: "This browser cannot record.",
  denied:
    "The microphone is not allowed here. Allow it for this page in the browser's address bar, then try again.",
  missing: "No microphone was found. Connect one, then try again.",
  busy: "The microphone cannot be used; perhaps another program has it. Close that, then try again.",
  failed: "What was recorded cannot be read. Try again.",
};

/** What happened, and what to do in its place. */
export const noMicrophoneWords = (reason: NoMicrophone): string =>
  `${why[reason]} You can also record elsewhere and attach the file.`;

/** By the names that browsers give to what goes wrong. */
export const reasonOf = (name: string): NoMicrophone => {
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  if (name === "NotSupportedError" || name === "TypeError") return "unsupported";
  return "failed";
};

/** Before anything is asked for; null: it may be tried. */
export const cannotRecord = (browser: {
  isSecure: boolean;
  hasDevices: boolean;
  hasRecorder: boolean;
}): NoMicrophone | null => {
  if (!browser.isSecure) return "insecure";
  return browser.hasDevices && browser.hasRecorder ? null : "unsupported";
};
