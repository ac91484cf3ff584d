// What was not sent yet, in the page's own storage: one entry a message, so that two tabs of one visitor do not overwrite
// each other's. A chat that starts takes all of them, those of another tab too: a message has its id, and sending it
// twice does no harm. A tab takes away only what it has sent itself, and never puts back what another one took away.
import type { VisitorMessageInput } from "@rapport/sdk/visitor";

export interface Store {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
  names(): string[];
}

export interface Unsent {
  /** All that waits, in the order in which it was written. */
  take(): VisitorMessageInput[];
  /** What this tab's chat still has to send. */
  keep(waiting: readonly VisitorMessageInput[]): void;
}

/** The place counts on from the last of all tabs, so that the order is that of the writing. */
type Entry = readonly [place: number, message: VisitorMessageInput];

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** Users' ids are anything: what another name begins with this one is told by what it holds. */
const isEntry = (value: unknown, id: string): value is Entry =>
  Array.isArray(value) && typeof value[0] === "number" && value[1]?.id === id;

export function createUnsent(store: Store, name: string): Unsent {
  const prefix = `${name}:`;
  let known = new Set<string>();

  function entries(): Entry[] {
    const found: Entry[] = [];
    for (const at of store.names()) {
      if (!at.startsWith(prefix)) continue;
      const value = parsed(store.get(at));
      if (isEntry(value, at.slice(prefix.length))) found.push(value);
    }
    return found.sort(([a], [b]) => a - b);
  }

  function put(message: VisitorMessageInput): void {
    const entry: Entry = [(entries().at(-1)?.[0] ?? 0) + 1, message];
    known.add(message.id);
    store.set(prefix + message.id, JSON.stringify(entry));
  }

  /** Earlier versions kept all messages in one entry. */
  function moveOld(): void {
    const old = parsed(store.get(name));
    if (!Array.isArray(old) || isEntry(old, old[1]?.id)) return;
    store.remove(name);
    for (const message of old as VisitorMessageInput[]) put(message);
  }

  return {
    take: () => {
      moveOld();
      const messages = entries().map(([, message]) => message);
      known = new Set(messages.map(({ id }) => id));
      return messages;
    },
    keep: (waiting) => {
      for (const message of waiting) if (!known.has(message.id)) put(message);
      const left = new Set(waiting.map(({ id }) => id));
      for (const id of known) {
        if (left.has(id)) continue;
        known.delete(id);
        store.remove(prefix + id);
      }
    },
  };
}
