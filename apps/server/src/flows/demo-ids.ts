// Ids of the demo's records: the same for the same workspace, list and key, and in order of creation.
// A seeding that is begun again after a kill thus meets its own rows instead of doubling them.
import { createHash } from "node:crypto";

/** A UUIDv7 (RFC 9562) whose time is `createdAt` and whose chance is a hash of the name. */
export function demoId(name: string, createdAt: string): string {
  const time = Date.parse(createdAt).toString(16).padStart(12, "0");
  const chance = createHash("sha256").update(name).digest("hex");
  const variant = (0x8 | (Number.parseInt(chance.slice(3, 4), 16) & 0x3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 19)}`;
}
