// Sessions of a visitor that end while several requests are under way. The fetch is a script; the same against a
// real server is tested where the server's side is.
import { expect, it } from "vitest";
import { createVisitorChat, type VisitorSession } from "./visitor.ts";

const sessionOf = (token: string) => ({ token }) as VisitorSession;

const refused = () =>
  new Response(JSON.stringify({ code: "widget.session_over", detail: "Over." }), { status: 401 });
const rated = () => new Response(JSON.stringify({ isAsked: false }), { status: 200 });

/** Requests with the old token are held until `refuseOne`, so that they fail in a known order. */
const scripted = () => {
  const held: (() => void)[] = [];
  const fetch = (_url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const token = new Headers(init.headers).get("authorization");
    if (token === "Bearer new") return Promise.resolve(rated());
    return new Promise((resolve) => held.push(() => resolve(refused())));
  };
  return { held, fetch };
};

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

it("asks once for a new session when two requests meet the end of one", async () => {
  const { held, fetch } = scripted();
  const asked: ((session: VisitorSession) => void)[] = [];
  let isFirst = true;
  const session = () => {
    if (!isFirst) return new Promise<VisitorSession>((resolve) => asked.push(resolve));
    isFirst = false;
    return Promise.resolve(sessionOf("old"));
  };
  const chat = createVisitorChat({ server: "", session, fetch, onMessage: () => undefined });
  const both = [chat.rating(), chat.rating()];
  await turn();
  held[0]?.();
  await turn();
  expect(asked).toHaveLength(1);
  // While the new one is on its way, the other request is refused too.
  held[1]?.();
  await turn();
  expect(asked).toHaveLength(1);
  asked[0]?.(sessionOf("new"));
  expect(await Promise.all(both)).toEqual([{ isAsked: false }, { isAsked: false }]);
});

it("takes the session that is there when a request is refused late", async () => {
  const { held, fetch } = scripted();
  const tokens = ["old", "new"];
  let asked = 0;
  const session = async () => {
    asked += 1;
    return sessionOf(tokens.shift() ?? expect.fail("asked once too often"));
  };
  const chat = createVisitorChat({ server: "", session, fetch, onMessage: () => undefined });
  const [first, late] = [chat.rating(), chat.rating()];
  await turn();
  held[0]?.();
  await first;
  held[1]?.();
  await late;
  expect(asked).toBe(2);
});

it("asks again after a session that could not be had", async () => {
  const { fetch } = scripted();
  const answers = [Promise.reject(new Error("The page got none.")), sessionOf("new")];
  const session = async () => (await answers.shift()) ?? expect.fail("asked once too often");
  const chat = createVisitorChat({ server: "", session, fetch, onMessage: () => undefined });
  await expect(chat.rating()).rejects.toThrow("The page got none.");
  expect(await chat.rating()).toEqual({ isAsked: false });
});
