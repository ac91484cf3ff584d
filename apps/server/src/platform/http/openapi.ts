// The OpenAPI 3.1 document, made from the declared routes and their Zod schemas. It is meant for programs that make
// clients from it: everything that a client would give a name has one (see openapi-schemas.ts).
import { problemSchema } from "@rapport/contracts";
import type { z } from "zod";
import { createSchemaComponents, type Json, type SchemaComponents } from "./openapi-schemas.ts";
import {
  answerHeaders,
  headerParameters,
  refusalResponses,
  sharedHeaders,
  sharedParameters,
  sharedResponses,
  usualParameters,
} from "./openapi-shared.ts";
import { type AnyRoute, type ResponseSpec, urlOf } from "./route.ts";

/** What the document says about the API as a whole; the wiring gives it. */
export interface ApiAbout {
  version: string;
  description: string;
  /** By tag. */
  tags: Record<string, string>;
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function parametersIn(
  components: SchemaComponents,
  schema: z.ZodType | undefined,
  place: "path" | "query",
): Json[] {
  if (!schema) return [];
  const { properties, required } = components.membersOf(schema);
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    description: description ?? usualParameters[name] ?? "",
    schema: property,
  }));
}

function contentOf(components: SchemaComponents, spec: ResponseSpec, name: string): Json {
  const { schema, contentType } = spec;
  if (!schema && !contentType) return {};
  const shape = schema ? components.schemaOf(schema, "output", name) : { type: "string" };
  const types = [contentType ?? "application/json"].flat();
  return { content: Object.fromEntries(types.map((type) => [type, { schema: shape }])) };
}

function goodResponses(components: SchemaComponents, route: AnyRoute): Json {
  const good = Object.entries(route.responses).filter(([code]) => Number(code) < 400);
  const name = `${capitalised(route.operationId)}Answer`;
  return Object.fromEntries(
    good.map(([code, spec]) => [
      code,
      {
        description: spec.description,
        headers: answerHeaders(route, spec.headers),
        ...contentOf(components, spec, name),
      },
    ]),
  );
}

function requestBody(components: SchemaComponents, route: AnyRoute): Json {
  // One that reads its JSON itself, byte by byte, still says what it is.
  const readsJson = route.body && route.bodyTypes?.includes("application/json");
  if (route.bodyTypes && !readsJson) {
    const binary = { schema: { type: "string", format: "binary" } };
    const content = Object.fromEntries(route.bodyTypes.map((type) => [type, binary]));
    return { requestBody: { required: true, content } };
  }
  if (!route.body) return {};
  const name = `${capitalised(route.operationId)}Request`;
  const schema = components.schemaOf(route.body, "input", name);
  return { requestBody: { required: true, content: { "application/json": { schema } } } };
}

const rightsWords = {
  public: "Anyone may call this.",
  "write-key": "Takes the write key of a source as the user name of basic authentication.",
  "channel-key": "Takes the key of a channel, or a visitor's token, as a bearer token.",
  "signed-in": "Anyone who is signed in, and every API key, may call this.",
  "object-rights": "What it shows and takes follows the rights of the caller's role.",
};

function descriptionOf({ description, permission }: AnyRoute): string {
  const rights =
    typeof permission === "string"
      ? rightsWords[permission]
      : `Needs the permission \`${permission.setting}\`.`;
  return description ? `${description}\n\n${rights}` : rights;
}

function operation(components: SchemaComponents, route: AnyRoute): Json {
  const { permission } = route;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: descriptionOf(route),
    tags: [route.tag],
    ...(permission === "public" ? { security: [] } : {}),
    ...(permission === "write-key" ? { security: [{ writeKey: [] }] } : {}),
    ...(permission === "channel-key" ? { security: [{ channelKey: [] }] } : {}),
    "x-permission": typeof permission === "string" ? permission : permission.setting,
    parameters: [
      ...parametersIn(components, route.params, "path"),
      ...parametersIn(components, route.query, "query"),
      ...headerParameters(route),
    ],
    ...requestBody(components, route),
    responses: { ...goodResponses(components, route), ...refusalResponses(route) },
  };
}

function pathsOf(components: SchemaComponents, routes: readonly AnyRoute[]): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = urlOf(route).replace(/:(\w+)/g, "{$1}");
    const method = route.method.toLowerCase();
    paths[path] = { ...paths[path], [method]: operation(components, route) };
  }
  return paths;
}

const securitySchemes = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key (`rk_…`), made under Settings → API keys. It has the rights that it was given.",
  },
  channelKey: {
    type: "http",
    scheme: "bearer",
    description:
      "The key of a channel (`ck_…`, Settings → Channels), or the token of a visitor's session. It brings in messages and opens nothing else.",
  },
  writeKey: {
    type: "http",
    scheme: "basic",
    description:
      "A write key (`wk_…`) as the user name, no password; made under Settings → Events. It lets events in and opens nothing.",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "rapport_session",
    description:
      "The session of a browser, set by `POST /auth/sign-in`. For pages of this server only.",
  },
};

export function openApiDocument(routes: readonly AnyRoute[], about: ApiAbout): Json {
  const components = createSchemaComponents();
  components.schemaOf(problemSchema, "output");
  const tags = [...new Set(routes.map((route) => route.tag))].sort();
  const { document, schemas } = components.finish({
    openapi: "3.1.0",
    info: {
      title: "Rapport",
      version: about.version,
      summary: "Records, search, imports, access and audit of a Rapport workspace.",
      description: about.description,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    externalDocs: { description: "This document, to be read and tried out", url: "/api/docs" },
    servers: [{ url: "/", description: "This server" }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: tags.map((name) => ({ name, description: about.tags[name] ?? `${name}.` })),
    paths: pathsOf(components, routes),
    components: {
      schemas: {},
      parameters: sharedParameters,
      headers: sharedHeaders,
      responses: sharedResponses,
      securitySchemes,
    },
  });
  return { ...document, components: { ...document.components, schemas } };
}
