// The session cookie's name, and the token inside it. The token's entropy is what proves the session;
// the signature that follows it is the sign-in library's own.

export const sessionCookieName = "rapport_session";

/** The token of the session cookie in a Cookie header; null when there is none. */
export function sessionTokenOf(cookieHeader: string | string[] | undefined): string | null {
  if (typeof cookieHeader !== "string") return null;
  for (const part of cookieHeader.split(";")) {
    const [name, value = ""] = part.trim().split(/=(.*)/s);
    if (name === sessionCookieName) return tokenIn(value);
  }
  return null;
}

function tokenIn(value: string): string | null {
  const token = value.split(/\.|%2E/i)[0] ?? "";
  return /^[\w-]{16,100}$/.test(token) ? token : null;
}

/** Set-Cookie header that takes the cookie away. */
export function clearedCookie(publicUrl: string): string {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${sessionCookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`;
}
