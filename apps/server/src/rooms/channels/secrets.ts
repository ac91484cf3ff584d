// Keys and secrets of channels: made here, kept as a hash where they are only compared, sealed where they must be read
// again, with the id of the channel inside, so that one that is copied to another row does not open there.
import { hash, randomBytes } from "node:crypto";
import { AppError } from "../../platform/errors.ts";
import type { Sealer } from "../../platform/sealing.ts";

export interface ChannelKey {
  text: string;
  hash: string;
  hint: string;
}

export const hashOfKey = (key: string): string => hash("sha256", key, "hex");

/** 192 random bits need no slow hash. */
export function newChannelKey(): ChannelKey {
  const text = `ck_${randomBytes(24).toString("base64url")}`;
  return { text, hash: hashOfKey(text), hint: text.slice(0, 8) };
}

export const newPublicKey = (): string => `wgt_${randomBytes(12).toString("base64url")}`;

export const newIdentitySecret = (): string => `wis_${randomBytes(32).toString("base64url")}`;

export const sealFor = (sealer: Sealer, channelId: string, text: string): string =>
  sealer.seal(`${channelId} ${text}`);

export function openFor(sealer: Sealer, channelId: string, sealed: string): string {
  const text = sealer.open(sealed);
  const prefix = `${channelId} `;
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  throw new AppError("unavailable", "platform.sealed_elsewhere", "This secret is another row's.");
}
