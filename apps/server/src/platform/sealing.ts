// Secrets that the server has to read again (an identity provider's client secret, the secret of an
// authenticator app): AES-256-GCM under a key that is derived from the installation's secret for one
// purpose each, so that text sealed for one purpose cannot be opened for another.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "./errors.ts";

export interface Sealer {
  seal(text: string): string;
  /** Throws when the text was not sealed with this installation's secret, or was changed. */
  open(sealed: string): string;
}

const version = "s1";

export function createSealer(secret: string, purpose: string): Sealer {
  const key = Buffer.from(hkdfSync("sha256", secret, "rapport.sealing", purpose, 32));
  return {
    seal: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const whole = Buffer.concat([iv, cipher.getAuthTag(), body]);
      return `${version}.${whole.toString("base64url")}`;
    },
    open: (sealed) => {
      const [given, text = ""] = sealed.split(".");
      const whole = Buffer.from(text, "base64url");
      if (given !== version || whole.length < 28) throw cannotOpen();
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, whole.subarray(0, 12));
        decipher.setAuthTag(whole.subarray(12, 28));
        return Buffer.concat([decipher.update(whole.subarray(28)), decipher.final()]).toString();
      } catch (error) {
        throw cannotOpen(error);
      }
    },
  };
}

function cannotOpen(cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    "platform.sealed_elsewhere",
    "A stored secret cannot be read with this server's RAPPORT_SECRET. Put the former secret back, or enter the secret again.",
    {},
    cause,
  );
}
