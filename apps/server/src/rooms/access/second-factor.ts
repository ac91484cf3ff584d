// The second factor: a time-based code (RFC 6238, SHA-1, six digits, 30 seconds, as every authenticator
// app knows it) or one of ten recovery codes. A code works once, and so does a recovery code. The secret
// is sealed, recovery codes and the tokens of remembered browsers are kept as hashes.
// Who may call what, and how often, is decided by whoever calls.
import { createHmac, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { createSealer } from "../../platform/sealing.ts";
import { conflict } from "./errors.ts";
import {
  bareDigits,
  bareRecoveryCode,
  recoveryCodeCount,
  recoveryCodeOf,
} from "./recovery-code.rules.ts";
import {
  confirmFactor,
  hasDevice,
  insertDevice,
  putUnconfirmedFactor,
  readSecondFactor,
  replaceRecoveryCodes,
  takeRecoveryCode,
  takeStep,
} from "./second-factors.store.ts";
import { hashSecret, newSecret } from "./secrets.ts";

const periodSeconds = 30;
const secretBytes = 20;
const dayMs = 24 * 3600 * 1000;

export type Proof = "code" | "recovery-code";

export interface SecondFactor {
  /** A new secret that counts once its first code was given; throws when there is one already. */
  begin(userId: string, email: string): Promise<{ secret: string; uri: string }>;
  /** Answers the recovery codes; null when the code is wrong or nothing was begun. */
  confirm(userId: string, code: string): Promise<string[] | null>;
  /** Which proof was given, and used up by it; null: none. */
  verify(userId: string, code: string): Promise<Proof | null>;
  /** New ones in place of the old. */
  newRecoveryCodes(userId: string): Promise<string[]>;
  /** Answers the token for the browser. */
  remember(userId: string, userAgent: string | undefined, days: number): Promise<string>;
  isRemembered(userId: string, token: string | null): Promise<boolean>;
}

export function createSecondFactor(deps: {
  db: Database;
  clock: Clock;
  secret: string;
}): SecondFactor {
  const { db, clock } = deps;
  const sealer = createSealer(deps.secret, "second-factor");
  const hashCode = (bare: string) =>
    createHmac("sha256", deps.secret).update(`recovery-code ${bare}`).digest("hex");

  /** The time step of a right code; null when it is wrong. */
  function stepOf(sealed: string, digits: string): number | null {
    const totp = new TOTP({
      secret: Secret.fromBase32(sealer.open(sealed)),
      period: periodSeconds,
    });
    const timestamp = clock.nowMs();
    const delta = totp.validate({ token: digits, timestamp, window: 1 });
    return delta === null ? null : totp.counter({ timestamp }) + delta;
  }

  async function proveByCode(tx: Tx, userId: string, digits: string, isConfirmed: boolean) {
    const factor = await readSecondFactor(tx, userId);
    if (!factor || (factor.confirmed_at !== null) !== isConfirmed) return false;
    const step = stepOf(factor.secret, digits);
    return step !== null && (await takeStep(tx, userId, factor.secret, step));
  }

  async function makeRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
    const codes = Array.from({ length: recoveryCodeCount }, freshRecoveryCode);
    const hashes = codes.map((code) => hashCode(code.replaceAll("-", "")));
    await replaceRecoveryCodes(tx, userId, hashes);
    return codes;
  }

  return {
    begin: async (userId, email) => {
      const secret = new Secret({ size: secretBytes }).base32;
      const isNew = await db.system((tx) => putUnconfirmedFactor(tx, userId, sealer.seal(secret)));
      if (!isNew) {
        throw conflict(
          "second_factor_on",
          "A second factor is set up already. Remove it before you set up another one.",
        );
      }
      const label = { issuer: "Rapport", label: email };
      const totp = new TOTP({ ...label, secret: Secret.fromBase32(secret), period: periodSeconds });
      return { secret, uri: totp.toString() };
    },
    confirm: async (userId, code) => {
      const digits = bareDigits(code);
      if (digits === null) return null;
      return db.system(async (tx) => {
        if (!(await proveByCode(tx, userId, digits, false))) return null;
        if (!(await confirmFactor(tx, userId, nowIso(clock)))) return null;
        return makeRecoveryCodes(tx, userId);
      });
    },
    verify: async (userId, code) => {
      const digits = bareDigits(code);
      const recovery = bareRecoveryCode(code);
      return db.system(async (tx) => {
        if (digits !== null && (await proveByCode(tx, userId, digits, true))) return "code";
        if (recovery === null) return null;
        const taken = await takeRecoveryCode(tx, userId, hashCode(recovery), nowIso(clock));
        return taken ? "recovery-code" : null;
      });
    },
    newRecoveryCodes: (userId) => db.system((tx) => makeRecoveryCodes(tx, userId)),
    remember: async (userId, userAgent, days) => {
      const token = newSecret();
      const expiresAt = new Date(clock.nowMs() + days * dayMs).toISOString();
      const device = { id: newId(), userId, tokenHash: token.hash, expiresAt };
      const agent = userAgent?.slice(0, 300) ?? null;
      await db.system((tx) => insertDevice(tx, { ...device, userAgent: agent }));
      return token.text;
    },
    isRemembered: async (userId, token) =>
      token !== null && db.system((tx) => hasDevice(tx, userId, hashSecret(token), nowIso(clock))),
  };
}

function freshRecoveryCode(): string {
  for (;;) {
    const code = recoveryCodeOf(randomBytes(24));
    if (code !== null) return code;
  }
}
