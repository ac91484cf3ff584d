// Lets several transactions of one writer upsert at the same time. What makes that safe: of two that are
// open together, no key is in both; and while they hold their shared lock nobody else upserts this type.
// Locks are taken in the order of the turns, so that a stranger who waits between two of them cannot be
// waited for by both.

export interface UpsertTurn {
  /** Waits for earlier turns that hold one of these keys to end, and for all earlier ones to have locked. */
  take(keys: ReadonlySet<string>, lock: () => Promise<unknown>): Promise<void>;
  /** The transaction is over, whichever way. */
  end(): void;
}

export interface UpsertTurns {
  next(): UpsertTurn;
}

interface OpenTurn {
  keys: ReadonlySet<string>;
  locked: Promise<void>;
  ended: Promise<void>;
}

export function createUpsertTurns(): UpsertTurns {
  const open = new Set<OpenTurn>();

  return {
    next: () => {
      const earlier = [...open];
      const locked = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<void>();
      const own: OpenTurn = { keys: new Set(), locked: locked.promise, ended: ended.promise };
      open.add(own);
      return {
        take: async (keys, lock) => {
          for (const turn of earlier) await turn.locked;
          own.keys = keys;
          for (const turn of earlier) if (!isDisjoint(turn.keys, keys)) await turn.ended;
          await lock();
          locked.resolve();
        },
        end: () => {
          open.delete(own);
          locked.resolve();
          ended.resolve();
        },
      };
    },
  };
}

function isDisjoint(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const key of one) if (other.has(key)) return false;
  return true;
}
