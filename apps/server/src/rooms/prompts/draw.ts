// Which piece of work a trial gets.
import { createHash } from "node:crypto";

export interface Draw {
  id: string;
  share: number;
}

const whole = 2 ** 48;

/** Whether this piece of work gets the tried version: always the same answer within a trial. */
export function isTried({ id, share }: Draw, unit: string): boolean {
  const digest = createHash("sha256").update(`${id}:${unit}`).digest();
  return digest.readUIntBE(0, 6) / whole < share;
}
