// Makes secrets and the hashes under which they are stored. A secret is shown once and never kept.
// High entropy (192 bits) makes a plain SHA-256 enough: there is nothing to guess.
import { hash, randomBytes } from "node:crypto";

export interface Secret {
  text: string;
  hash: string;
}

export function hashSecret(text: string): string {
  return hash("sha256", text, "hex");
}

export function newSecret(prefix = ""): Secret {
  const text = prefix + randomBytes(24).toString("base64url");
  return { text, hash: hashSecret(text) };
}

/** What may be shown of a key afterwards, so that its owner recognises it. */
export function shownPrefix(secret: string): string {
  return secret.slice(0, 9);
}
