// What many operations of the OpenAPI document share, written once and referred to: headers, the parameters that
// mean the same everywhere, and one answer a kind of refusal.

import type { Json } from "./openapi-schemas.ts";
import type { AnyRoute } from "./route.ts";
import { bringsOwnKey, takesIdempotencyKey } from "./route.ts";

const text = { type: "string" };
const count = { type: "integer", minimum: 0 };

const header = (description: string, schema: Json = text): Json => ({ description, schema });

export const sharedHeaders: Record<string, Json> = {
  ETag: header("Version of the record: send it as `If-Match` to change just this version."),
  "Rapport-Act": header("Id of the act that this write was: `POST /undo/{actId}` takes it back."),
  "Idempotency-Replayed": header(
    "`true` when an earlier request with the same key gave this answer.",
  ),
  "RateLimit-Limit": header("Requests a minute. Absent where nothing is limited.", count),
  "RateLimit-Remaining": header("Requests that are left in this minute.", count),
  "RateLimit-Reset": header("Seconds until the count starts anew.", count),
  "Retry-After": header("Seconds to wait before the request is sent again.", count),
  "X-Request-Id": header("Names this request in the server's log; quote it to your administrator."),
};

const headerRef = (name: string): [string, Json] => [
  name,
  { $ref: `#/components/headers/${name}` },
];

const everyAnswer = [
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "X-Request-Id",
].map(headerRef);

/** Headers of a good answer: its own, and those that every answer has. */
export function answerHeaders(route: AnyRoute, own: readonly string[] = []): Json {
  const replayed = takesIdempotencyKey(route) ? [headerRef("Idempotency-Replayed")] : [];
  const ownRefs = own.map((name): [string, Json] =>
    name in sharedHeaders ? headerRef(name) : [name, { schema: text }],
  );
  return Object.fromEntries([...ownRefs, ...replayed, ...everyAnswer]);
}

export const sharedParameters: Record<string, Json> = {
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: false,
    description:
      "`ETag` of the version that you read; the write is refused with 412, which holds the record as it is now, if it has changed since.",
    schema: text,
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "Your own name of this write. The same request with the same key is done once and gets the same answer, for a day.",
    schema: { type: "string", pattern: "^[!-~]{1,200}$" },
  },
};

export function headerParameters(route: AnyRoute): Json[] {
  const names = [
    ...(route.responses[412] ? ["IfMatch"] : []),
    ...(takesIdempotencyKey(route) ? ["IdempotencyKey"] : []),
  ];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

/** Of parameters that say nothing themselves. */
export const usualParameters: Record<string, string> = {
  id: "Id of the thing that this is about.",
  lineId: "Id of the line.",
  recordId: "Id of the record that this is about.",
  fileName: "Name that the file had, for people.",
  op: "What was done: `create`, `update`, `delete`, `restore` or `purge`.",
  status: "Only those in this state.",
  state: "Only those in this state.",
  ruleId: "Those of this rule only.",
  from: "At or after this moment, or day.",
  to: "Before this moment, or day.",
  limit: "Rows a page; 60 unless told, where nothing else is said.",
  cursor: "`nextCursor` of the page before.",
  actId: "Id of an act, as the header `Rapport-Act` of a write or the audit log gives it.",
  object: "Key of a kind of record, such as `people`, or of one of your own objects.",
};

interface Refusal {
  status: number;
  description: string;
}

const refusals: Record<string, Refusal> = {
  BadRequest: { status: 400, description: "The request is malformed." },
  Unauthenticated: {
    status: 401,
    description: "Nobody is signed in, or the credential does not hold.",
  },
  Forbidden: { status: 403, description: "The caller's role does not allow it." },
  NotFound: { status: 404, description: "It does not exist, or the caller may not see it." },
  Conflict: { status: 409, description: "It conflicts with the present state." },
  Gone: {
    status: 410,
    description: "It was merged into another record, which `mergedInto` names.",
  },
  Changed: {
    status: 412,
    description: "It has changed since it was read; `current` holds it as it is now.",
  },
  TooLarge: { status: 413, description: "The body is too large." },
  UnsupportedMediaType: {
    status: 415,
    description: "The body has a media type that is not understood.",
  },
  Invalid: { status: 422, description: "The input is not valid; `errors` says where." },
  TooManyRequests: {
    status: 429,
    description: "Too many requests; `Retry-After` says when to come again.",
  },
  Unavailable: {
    status: 503,
    description: "Not available just now; `Retry-After` says when to come again.",
  },
};

const nameOfStatus = new Map(Object.entries(refusals).map(([name, { status }]) => [status, name]));

function refusalOf(description: string, status: number): Json {
  const waits = status === 429 || status === 503;
  return {
    description,
    headers: Object.fromEntries([
      ...(waits ? [headerRef("Retry-After")] : []),
      headerRef("X-Request-Id"),
    ]),
    content: { "application/problem+json": { schema: { $ref: "output#Problem" } } },
  };
}

export const sharedResponses: Record<string, Json> = Object.fromEntries(
  Object.entries(refusals).map(([name, { status, description }]) => [
    name,
    refusalOf(description, status),
  ]),
);

function statusesOf(route: AnyRoute): number[] {
  const statuses = [400, 422, 429, 503];
  if (bringsOwnKey(route)) statuses.push(401);
  else if (route.permission !== "public") statuses.push(401, 403);
  if (route.path.includes(":")) statuses.push(404);
  if (route.method !== "GET") statuses.push(409, 413, 415);
  const declared = Object.keys(route.responses).map(Number);
  return [...statuses, ...declared.filter((status) => nameOfStatus.has(status))];
}

/** Declares a refusal that needs no words of its own. */
export const usualRefusal = { description: "" };

/** Every refusal that the operation may answer, in words of its own where it has some. */
export function refusalResponses(route: AnyRoute): Json {
  const entry = (status: number): [string, Json] => {
    const own = route.responses[status]?.description;
    const name = nameOfStatus.get(status) ?? "";
    const shared = { $ref: `#/components/responses/${name}` };
    return [String(status), own ? refusalOf(own, status) : shared];
  };
  return Object.fromEntries([...new Set(statusesOf(route))].sort().map(entry));
}
