// What a notification says, in the words of the screen.
import type { Notification, NotificationKind } from "@rapport/contracts";

export const KIND_WORDS: Record<NotificationKind, { label: string; hint: string }> = {
  mention: { label: "Mentions", hint: "Someone writes @you in a note, task or call." },
  assigned: { label: "Given to me", hint: "You become the owner of a record." },
  "task-due": { label: "Tasks due soon", hint: "An hour before a task of yours is due." },
  "task-overdue": { label: "Overdue tasks", hint: "A task of yours is past its time." },
  followed: { label: "Records that I follow", hint: "Someone changes them or adds to them." },
  "import-finished": { label: "Finished imports", hint: "An import that you started is done." },
  "import-failed": { label: "Failed imports", hint: "An import that you started ended early." },
  "automation-paused": {
    label: "Paused automations",
    hint: "One failed too often and was paused.",
  },
  "webhook-disabled": {
    label: "Webhooks switched off",
    hint: "One could not be reached for long.",
  },
  "model-alarm": {
    label: "Alarms of models",
    hint: "A model drifted, or its chances did not come true.",
  },
  message: { label: "Messages", hint: "Automations and colleagues tell you something." },
};

export const actorsOf = ({ who }: Notification): string => {
  const [first, second, ...others] = who;
  if (!first) return "Someone";
  if (!second) return first;
  return others.length === 0
    ? `${first} and ${second}`
    : `${first} and ${others.length + 1} others`;
};

const times = (count: number): string => (count > 1 ? ` ${count} times` : "");

const listOf = (words: readonly string[]): string => {
  const shown = words.slice(0, 3);
  const rest = words.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
};

export interface Words {
  /** Before the record's title. */
  lead: string;
  /** After it. */
  tail: string;
}

interface Names {
  /** Name of an object, singular or plural by count. */
  object: (key: string, count: number) => string;
  field: (object: string, key: string) => string;
}

const followedWords = (one: Notification, names: Names): Words => {
  const added = one.added.map((key) => names.object(key, 1).toLowerCase());
  if (added.length > 0) return { lead: `${actorsOf(one)} added a ${listOf(added)} to`, tail: "" };
  const fields = one.fields.map((key) => names.field(one.object ?? "", key));
  const tail = fields.length > 0 ? `: ${listOf(fields)}` : "";
  return { lead: `${actorsOf(one)} changed`, tail: `${times(one.count)}${tail}` };
};

export const wordsOf = (one: Notification, names: Names): Words => {
  const by = actorsOf(one);
  const plain = (lead: string, tail = ""): Words => ({ lead, tail });
  const say: Record<NotificationKind, () => Words> = {
    mention: () => plain(`${by} mentioned you${one.about ? " about" : ""}`, times(one.count)),
    assigned: () =>
      one.record
        ? plain(`${by} gave you`)
        : plain(
            `${by} gave you ${one.count} ${names.object(one.object ?? "", one.count).toLowerCase()}`,
          ),
    "task-due": () => plain("Due soon:"),
    "task-overdue": () => plain("Overdue:"),
    followed: () => followedWords(one, names),
    "import-finished": () => plain("Your import is finished:"),
    "import-failed": () => plain("Your import ended early:"),
    "automation-paused": () => plain("An automation was paused:"),
    "webhook-disabled": () => plain("A webhook was switched off:"),
    "model-alarm": () => plain("A model needs a look:"),
    message: () => plain(`${by}:`),
  };
  return say[one.kind]();
};

/** The record to open: for a mention, the one that the note is about. */
export const targetOf = (one: Notification) =>
  one.kind === "mention" ? (one.about ?? one.record) : one.record;

export const titleIn = (one: Notification): string | null => targetOf(one)?.title ?? one.title;

export const pathOf = (one: Notification): string | null => {
  const target = targetOf(one);
  if (target) return `/o/${target.object}/${target.id}`;
  if (one.kind === "assigned" && one.object) return `/o/${one.object}`;
  return one.link;
};

export const countWords = (unread: number, capped: boolean): string =>
  capped || unread > 99 ? "99+" : String(unread);
