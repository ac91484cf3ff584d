// The web domain by which a group is known to be a company.

const shape = /^[^\s./@]+(\.[^\s./@]+)+$/u;
/** Mail services: what has such an address is no company of that name. */
const mailHosts = new Set(
  "aol.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com me.com outlook.com proton.me protonmail.com qq.com web.de yahoo.com yandex.ru 163.com".split(
    " ",
  ),
);

/** Lower case, without protocol, `www.`, port and path; null for what names no company's host. */
export function domainOf(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 300 || !value.isWellFormed()) return null;
  const bare = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/^www\d?\./, "");
  const host = (bare.split(/[/?#:]/, 1)[0] ?? "").replace(/\.+$/, "");
  if (!shape.test(host) || host.includes("\u0000") || mailHosts.has(host)) return null;
  return host;
}

/** Of the traits of a group, or of its id where that is a domain. */
export function domainOfGroup(groupId: string, traits: Record<string, unknown>): string | null {
  return domainOf(traits.domain) ?? domainOf(traits.website) ?? domainOf(groupId);
}
