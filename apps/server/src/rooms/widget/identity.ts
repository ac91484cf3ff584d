// Whether a user's id was signed by the website's server: HMAC-SHA256 under the channel's secret, over the id, a line
// feed and the e-mail address (or nothing). Neither holds a line feed, so that no two pairs are one text.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { VisitorUser } from "@rapport/contracts";

export function userHash(secret: string, { id, email }: Pick<VisitorUser, "id" | "email">): string {
  return createHmac("sha256", secret)
    .update(`${id}\n${email ?? ""}`)
    .digest("hex");
}

/** In whichever case its digits are written: not every language writes small ones. */
export function isProved(secret: string, user: VisitorUser): boolean {
  const [right, given] = [userHash(secret, user), user.hash.toLowerCase()].map((one) =>
    Buffer.from(one),
  ) as [Buffer, Buffer];
  return right.length === given.length && timingSafeEqual(right, given);
}
