// What a session's browser and address say by themselves, in words. Nobody outside is asked, so a public
// address has no place; what a browser says of itself can be false, and serves to recognise it only.
const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bCriOS\/|\bHeadlessChrome\/|\bChrom(e|ium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^rapport-cli/, "Rapport command line"],
  [/^curl\//, "curl"],
];

const systems: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const nameIn = (text: string, names: readonly [RegExp, string][]) =>
  names.find(([pattern]) => pattern.test(text))?.[1];

/** "Firefox on Linux", as far as it can be told. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return "Unknown device";
  const browser = nameIn(userAgent, browsers);
  const system = nameIn(userAgent, systems);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? "Unknown device";
}

const isAddress = (text: string) => /^\d{1,3}(\.\d{1,3}){3}$|^[0-9a-f:]*:[0-9a-f:.]*$/i.test(text);
const loopback = /^(127\.|::1$)/;
const inside =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

export function placeOf(address: string | null): string {
  const plain = address?.replace(/^::ffff:/i, "") ?? "";
  if (!isAddress(plain)) return "Unknown place";
  if (loopback.test(plain)) return "The server itself";
  return inside.test(plain) ? "Inside your network" : "From the internet";
}
