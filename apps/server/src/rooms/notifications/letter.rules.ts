// What a mail says: one line a notification, in words, with where to look. Pure.
import type { Notification } from "@rapport/contracts";

const oneLine = (text: string, most = 140): string => {
  const plain = text.replace(/\s+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
};

const byWhom = ({ who }: Notification): string => {
  const [first, ...others] = who;
  if (!first) return "Somebody";
  return others.length === 0 ? first : `${first} and ${others.length} more`;
};

const whatOf = ({ record, title, object, count }: Notification): string =>
  record?.title ?? title ?? (object ? `${count} ${object}` : "something");

const sentences: Record<Notification["kind"], (one: Notification) => string> = {
  mention: (one) => `${byWhom(one)} mentioned you: ${oneLine(one.text ?? whatOf(one))}`,
  assigned: (one) => `${byWhom(one)} gave you ${whatOf(one)}`,
  "task-due": (one) => `Due soon: ${whatOf(one)}`,
  "task-overdue": (one) => `Overdue: ${whatOf(one)}`,
  followed: (one) =>
    `${byWhom(one)} changed ${whatOf(one)}${one.count > 1 ? ` (${one.count} times)` : ""}`,
  "import-finished": (one) => `An import is finished: ${whatOf(one)}`,
  "import-failed": (one) => `An import ended early: ${whatOf(one)}`,
  "automation-paused": (one) => `An automation was paused: ${whatOf(one)}`,
  "webhook-disabled": (one) => `A webhook was switched off: ${whatOf(one)}`,
  "model-alarm": (one) => `A model needs a look: ${whatOf(one)}`,
  message: (one) =>
    `${byWhom(one)}: ${one.title ?? ""}${one.text ? ` – ${oneLine(one.text, 400)}` : ""}`,
};

export const sentenceOf = (one: Notification): string => oneLine(sentences[one.kind](one), 500);

function addressOf(one: Notification, publicUrl: string): string {
  const target = one.about ?? one.record;
  if (target) return `${publicUrl}/o/${target.object}/${target.id}`;
  return `${publicUrl}${one.link ?? "/notifications"}`;
}

export interface Letter {
  subject: string;
  text: string;
}

export function letterOf(items: readonly Notification[], publicUrl: string): Letter {
  const [first] = items;
  const subject =
    items.length === 1 && first ? sentenceOf(first) : `${items.length} things to know in Rapport`;
  const lines = items.map((one) => `${sentenceOf(one)}\n${addressOf(one, publicUrl)}`);
  const choose = `Choose what is mailed to you: ${publicUrl}/settings/notifications`;
  return { subject: oneLine(subject, 120), text: [...lines, choose].join("\n\n") };
}
