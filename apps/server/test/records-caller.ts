// One caller of a test ground: the routes under /api/v1, as one principal.
import type { Ctx } from "../src/platform/context.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Record<string, unknown>;
  /** Id of the act that made the change. */
  act: string;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One caller: the routes under /api/v1, as one principal. */
export interface Caller {
  ctx: Ctx;
  memberId: string;
  /** For answers that are no JSON, by `inject`. */
  headers: Record<string, string>;
  call(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  remove(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** What is no JSON. */
  file(path: string): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>;
  /** The rows of a list, whole, page by page. */
  list(object: string, query: Record<string, string>): Promise<Record<string, unknown>[]>;
}

interface Served {
  // biome-ignore lint/suspicious/noExplicitAny: what Fastify's inject takes and answers
  inject(options: any): Promise<any>;
}

export function callerOf(at: Served, ctx: Ctx, memberId: string, key: string): Caller {
  const call: Caller["call"] = async (method, path, body, headers = {}) => {
    const answer = await at.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: key, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: answer.statusCode,
      body: answer.body ? answer.json() : null,
      headers: answer.headers,
      act: String(answer.headers["rapport-act"] ?? ""),
    };
  };
  const get = (path: string) => call("GET", path);
  return {
    ctx,
    memberId,
    headers: { authorization: key },
    call,
    get,
    post: (path, body = {}, headers) => call("POST", path, body, headers),
    put: (path, body) => call("PUT", path, body),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    remove: (path, headers) => call("DELETE", path, undefined, headers),
    file: async (path) => {
      const url = `/api/v1${path}`;
      const answer = await at.inject({ method: "GET", url, headers: { authorization: key } });
      return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
    },
    list: async (object, query) => {
      const rows: Record<string, unknown>[] = [];
      let cursor: string | null = null;
      do {
        const search = new URLSearchParams({ ...query, ...(cursor ? { cursor } : {}) });
        const { status, body } = await get(`/${object}?${search}`);
        if (status !== 200) throw new Error(`List failed: ${JSON.stringify(body)}`);
        rows.push(...body.data);
        cursor = body.nextCursor;
      } while (cursor !== null);
      return rows;
    },
  };
}
