// Who is told that scores of a record are others than before: whoever may see the record as it is now, and the score.
import type { LiveEvent } from "@rapport/contracts";
import type { Principal, Rights } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { TellDeps, Told } from "./tell-news.ts";

export interface ScoreNews {
  workspaceId: string;
  object: string;
  recordId: string;
  isSeenWith(rights: Rights): boolean;
}

/** More at once than this are told as many. */
export const mostScores = 20;

/** Of one workspace. Of many no record is named. */
export async function tellScores(
  deps: TellDeps,
  reader: Reader,
  news: readonly ScoreNews[],
  principals: readonly Principal[],
): Promise<Told> {
  const parts: Told[] = [];
  for (const [object, scores] of Map.groupBy(news, (one) => one.object)) {
    if (news.length > mostScores) {
      parts.push(({ rights }) => {
        const mayKnow = rights.object(object).read !== "none";
        return mayKnow && scores.some((one) => one.isSeenWith(rights))
          ? [{ type: "scores", object, id: null }]
          : [];
      });
      continue;
    }
    const rows = scores.map(({ recordId }) => ({ id: recordId, was: {} }));
    const sight = await deps.records.sight(reader, object, rows, principals);
    if (!sight) continue;
    parts.push((principal) => {
      const seen = sight(principal);
      const own = scores.filter(
        (score, at) => seen[at] === "seen" && score.isSeenWith(principal.rights),
      );
      const ids = [...new Set(own.map(({ recordId }) => recordId))];
      return ids.map((id): LiveEvent => ({ type: "scores", object, id }));
    });
  }
  return (principal) => parts.flatMap((part) => part(principal));
}
