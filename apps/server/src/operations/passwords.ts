// A password that the server makes for a person; shown once.
import { randomBytes } from "node:crypto";

export function newPassword(): string {
  return randomBytes(12).toString("base64url");
}
