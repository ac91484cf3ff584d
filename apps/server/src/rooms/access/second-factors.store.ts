// Second factors, recovery codes, remembered browsers and half-done sign-ins of people. System role only:
// they span workspaces, and some are read before anybody has signed in.
import type { Tx } from "../../platform/db/index.ts";

export interface SecondFactorRow {
  secret: string;
  confirmed_at: string | null;
}

export async function readSecondFactor(
  tx: Tx,
  userId: string,
): Promise<SecondFactorRow | undefined> {
  const rows = await tx.query<SecondFactorRow>(
    "SELECT secret, confirmed_at FROM access.second_factors WHERE user_id = $1",
    [userId],
  );
  return rows[0];
}

/** A fresh secret that waits for its first code; false when there is a confirmed one. */
export async function putUnconfirmedFactor(
  tx: Tx,
  userId: string,
  secret: string,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO access.second_factors AS f (user_id, secret) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = now()
     WHERE f.confirmed_at IS NULL RETURNING user_id`,
    [userId, secret],
  );
  return rows.length > 0;
}

/** Takes a time step; false when it, or a later one, was taken already. */
export async function takeStep(
  tx: Tx,
  userId: string,
  secret: string,
  step: number,
): Promise<boolean> {
  const rows = await tx.query(
    "UPDATE access.second_factors SET last_step = $3 WHERE user_id = $1 AND secret = $2 AND last_step < $3 RETURNING user_id",
    [userId, secret, step],
  );
  return rows.length > 0;
}

export async function confirmFactor(tx: Tx, userId: string, at: string): Promise<boolean> {
  const rows = await tx.query(
    "UPDATE access.second_factors SET confirmed_at = $2 WHERE user_id = $1 AND confirmed_at IS NULL RETURNING user_id",
    [userId, at],
  );
  if (rows.length === 0) return false;
  await tx.query("UPDATE access.users SET second_factor_at = $2 WHERE id = $1", [userId, at]);
  return true;
}

export async function deleteFactor(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.query(
    "DELETE FROM access.second_factors WHERE user_id = $1 RETURNING confirmed_at",
    [userId],
  );
  await tx.query("DELETE FROM access.recovery_codes WHERE user_id = $1", [userId]);
  await deleteDevices(tx, userId);
  await tx.query("UPDATE access.users SET second_factor_at = NULL WHERE id = $1", [userId]);
  return rows.length > 0;
}

export async function replaceRecoveryCodes(
  tx: Tx,
  userId: string,
  hashes: readonly string[],
): Promise<void> {
  await tx.query("DELETE FROM access.recovery_codes WHERE user_id = $1", [userId]);
  await tx.query(
    "INSERT INTO access.recovery_codes (user_id, code_hash) SELECT $1, unnest($2::text[])",
    [userId, hashes],
  );
}

export async function takeRecoveryCode(
  tx: Tx,
  userId: string,
  hash: string,
  at: string,
): Promise<boolean> {
  const rows = await tx.query(
    "UPDATE access.recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING user_id",
    [userId, hash, at],
  );
  return rows.length > 0;
}

export interface FactorState {
  second_factor_at: string | null;
  codes_left: number;
  devices: number;
}

export async function factorState(tx: Tx, userId: string, at: string): Promise<FactorState> {
  const rows = await tx.query<FactorState>(
    `SELECT u.second_factor_at,
        (SELECT count(*)::int FROM access.recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS codes_left,
        (SELECT count(*)::int FROM access.remembered_devices d WHERE d.user_id = u.id AND d.expires_at > $2) AS devices
     FROM access.users u WHERE u.id = $1`,
    [userId, at],
  );
  return rows[0] ?? { second_factor_at: null, codes_left: 0, devices: 0 };
}

export interface NewDevice {
  id: string;
  userId: string;
  tokenHash: string;
  userAgent: string | null;
  expiresAt: string;
}

export async function insertDevice(tx: Tx, device: NewDevice): Promise<void> {
  await tx.query(
    "INSERT INTO access.remembered_devices (id, user_id, token_hash, user_agent, expires_at) VALUES ($1, $2, $3, $4, $5)",
    [device.id, device.userId, device.tokenHash, device.userAgent, device.expiresAt],
  );
}

export async function hasDevice(
  tx: Tx,
  userId: string,
  tokenHash: string,
  at: string,
): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM access.remembered_devices WHERE user_id = $1 AND token_hash = $2 AND expires_at > $3",
    [userId, tokenHash, at],
  );
  return rows.length > 0;
}

export async function deleteDevices(tx: Tx, userId: string): Promise<void> {
  await tx.query("DELETE FROM access.remembered_devices WHERE user_id = $1", [userId]);
}

export type StepKind = "verify" | "set-up";

export interface SignInStepRow {
  user_id: string;
  kind: StepKind;
}

export async function insertStep(
  tx: Tx,
  step: { tokenHash: string; userId: string; kind: StepKind; tries: number; expiresAt: string },
): Promise<void> {
  await tx.query(
    "INSERT INTO access.sign_in_steps (token_hash, user_id, kind, tries_left, expires_at) VALUES ($1, $2, $3, $4, $5)",
    [step.tokenHash, step.userId, step.kind, step.tries, step.expiresAt],
  );
}

/** The sign-in that a token stands for, with one try less; undefined when it is over. */
export async function takeStepTry(
  tx: Tx,
  tokenHash: string,
  at: string,
): Promise<SignInStepRow | undefined> {
  const rows = await tx.query<SignInStepRow>(
    `UPDATE access.sign_in_steps SET tries_left = tries_left - 1
     WHERE token_hash = $1 AND expires_at > $2 AND tries_left > 0 RETURNING user_id, kind`,
    [tokenHash, at],
  );
  return rows[0];
}

/** Ends a half-done sign-in; false when a twin has ended it before. */
export async function deleteStep(tx: Tx, tokenHash: string): Promise<boolean> {
  const rows = await tx.query(
    "DELETE FROM access.sign_in_steps WHERE token_hash = $1 RETURNING user_id",
    [tokenHash],
  );
  return rows.length > 0;
}

export async function deleteStepsOf(tx: Tx, userId: string): Promise<void> {
  await tx.query("DELETE FROM access.sign_in_steps WHERE user_id = $1", [userId]);
}

export async function deleteEndedSteps(tx: Tx, at: string): Promise<void> {
  await tx.query("DELETE FROM access.sign_in_steps WHERE expires_at < $1", [at]);
  await tx.query("DELETE FROM access.remembered_devices WHERE expires_at < $1", [at]);
  await tx.query("DELETE FROM access.email_changes WHERE expires_at < $1", [at]);
}
