// What a website names in one script tag. It draws the button, opens our frame when it is first asked for, and gets the
// visitor's session, since only the page's own calls carry its origin. What must outlive the page is kept in the page's
// own storage: who the visitor is, and what was not sent yet. It touches nothing else of the page.
import { openVisitorSession, VisitorError, type VisitorSession } from "@rapport/sdk/visitor";
import { isOurs, type ToFrame, type ToPage } from "./bridge.ts";
import { element } from "./element.ts";
import { createUnsent, type Store } from "./unsent.ts";
import { languageOf, wordsOf } from "./words.ts";

const script = document.currentScript as HTMLScriptElement | null;

const sheetText = (color: string, position: string) => `
:host{all:initial}
button{position:fixed;bottom:20px;${position}:20px;width:56px;height:56px;border:0;border-radius:28px;cursor:pointer;
background:${color};color:#fff;box-shadow:0 2px 10px #0004;z-index:2147483000;padding:0}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #1c1c1c}
svg{width:26px;height:26px;display:block;margin:auto;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
span{position:absolute;top:-4px;right:-4px;min-width:20px;height:20px;border-radius:10px;background:#c92a2a;color:#fff;
font:600 12px/20px system-ui,sans-serif;padding:0 5px;box-sizing:border-box}
iframe{position:fixed;bottom:88px;${position}:20px;width:376px;height:min(600px,calc(100vh - 108px));border:0;
border-radius:14px;box-shadow:0 8px 40px #0005;z-index:2147483001;background:#fff;color-scheme:light dark}
[hidden]{display:none}
@media (max-width:480px){iframe{inset:0;width:100%;height:100%;height:100dvh;border-radius:0}}`;

const iconPath = "M4 5h16v11H9l-5 4z";

function icon(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", iconPath);
  svg.append(path);
  return svg;
}

/** Storage may be switched off or full; then a visitor is new on each page, and nothing else is lost. */
const tried = <T>(act: () => T, otherwise: T): T => {
  try {
    return act();
  } catch {
    return otherwise;
  }
};

const store: Store = {
  get: (name) => tried(() => localStorage.getItem(name), null),
  set: (name, value) => tried(() => localStorage.setItem(name, value), undefined),
  remove: (name) => tried(() => localStorage.removeItem(name), undefined),
  names: () => tried(() => Object.keys(localStorage), []),
};

const warn = (text: string): void => {
  // biome-ignore lint/suspicious/noConsole: whoever builds the website has to see why no chat shows
  console.warn(`Rapport chat: ${text}`);
};

interface Setting {
  server: string;
  key: string;
  user: { id: string; hash: string; email?: string; name?: string } | undefined;
}

function settingOf(tag: HTMLScriptElement): Setting {
  const { key = "", userId, userHash, userEmail, userName } = tag.dataset;
  const more = {
    ...(userEmail ? { email: userEmail } : {}),
    ...(userName ? { name: userName } : {}),
  };
  const user = userId && userHash ? { id: userId, hash: userHash, ...more } : undefined;
  return { server: new URL(tag.src).origin, key, user };
}

/** Away, too many, or a fault of the server: a page that is opened meanwhile gets its chat a little later. */
function isPassing(error: unknown): boolean {
  const status = error instanceof VisitorError ? error.problem.status : 400;
  return status === 0 || status === 429 || status >= 500;
}
const firstPauseMs = 2000;
const longestPauseMs = 64_000;

/** Not believed, or not as the server takes them: a name that is too long, say. */
const isAboutUser = (error: unknown): error is VisitorError =>
  error instanceof VisitorError &&
  (error.problem.code === "widget.bad_user_hash" || error.problem.status === 422);

/** A user that the server does not believe is not shown as one: the visitor goes on without. */
async function openSession({ server, key, user }: Setting): Promise<VisitorSession> {
  const name = `rapport:${key}:visitor`;
  const visitor = store.get(name);
  const plain = { server, key, ...(visitor ? { visitor } : {}) };
  const session = await openVisitorSession({ ...plain, ...(user ? { user } : {}) }).catch(
    (error: unknown) => {
      if (!user || !isAboutUser(error)) throw error;
      warn(error.message);
      return openVisitorSession(plain);
    },
  );
  store.set(name, session.visitor);
  return session;
}

function show(setting: Setting, first: VisitorSession): void {
  const { server, key } = setting;
  const { look } = first;
  const wished = script?.dataset.language || document.documentElement.lang || navigator.language;
  const language = languageOf(look.language, wished);
  const words = wordsOf(language);
  const unsent = createUnsent(store, `rapport:${key}:waiting:${setting.user?.id ?? ""}`);
  const host = element("div", { "data-rapport-chat": true });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetText(look.color, look.position));
  shadow.adoptedStyleSheets = [sheet];
  const badge = element("span", { hidden: true, "aria-hidden": "true" });
  const button = element("button", { type: "button", "aria-expanded": "false" }, icon(), badge);
  button.setAttribute("aria-label", words.open);
  shadow.append(button);
  document.body.append(host);
  let frame: HTMLIFrameElement | null = null;

  const tell = (message: ToFrame): void => frame?.contentWindow?.postMessage(message, "*");

  function setShown(isShown: boolean): void {
    if (isShown) frame ??= openFrame();
    if (frame) frame.hidden = !isShown;
    button.setAttribute("aria-expanded", String(isShown));
    button.setAttribute("aria-label", isShown ? words.close : words.open);
    tell({ rapport: "shown", isShown });
    if (isShown) frame?.focus();
    else button.focus();
  }

  function openFrame(): HTMLIFrameElement {
    const made = element("iframe", {
      title: look.title,
      sandbox: "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox",
      src: `${server}/widget/frame/${encodeURIComponent(key)}`,
    });
    shadow.append(made);
    return made;
  }

  function setUnread(count: number): void {
    badge.hidden = count === 0;
    badge.textContent = String(count);
    const isShown = button.getAttribute("aria-expanded") === "true";
    if (!isShown)
      button.setAttribute("aria-label", count ? `${words.open}, ${words.news(count)}` : words.open);
  }

  /** The first one is used once; a token that is over is replaced by a new one. */
  let next: VisitorSession | null = first;
  async function renew(): Promise<VisitorSession> {
    const session = next ?? (await openSession(setting));
    next = null;
    return session;
  }

  async function start(): Promise<void> {
    const waiting = unsent.take();
    tell({ rapport: "start", server, session: await renew(), waiting, language });
    tell({ rapport: "shown", isShown: frame?.hidden === false });
  }

  const answer = {
    ready: () => void start(),
    session: () =>
      void renew().then(
        (session) => tell({ rapport: "session", session }),
        () => tell({ rapport: "session", session: null }),
      ),
    close: () => setShown(false),
    unread: ({ count }: Extract<ToPage, { rapport: "unread" }>) => setUnread(count),
    waiting: ({ waiting }: Extract<ToPage, { rapport: "waiting" }>) => unsent.keep(waiting),
  } as Record<string, (message: unknown) => void>;

  addEventListener("message", ({ source, data }) => {
    if (frame && source === frame.contentWindow && isOurs(data)) answer[data.rapport]?.(data);
  });
  button.addEventListener("click", () => setShown(frame?.hidden !== false));
  // Somebody may have answered meanwhile, and what was not sent must be.
  if (first.hasThread || unsent.take().length > 0) {
    frame = openFrame();
    frame.hidden = true;
  }
}

if (script?.dataset.key) {
  const setting = settingOf(script);
  const begin = (pauseMs = firstPauseMs): Promise<void> =>
    openSession(setting).then(
      (session) => show(setting, session),
      (error: unknown) => {
        warn(error instanceof Error ? error.message : String(error));
        if (isPassing(error) && pauseMs <= longestPauseMs)
          setTimeout(() => void begin(pauseMs * 2), pauseMs);
      },
    );
  if (document.body) void begin();
  else addEventListener("DOMContentLoaded", () => void begin());
}
