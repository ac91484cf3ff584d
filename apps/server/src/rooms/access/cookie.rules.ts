// Cookies of this room beside the session's: read from a request, and made for an answer.

/** One cookie of a Cookie header, if it looks like a token of ours. */
export function tokenCookie(header: string | string[] | undefined, name: string): string | null {
  if (typeof header !== "string") return null;
  for (const part of header.split(";")) {
    const [key, value = ""] = part.trim().split(/=(.*)/s);
    if (key === name) return /^[\w-]{16,100}$/.test(value) ? value : null;
  }
  return null;
}

export interface CookieOptions {
  publicUrl: string;
  maxAgeSeconds: number;
  path?: string;
}

/** A Set-Cookie header; with no value it takes the cookie away. */
export function makeCookie(name: string, value: string, options: CookieOptions): string {
  const { publicUrl, maxAgeSeconds, path = "/" } = options;
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${name}=${value}; Path=${path}; Max-Age=${value ? maxAgeSeconds : 0}; HttpOnly; SameSite=Lax${secure}`;
}
