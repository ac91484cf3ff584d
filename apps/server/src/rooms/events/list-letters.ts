// Dead letters for those who look after events, with how many are open for each reason.
import type { DeadLetter, DeadLetterState, Page } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { badCursor } from "./errors.ts";
import { countOpen, lettersBefore } from "./letters.store.ts";

const defaultLimit = 60;

interface LettersAsked {
  limit?: number | undefined;
  cursor?: string | undefined;
  state?: DeadLetterState | undefined;
  reason?: string | undefined;
}

interface LetterPage extends Page<DeadLetter> {
  open: { reason: string; count: number }[];
}

export async function listLetters(
  { db }: { db: Database },
  ctx: Ctx,
  { limit = defaultLimit, cursor = "", state = undefined, reason = undefined }: LettersAsked,
): Promise<LetterPage> {
  if (cursor !== "" && !isId(cursor)) throw badCursor();
  const beforeId = cursor === "" ? null : cursor;
  const asked = { state: state ?? null, reason: reason ?? null, beforeId, limit: limit + 1 };
  const { found, open } = await db.tenant(ctx, async (tx) => ({
    found: await lettersBefore(tx, asked),
    open: await countOpen(tx),
  }));
  const data = found.slice(0, limit).map(({ sentAt: _sent, ...letter }) => letter);
  const nextCursor = found.length > limit ? (data.at(-1)?.id ?? null) : null;
  return { data, nextCursor, open };
}
