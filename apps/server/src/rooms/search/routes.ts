// GET /search. An empty query answers an empty list, since a cleared search box is no mistake.
import { type SearchHit, searchHitSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { SearchInput } from "./find-records.ts";

const querySchema = z.strictObject({
  q: z
    .string()
    .max(1000)
    .describe(
      "Words in any order, beginnings of words, an e-mail address, a phone number; typos are forgiven.",
    ),
  objects: z
    .string()
    .max(1000)
    .optional()
    .describe(
      "Object types to look in, with commas between them; all that you may read unless told.",
    ),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .optional()
    .describe("Most hits to answer; 20 unless told."),
});

const responseSchema = z.object({ data: z.array(searchHitSchema) });

export function searchRoutes(
  search: (ctx: Ctx, input: SearchInput) => Promise<SearchHit[]>,
): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/search",
      operationId: "search",
      summary: "Search all objects, best match first",
      tag: "Search",
      permission: "signed-in",
      limit: "standard",
      query: querySchema,
      responses: { 200: { description: "Hits, best first", schema: responseSchema } },
      handler: async ({ ctx, query }) => {
        const objects = query.objects
          ?.split(",")
          .map((key) => key.trim())
          .filter(Boolean);
        const data = await search(ctx, {
          q: query.q,
          limit: query.limit ?? 20,
          ...(objects && objects.length > 0 ? { objects: [...new Set(objects)] } : {}),
        });
        return { status: 200, body: { data } };
      },
    }),
  ];
}
