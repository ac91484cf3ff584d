// Words and tones of mailboxes and their mails. Pure.
import type { Mailbox, MailVerdict } from "@rapport/sdk";
import type { Tone } from "../../ui/status-badge.tsx";

interface Words {
  tone: Tone;
  word: string;
}

export const STATE_WORDS: Record<Mailbox["state"], Words> = {
  waiting: { tone: "wait", word: "First look" },
  complete: { tone: "good", word: "Complete" },
  behind: { tone: "wait", word: "Catching up" },
  stuck: { tone: "bad", word: "Mails are stuck" },
  failing: { tone: "bad", word: "Not reachable" },
  paused: { tone: "quiet", word: "Paused" },
};

export const VERDICT_WORDS: Record<MailVerdict, Words> = {
  taken: { tone: "good", word: "In a conversation" },
  copy: { tone: "quiet", word: "Copy" },
  own: { tone: "quiet", word: "Sent by us" },
  skipped: { tone: "quiet", word: "Left out" },
  stuck: { tone: "bad", word: "Stuck" },
};

export const VERDICTS = Object.entries(VERDICT_WORDS).map(([value, { word }]) => ({
  value: value as MailVerdict,
  label: word,
}));
