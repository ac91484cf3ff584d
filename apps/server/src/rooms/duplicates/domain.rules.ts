// Web domains of companies: which belong to one registration. The public suffix list is long and changes; here
// are the second-level suffixes and hosting services that companies are met under, and a wrong guess only
// adds or loses a candidate.

const secondLevel = new Set(
  "ac co com edu gov gob gouv ltd me ne net nhs or org plc sch".split(" "),
);

/** Hosts under which strangers have names side by side, and mail services: they tell no company apart. */
const sharedHosts = new Set(
  (
    "blogspot.com facebook.com github.io gitlab.io godaddysites.com herokuapp.com instagram.com linkedin.com " +
    "myshopify.com netlify.app notion.site pages.dev shopify.com squarespace.com tumblr.com twitter.com vercel.app " +
    "webflow.io weebly.com wixsite.com wordpress.com x.com youtube.com " +
    "aol.com gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com mail.ru " +
    "me.com msn.com outlook.com proton.me protonmail.com qq.com web.de yahoo.com yandex.ru zoho.com 163.com"
  ).split(" "),
);

/** Lower case, without protocol, `www.`, port and path; null for what names no host. */
export function hostOf(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/^[^/?#]*@/, "");
  const host = (bare.split(/[/?#:]/, 1)[0] ?? "").replace(/\.+$/, "").replace(/^www\d?\./, "");
  return /^[^\s.]+(\.[^\s.]+)+$/u.test(host) ? host : null;
}

/** The part of a host that was registered: `shop.acme.co.uk` → `acme.co.uk`; null for a shared host. */
export function registeredDomain(host: string): string | null {
  const labels = host.split(".");
  const suffix = labels.length > 2 && isSecondLevel(labels) ? 3 : 2;
  const registered = labels.slice(-suffix).join(".");
  if (!sharedHosts.has(registered)) return registered;
  // A shop or site of one's own on a hosting service is told by its whole name.
  return labels.length > suffix ? host : null;
}

function isSecondLevel(labels: readonly string[]): boolean {
  const [second = "", top = ""] = labels.slice(-2);
  return top.length === 2 && secondLevel.has(second);
}

export type DomainLikeness = "domain-same" | "domain-sub";

/** Of all hosts that two companies name. */
export function compareDomains(
  a: readonly string[],
  b: readonly string[],
): DomainLikeness | "domains-differ" | null {
  const [ours, theirs] = [hostsOf(a), hostsOf(b)];
  if (ours.length === 0 || theirs.length === 0) return null;
  if (ours.some((host) => theirs.includes(host))) return "domain-same";
  const registered = theirs.map(registeredDomain);
  const isSub = ours.some((host) => registered.includes(registeredDomain(host)));
  return isSub ? "domain-sub" : "domains-differ";
}

function hostsOf(texts: readonly string[]): string[] {
  const hosts = texts.map(hostOf).filter((host) => host !== null);
  return [...new Set(hosts)].filter((host) => registeredDomain(host) !== null);
}
