// The tone of well-known choices: colour only where it means something, and never colour alone.

export type Tone = "good" | "warn" | "bad" | "accent";

const TONES: Record<string, Tone> = {
  won: "good",
  solved: "good",
  done: "good",
  customer: "good",
  open: "accent",
  qualified: "accent",
  pending: "warn",
  high: "warn",
  urgent: "bad",
  lost: "bad",
};

export const toneOf = (key: string): Tone | undefined => TONES[key];
