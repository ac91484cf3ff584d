// For what stays open longer than a request (the live stream): a credential with the mark of the rights that
// it had, and the question, for many at once, which of them still hold unchanged. Nothing comes from a cache.
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import type { Authenticate } from "./authenticate.ts";
import type { Headers } from "./origin.rules.ts";
import { hashSecret } from "./secrets.ts";
import { sessionTokenOf } from "./session-cookie.rules.ts";
import { keyMarks, sessionMarks } from "./standing.store.ts";

export interface Standing {
  principal: Principal;
  /** Null: a credential from the configuration, which lasts as long as the process. */
  credential: { kind: "session" | "key"; hash: string; mark: string } | null;
}

type Kind = "session" | "key";
interface Asked {
  kind: Kind;
  hash: string;
  workspaceId: string;
}

export interface Standings {
  /** Who sends these headers, as stored now. */
  open(headers: Headers, principal: Principal): Promise<Standing>;
  /** Those that ended, or whose rights are no longer what they were. */
  changed(standings: readonly Standing[]): Promise<Set<Standing>>;
}

interface Deps {
  db: Database;
  clock: Clock;
  adminKey: string;
  authenticate: Authenticate;
  /** Leaves no principal in memory that was made before now. */
  forget(): void;
}

const keyed = (kind: string, hash: string, workspaceId: string) => `${kind} ${hash} ${workspaceId}`;

export function createStandings(deps: Deps): Standings {
  async function marksOf(asked: readonly Asked[]): Promise<Map<string, string>> {
    const at = nowIso(deps.clock);
    const sessions = asked.filter(({ kind }) => kind === "session");
    const keys = asked.filter(({ kind }) => kind === "key");
    const marks = new Map<string, string>();
    if (asked.length === 0) return marks;
    await deps.db.system(async (tx) => {
      const [bySession, byKey] = await Promise.all([
        sessionMarks(tx, {
          hashes: sessions.map(({ hash }) => hash),
          workspaceIds: sessions.map(({ workspaceId }) => workspaceId),
          at,
        }),
        keyMarks(tx, { hashes: keys.map(({ hash }) => hash), at }),
      ]);
      for (const row of bySession)
        marks.set(keyed("session", row.hash, row.workspace_id), row.mark);
      for (const row of byKey) marks.set(keyed("key", row.hash, row.workspace_id), row.mark);
    });
    return marks;
  }

  function askedOf(headers: Headers, workspaceId: string): Asked | null {
    const { authorization } = headers;
    if (typeof authorization === "string") {
      const key = authorization.replace(/^bearer\s+/i, "").trimEnd();
      return key === deps.adminKey ? null : { kind: "key", hash: hashSecret(key), workspaceId };
    }
    const token = sessionTokenOf(headers.cookie);
    return token === null ? null : { kind: "session", hash: hashSecret(token), workspaceId };
  }

  return {
    open: async (headers, principal) => {
      const asked = askedOf(headers, principal.workspaceId);
      if (asked === null) return { principal, credential: null };
      // The mark first: whatever changes after it is seen by the next look.
      const mark = (await marksOf([asked])).get(keyed(asked.kind, asked.hash, asked.workspaceId));
      deps.forget();
      const now = await deps.authenticate(headers, "GET");
      if (!now || mark === undefined)
        throw new AppError("unauthenticated", "access.session_expired", "Sign in again.");
      return { principal: now, credential: { kind: asked.kind, hash: asked.hash, mark } };
    },
    changed: async (standings) => {
      const asked = standings.flatMap(({ principal, credential }) =>
        credential ? [{ ...credential, workspaceId: principal.workspaceId }] : [],
      );
      const marks = await marksOf(asked);
      const gone = standings.filter(
        ({ principal, credential }) =>
          credential &&
          marks.get(keyed(credential.kind, credential.hash, principal.workspaceId)) !==
            credential.mark,
      );
      if (gone.length > 0) deps.forget();
      return new Set(gone);
    },
  };
}
