// The demo's help pages: public ones that answer customers' questions, and two for members only; and the glossary of what
// customers say for the vendor's words. Each once, however often the demo is begun anew.
import { helpPages, helpTerms } from "@rapport/world";
import type { Acts } from "../platform/acts.ts";
import type { Ctx } from "../platform/context.ts";

export async function addDemoKnowledge(acts: Acts, ctx: Ctx): Promise<void> {
  for (const { title, body, internal } of helpPages) {
    const once = { key: `demo ${title}`, operation: "demo.knowledge" };
    const readers = [internal ? "members" : "public"];
    const page = { title, body, readers, state: "published", language: "en" };
    await acts.perform(ctx, "knowledge.page.create", page, once);
  }
  for (const [term, ...words] of helpTerms) {
    const once = { key: `demo term ${term}`, operation: "demo.glossary" };
    await acts.perform(ctx, "knowledge.glossary.create", { term, words }, once);
  }
}
