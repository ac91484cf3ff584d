// Headers that tell a browser what it may do with an answer. Pages run only what this server sends;
// answers of the API are data: nothing in them may run, be framed, or be kept.

const forbidden = ["camera", "geolocation", "payment", "usb", "browsing-topics"];

const permissions = (microphone: "()" | "(self)"): string =>
  [...forbidden.map((one) => `${one}=()`), `microphone=${microphone}`].join(", ");

/** For the app's own page alone, where members speak voice notes. */
export const appPermissions = { "permissions-policy": permissions("(self)") };

const everywhere = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": permissions("()"),
};

// Styles made at run time are how the component library positions things; scripts never are.
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

const dataPolicy =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The API's own description is a page, at an address that people guess. */
const isData = (path: string): boolean =>
  /^\/(api|metrics)(\/|\?|$)/.test(path) && !/^\/api\/docs\/?(\?|$)/.test(path);

export function securityHeaders(publicUrl: string): (path: string) => Record<string, string> {
  // Only where people come by https: elsewhere the promise would lock them out.
  const transport: Record<string, string> = publicUrl.startsWith("https:")
    ? { "strict-transport-security": "max-age=31536000; includeSubDomains" }
    : {};
  const page = { ...everywhere, ...transport, "content-security-policy": pagePolicy };
  const data = {
    ...everywhere,
    ...transport,
    "content-security-policy": dataPolicy,
    "cache-control": "no-store",
  };
  return (path) => (isData(path) ? data : page);
}
