// Whether a user's id was signed by the website's server: HMAC-SHA256 under the channel's secret, over the id, a line
// feed and the e-mail address (or nothing). Neither holds a line feed, so that no two pairs are one text.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { VisitorUser } from "@rapport/contracts";

export function userHash(secret: string, { id, email }: Pick<VisitorUser, "id" | "email">): string {
  return createHmac("sha256", secret)
    .update(`${id}\n${email ?? ""}`)
    .digest("hex");
}

export function isProved(secret: string, user: VisitorUser): boolean {
  return timingSafeEqual(Buffer.from(userHash(secret, user)), Buffer.from(user.hash));
}
