// Learning over a real database: from settled conversations, without those who do not consent, and used for the next one.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { silentLogger } from "../../platform/logger.ts";
import type { InboxDeps } from "./deps.ts";
import { corrected } from "./inbox.ts";
import { learnedTriage, learnFrom, triageLearning } from "./learned-triage.ts";
import { plan } from "./plan.ts";

let ground: ConversationsGround;
let home: Workspace;
let without = new Set<string>();

const deps = () =>
  ({
    ...ground.deps,
    logger: silentLogger,
    withoutTraining: async () => without,
  }) as unknown as InboxDeps;

const says = (at: number) =>
  at % 2 === 0
    ? { text: `When does ferry ${at} leave the harbour?`, label: "Crossings" }
    : { text: `Please book cabin ${at} with breakfast.`, label: "Stays" };

const settled = (count: number) => ground.writes(home, { text: says(count).text });

const learning = () => triageLearning(deps(), home.admin.ctx);

beforeAll(async () => {
  ground = await openConversationsGround(plan, undefined, corrected);
  home = await ground.workspace();
});
afterAll(() => ground?.close());

it("goes by rules until enough is settled, then by what was learned, and corrections are examples", async () => {
  const [category] = await learning();
  expect(category).toMatchObject({ by: "rules", trainedAt: null });
  expect(category?.words).toContain("it takes 60");
  let lastPerson = "";
  for (let at = 0; at < 80; at += 1) {
    const { conversationId } = await settled(at);
    const said = { field: "category", value: says(at).label };
    const done = await home.admin.post(`/conversations/${conversationId}/triage`, said);
    lastPerson = done.body.person.id;
  }
  await learnFrom(deps(), home.id);
  const [learned, priority] = await learning();
  expect(learned).toMatchObject({ by: "learned", examples: 80, tested: 20, rulesRight: 0 });
  expect(priority).toMatchObject({ by: "rules" });
  const { conversationId } = await ground.writes(home, { text: "Which ferry leaves tonight?" });
  const one = (await home.admin.get(`/conversations/${conversationId}`)).body;
  expect(one.category).toBe("Crossings");
  expect(one.triage.category).toMatchObject({ rung: "learned", value: "Crossings" });
  expect(one.triage.category.reasons[0]).toMatch(/It says .*(ferry|leave)/);
  const found = await learnedTriage(ground.deps.db.reader(home.ctx), null, "zzz");
  expect(found.priority).toBeUndefined();
  // All of them wrote as one person: without consent nothing is left to learn from.
  without = new Set([lastPerson]);
  await learnFrom(deps(), home.id);
  const [after] = await learning();
  expect(after).toMatchObject({ by: "rules", examples: 0 });
}, 120_000);

it("what one workspace learned says nothing in another", async () => {
  const other = await ground.workspace();
  const found = await learnedTriage(ground.deps.db.reader(other.ctx), null, "Which ferry leaves?");
  expect(found).toEqual({});
});
