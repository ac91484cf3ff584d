// Events of somebody known and of somebody who is not, joined with others, and one that cannot be taken.
import type { FastifyInstance } from "fastify";
import type { Make } from "./fill-workspace.ts";

export async function fillEvents(
  http: FastifyInstance,
  make: Make,
  text: string,
  personId: string,
): Promise<void> {
  const source = await make("POST", "/event-sources", { name: `${text} source` });
  await make("PATCH", "/consent/hearing", {
    sourceIds: [source.id],
    categories: [{ category: `${text} category`, purpose: "analytics" }],
  });
  const user = { userId: `${text} user` };
  const answer = await http.inject({
    method: "POST",
    url: "/v1/batch",
    headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
    payload: {
      batch: [
        { type: "track", event: `${text} event`, userId: personId, properties: { text } },
        { type: "identify", ...user, anonymousId: `${text} visitor`, traits: { text } },
        { type: "group", ...user, groupId: `${text}.example`, traits: { name: text } },
        { type: "track", event: "", ...user, messageId: `${text} letter` },
      ],
    },
  });
  await make("POST", "/event-schemas", {
    type: "track",
    name: `${text} event`,
    onViolation: "flag",
    spec: { properties: { [text]: { type: "string" } } },
  });
  const lookup = await make("POST", "/event-lookups", {
    name: `${text} table`,
    rows: [{ key: text, values: { segment: text } }],
  });
  await make("POST", "/event-enrichments", {
    kind: "lookup",
    name: `${text} rule`,
    eventNames: [],
    lookupId: lookup.id,
    match: "text",
    fields: ["segment"],
    prefix: "",
  });
  await make("POST", "/event-enrichments", {
    kind: "person",
    name: `${text} person rule`,
    eventNames: [text],
    fields: ["city"],
    prefix: "",
  });
  const hash = Buffer.from(text).toString("hex").padEnd(64, "0");
  await make("POST", "/event-backfills", { fileName: `${text}.csv`, fileHash: hash });
  if (answer.statusCode !== 200) throw new Error(`Events: ${answer.statusCode} ${answer.body}`);
}
