// The keys by which programs send events. They let events in and open nothing: browsers and apps carry them where
// anyone can read them. Kept as hashes; 192 random bits need no slow one.
import { hash, randomBytes } from "node:crypto";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import { badWriteKey } from "./errors.ts";
import { findByKeyHash, type KeyOwner } from "./sources.store.ts";

/** So long a revoked key may still work in other processes. */
const rememberedMs = 5000;
const maxRemembered = 10_000;

export interface WriteKey {
  text: string;
  hash: string;
  hint: string;
}

const hashOf = (key: string): string => hash("sha256", key, "hex");

export function newWriteKey(): WriteKey {
  const text = `wk_${randomBytes(24).toString("base64url")}`;
  return { text, hash: hashOf(text), hint: text.slice(0, 8) };
}

export interface WriteKeys {
  /** Whose events come with these headers (or with a key in the body); throws when the key does not hold. */
  ownerOf(
    headers: Record<string, string | string[] | undefined>,
    inBody: unknown,
  ): Promise<KeyOwner>;
  forget(): void;
}

function keyIn(authorization: string | string[] | undefined): string | null {
  const encoded = /^basic\s+(\S+)$/i.exec(String(authorization ?? ""))?.[1];
  if (encoded === undefined) return null;
  return Buffer.from(encoded, "base64").toString("utf8").split(":", 1)[0] ?? null;
}

export function createWriteKeys({ db, clock }: { db: Database; clock: Clock }): WriteKeys {
  const known = new Map<string, { owner: KeyOwner | null; untilMs: number }>();

  async function lookUp(key: string): Promise<KeyOwner | null> {
    const keyHash = hashOf(key);
    const remembered = known.get(keyHash);
    if (remembered && remembered.untilMs > clock.nowMs()) return remembered.owner;
    const owner = await findByKeyHash(db, keyHash);
    if (known.size >= maxRemembered) known.clear();
    known.set(keyHash, { owner, untilMs: clock.nowMs() + rememberedMs });
    return owner;
  }

  return {
    ownerOf: async ({ authorization }, inBody) => {
      const key = keyIn(authorization) ?? (typeof inBody === "string" ? inBody : null);
      if (key === null || !/^wk_[\w-]{32}$/.test(key)) throw badWriteKey();
      const owner = await lookUp(key);
      if (owner === null) throw badWriteKey();
      return owner;
    },
    forget: () => known.clear(),
  };
}
