// Keys of this installation: an Ed25519 pair that signs audit checkpoints, and the secret that signs
// sessions. Each is made once, in the data folder, readable by its owner alone; a kill while it is
// being made leaves nothing half-written, and two processes that start together agree on one.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { AppError } from "./errors.ts";

export interface SigningKey {
  /** First 16 hex digits of the public key's hash. */
  id: string;
  /** SPKI in PEM, for whoever checks signatures elsewhere. */
  publicKeyPem: string;
  /** Base64. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

const keysFolder = "keys";
const signingKeyFile = "audit-ed25519.pem";
const secretFile = "session-secret";
const minSecretLength = 32;

const newSigningKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** The key that signs audit checkpoints; made at first use. */
export function loadSigningKey(dataDir: string): SigningKey {
  const file = keyFile(dataDir, signingKeyFile);
  return openSigningKey(file, readOrMake(file, newSigningKey));
}

/** The same, and none is made: null where there is none. */
export function findSigningKey(dataDir: string): SigningKey | null {
  const file = keyFile(dataDir, signingKeyFile);
  const pem = readIfThere(file);
  return pem === null ? null : openSigningKey(file, pem);
}

/** A key that is kept nowhere: to read a log of which nothing is signed. */
export function passingSigningKey(): SigningKey {
  return signingKeyOf(createPrivateKey(newSigningKey()));
}

function openSigningKey(file: string, pem: string): SigningKey {
  try {
    return signingKeyOf(createPrivateKey(pem));
  } catch (error) {
    throw brokenKey(file, error);
  }
}

/** The secret that signs sessions: as configured, else made once in the data folder. */
export function loadAppSecret(dataDir: string, configured: string): string {
  if (configured) return configured;
  const file = keyFile(dataDir, secretFile);
  const secret = readOrMake(file, () => randomBytes(48).toString("base64url")).trim();
  if (secret.length < minSecretLength) throw brokenKey(file);
  return secret;
}

/** Files that a backup must hold and a restore must put back. */
export function keyFiles(dataDir: string): string[] {
  return [signingKeyFile, secretFile].map((name) => keyFile(dataDir, name));
}

function keyFile(dataDir: string, name: string): string {
  return join(dataDir, keysFolder, name);
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: "spki", format: "der" });
  return {
    id: createHash("sha256").update(der).digest("hex").slice(0, 16),
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
    verify: (text, signature) =>
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64")),
  };
}

function readOrMake(file: string, make: () => string): string {
  const found = readIfThere(file);
  if (found !== null) return found;
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeDurably(draft, make());
  try {
    // A link, unlike a rename, does not replace what another process has made meanwhile.
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(join(file, ".."));
  return readFileSync(file, "utf8");
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, "wx", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** A new key would make all that the old one signed look forged. */
export function lostSigningKey(dataDir: string): AppError {
  const file = keyFile(dataDir, signingKeyFile);
  return new AppError(
    "internal",
    "platform.lost_key",
    `The key file ${file} is missing, and audit checkpoints that it signed are there. Put it back from a backup. Only if there is none: move the checkpoints elsewhere and start, which makes a new key; the old checkpoints can then no longer be verified.`,
  );
}

function brokenKey(file: string, cause?: unknown): AppError {
  return new AppError(
    "internal",
    "platform.broken_key",
    `The key file ${file} cannot be used. Put it back from a backup; a new key would not match what the old one signed.`,
    {},
    cause,
  );
}
