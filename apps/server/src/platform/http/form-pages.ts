// Plain pages with a form, for people who come by a link and have no account: served without script, and taken as a
// browser sends forms. The link is the only thing that opens them: no cookie is looked at. Nothing on them may run, be
// framed, be kept or be found by a search engine, and where they lead is not told their address.
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { RateLimiter } from "./rate-limit.ts";

export type PageReply = { status: number; lang: string; title: string; body: string };

export interface FormPage {
  /** With `:token`, for example `/rate/:token`. */
  path: string;
  /** Changes nothing. `accepts`: languages, as the browser says. */
  show(asked: { token: string; accepts: string }): Promise<PageReply>;
  take(asked: {
    token: string;
    accepts: string;
    fields: URLSearchParams;
  }): Promise<PageReply | { location: string }>;
}

const maxFormBytes = 32_768;
const looksPerMinute = 120;

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--line:#868e96;--accent:#3b5bdb}
body{margin:0;padding:24px 16px;background:Canvas;color:CanvasText}main{max-width:560px;margin:0 auto}
h1{font-size:22px;line-height:1.3;margin:0 0 16px}fieldset{border:0;padding:0;margin:0}legend{padding:0}
.faces{display:grid;grid-template-columns:repeat(auto-fit,minmax(92px,1fr));gap:8px}
.faces label{display:flex;flex-direction:column;align-items:center;gap:4px;padding:12px 4px;border:1px solid var(--line);border-radius:8px;cursor:pointer;text-align:center;font-size:14px}
.faces label:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 2px var(--accent)}
.faces label:focus-within{outline:3px solid var(--accent);outline-offset:2px}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(44px,1fr));gap:6px}
.numbers label{display:flex;flex-direction:column;align-items:center;padding:8px 2px;border:1px solid var(--line);border-radius:8px;cursor:pointer;font-variant-numeric:tabular-nums}
.numbers label:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 2px var(--accent)}
.numbers label:focus-within{outline:3px solid var(--accent);outline-offset:2px}
.ends{display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 16px;margin:0 0 8px;font-size:14px}
.face{font-size:32px;line-height:1.2}.comment{display:block;margin:16px 0}
textarea{display:block;width:100%;box-sizing:border-box;margin-top:4px;padding:8px;font:inherit;border:1px solid var(--line);border-radius:8px;background:Canvas;color:CanvasText}
button{font:inherit;padding:10px 20px;border:0;border-radius:8px;background:var(--accent);color:#fff;cursor:pointer}
.stop{margin-top:32px}.plain{padding:6px 12px;border:1px solid var(--line);background:Canvas;color:CanvasText}
button:focus-visible,textarea:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.said,.fault{padding:12px;border:1px solid var(--line);border-radius:8px}.fault{border-color:#c92a2a}`;

const styleHash = createHash("sha256").update(style).digest("base64");

const headers = {
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
  "cache-control": "no-store",
};

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const document = ({ lang, title, body }: PageReply): string =>
  `<!doctype html><html lang="${escaped(lang)}"><head><meta charset="utf-8"><title>${escaped(title)}</title>` +
  `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>${body}</body></html>`;

function send(reply: FastifyReply, page: PageReply | { location: string }): FastifyReply {
  reply.headers(headers);
  if ("location" in page) return reply.status(303).header("location", page.location).send();
  return reply.status(page.status).type("text/html; charset=utf-8").send(document(page));
}

const tooMany: PageReply = {
  status: 429,
  lang: "en",
  title: "Too many requests",
  body: "<main><h1>That were many requests</h1><p>Please try again in a minute.</p></main>",
};

const acceptsOf = ({ headers: given }: FastifyRequest): string =>
  String(given["accept-language"] ?? "").slice(0, 100);

type Asked = { Params: { token: string } };

export function serveFormPages(
  http: FastifyInstance,
  { clock, pages }: { clock: Clock; pages: readonly FormPage[] },
): void {
  const limiter = new RateLimiter(clock);
  const isAllowed = ({ ip }: FastifyRequest) => limiter.take(ip, looksPerMinute).allowed;
  http.register((scope, _options, done) => {
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: maxFormBytes },
      (_request, text, parsed) => parsed(null, new URLSearchParams(String(text))),
    );
    for (const page of pages) {
      scope.get<Asked>(page.path, async (request, reply) => {
        if (!isAllowed(request)) return send(reply, tooMany);
        const { token } = request.params;
        return send(reply, await page.show({ token, accepts: acceptsOf(request) }));
      });
      scope.post<Asked>(page.path, async (request, reply) => {
        if (!isAllowed(request)) return send(reply, tooMany);
        const fields = request.body instanceof URLSearchParams ? request.body : null;
        const { token } = request.params;
        const asked = {
          token,
          accepts: acceptsOf(request),
          fields: fields ?? new URLSearchParams(),
        };
        return send(reply, await page.take(asked));
      });
    }
    done();
  });
}
