// Answers that are kept for a while, in this process's memory only: nothing to erase, nothing to leak from a backup.
// Keys hold for whom the answer was, so one is never given to anybody else. The least used goes first.
import type { Clock } from "../../platform/clock.ts";
import type { Answered } from "./llm-deps.ts";

const keptMs = 600_000;
const mostAnswers = 1_000;
const mostLetters = 4_000_000;

export interface AnswerCache {
  get(key: string | null): Answered | null;
  put(key: string | null, answer: Answered): void;
}

export function createAnswerCache(clock: Clock): AnswerCache {
  const kept = new Map<string, { answer: Answered; untilMs: number }>();
  let letters = 0;

  function drop(key: string): void {
    const gone = kept.get(key);
    if (gone === undefined) return;
    letters -= gone.answer.text.length;
    kept.delete(key);
  }

  return {
    get: (key) => {
      const found = key === null ? undefined : kept.get(key);
      if (key === null || found === undefined) return null;
      if (clock.nowMs() > found.untilMs) {
        drop(key);
        return null;
      }
      kept.delete(key);
      kept.set(key, found);
      return found.answer;
    },
    put: (key, answer) => {
      if (key === null || answer.isCut) return;
      drop(key);
      kept.set(key, { answer, untilMs: clock.nowMs() + keptMs });
      letters += answer.text.length;
      for (const oldest of kept.keys()) {
        if (kept.size <= mostAnswers && letters <= mostLetters) break;
        drop(oldest);
      }
    },
  };
}
