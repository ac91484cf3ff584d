// What someone filled in, as a request: the address, the headers, and the same as curl and as a call of the client.
import type { Operation } from "./document.rules.ts";

export interface Draft {
  /** By `in` and name: `query limit`. */
  values: Record<string, string>;
  body: string;
}

export const keyOf = ({ in: place, name }: { in: string; name: string }): string =>
  `${place} ${name}`;

const filled = (operation: Operation, draft: Draft, place: string): [string, string][] =>
  operation.parameters
    .filter((parameter) => parameter.in === place)
    .map((parameter): [string, string] => [parameter.name, draft.values[keyOf(parameter)] ?? ""])
    .filter(([, value]) => value !== "");

/** Under /api/v1, with what is filled in; places that are not keep their braces. */
export const pathOf = (operation: Operation, draft: Draft): string => {
  const values = Object.fromEntries(filled(operation, draft, "path"));
  return operation.path
    .replace(/^\/api\/v1/, "")
    .replace(/\{(\w+)\}/g, (whole, name: string) =>
      values[name] ? encodeURIComponent(values[name]) : whole,
    );
};

export const queryOf = (operation: Operation, draft: Draft): Record<string, string> =>
  Object.fromEntries(filled(operation, draft, "query"));

export const headersOf = (operation: Operation, draft: Draft): Record<string, string> =>
  Object.fromEntries(
    filled(operation, draft, "header").map(([name, value]) => [name.toLowerCase(), value]),
  );

/** Places of the address that are still to be filled in. */
export const missingIn = (operation: Operation, draft: Draft): string[] =>
  operation.parameters
    .filter((parameter) => parameter.required && !draft.values[keyOf(parameter)])
    .map(({ name }) => name);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const curlOf = (operation: Operation, draft: Draft, origin: string): string => {
  const query = new URLSearchParams(queryOf(operation, draft)).toString();
  const address = `${origin}/api/v1${pathOf(operation, draft)}${query ? `?${query}` : ""}`;
  const lines = [
    `curl ${operation.method === "GET" ? "" : `-X ${operation.method} `}${quoted(address)}`,
    '-H "Authorization: Bearer $RAPPORT_API_KEY"',
    ...Object.entries(headersOf(operation, draft)).map(
      ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(draft.body ? ["-H 'Content-Type: application/json'", `-d ${quoted(draft.body)}`] : []),
  ];
  return lines.join(" \\\n  ");
};

const compact = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

/** By the client's transport, which knows every operation; its README shows the shorter ways. */
export const sdkOf = (operation: Operation, draft: Draft, origin: string): string => {
  const query = queryOf(operation, draft);
  const parts = [
    ...(Object.keys(query).length > 0 ? [`query: ${JSON.stringify(query)}`] : []),
    ...(draft.body ? [`json: ${compact(draft.body)}`] : []),
  ];
  const options = parts.length > 0 ? `, { ${parts.join(", ")} }` : "";
  return [
    'import { createClient } from "@rapport/sdk";',
    "",
    `const rapport = createClient({ baseUrl: "${origin}", apiKey: process.env.RAPPORT_API_KEY });`,
    `const { body } = await rapport.transport.call("${operation.method}", "${pathOf(operation, draft)}"${options});`,
  ].join("\n");
};

export const cliOf = (operation: Operation, draft: Draft): string => {
  const query = new URLSearchParams(queryOf(operation, draft)).toString();
  const asked = query ? ` --query ${quoted(query)}` : "";
  const body = draft.body ? ` --data ${quoted(draft.body.replaceAll(/\s*\n\s*/g, " "))}` : "";
  return `npm run -s rapport -- api ${operation.method} ${quoted(pathOf(operation, draft))}${asked}${body}`;
};
