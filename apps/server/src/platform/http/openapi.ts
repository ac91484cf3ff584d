// The OpenAPI 3.1 document, made from the declared routes and their Zod schemas.
import { problemSchema } from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, type ResponseSpec, takesIdempotencyKey } from "./route.ts";

type Json = Record<string, unknown>;

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const made = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Json;
  delete made.$schema;
  return made;
}

function parameters(route: AnyRoute): Json[] {
  return [
    ...parametersIn(route.params, "path"),
    ...parametersIn(route.query, "query"),
    ...headerParameters(route),
  ];
}

function parametersIn(schema: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

function headerParameters(route: AnyRoute): Json[] {
  const header = (name: string, description: string, schema: Json = {}) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string", ...schema },
  });
  const found: Json[] = [];
  if (route.responses[412])
    found.push(
      header("If-Match", "ETag of the version that you read; refused with 412 if it has changed."),
    );
  if (takesIdempotencyKey(route)) {
    found.push(
      header(
        "Idempotency-Key",
        "Sending the same request again with the same key gives the same answer, once.",
        {
          pattern: "^[!-~]{1,200}$",
        },
      ),
    );
  }
  return found;
}

function response(spec: ResponseSpec): Json {
  const headers = Object.fromEntries(
    (spec.headers ?? []).map((name) => [name, { schema: { type: "string" } }]),
  );
  return {
    description: spec.description,
    ...(spec.headers ? { headers } : {}),
    ...contentOf(spec),
  };
}

function contentOf({ schema, contentType }: ResponseSpec): Json {
  if (!schema && !contentType) return {};
  const shape = schema ? jsonSchema(schema, "output") : { type: "string" };
  const types = [contentType ?? "application/json"].flat();
  return { content: Object.fromEntries(types.map((type) => [type, { schema: shape }])) };
}

const problemDescriptions: Record<number, string> = {
  400: "The request is malformed.",
  401: "Nobody is signed in, or the credential does not hold.",
  403: "The caller's role does not allow it.",
  404: "It does not exist, or the caller may not see it.",
  409: "It conflicts with the present state.",
  412: "The record has changed since it was read.",
  413: "The body is too large.",
  415: "The body has a media type that is not understood.",
  422: "The input is not valid.",
  429: "Too many requests.",
  503: "Not available just now.",
};

function problems(route: AnyRoute): Json {
  const codes = [400, 422, 429, 503];
  if (route.permission !== "public") codes.push(401, 403);
  if (route.path.includes(":")) codes.push(404);
  if (route.method !== "GET") codes.push(409, 413, 415);
  const entry = (code: number) => [
    String(code),
    {
      description: problemDescriptions[code],
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ];
  const declared = Object.keys(route.responses)
    .map(Number)
    .filter((code) => code in problemDescriptions);
  return Object.fromEntries([...new Set([...codes, ...declared])].sort().map(entry));
}

function requestBody(route: AnyRoute): Json | undefined {
  if (route.bodyTypes) {
    const binary = { schema: { type: "string", format: "binary" } };
    return {
      required: true,
      content: Object.fromEntries(route.bodyTypes.map((type) => [type, binary])),
    };
  }
  if (!route.body) return undefined;
  return {
    required: true,
    content: { "application/json": { schema: jsonSchema(route.body, "input") } },
  };
}

function operation(route: AnyRoute): Json {
  const body = requestBody(route);
  const good = Object.entries(route.responses).filter(([code]) => Number(code) < 400);
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...(route.permission === "public" ? { security: [] } : {}),
    "x-permission":
      typeof route.permission === "string" ? route.permission : route.permission.setting,
    parameters: parameters(route),
    ...(body ? { requestBody: body } : {}),
    responses: {
      ...problems(route),
      ...Object.fromEntries(good.map(([code, spec]) => [code, response(spec)])),
    },
  };
}

export function openApiDocument(routes: readonly AnyRoute[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path}`.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rapport",
      version,
      description: "Records, search, imports, access and audit of a Rapport workspace.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, "output") },
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key (rk_…)." },
        session: { type: "apiKey", in: "cookie", name: "rapport_session" },
      },
    },
  };
}
