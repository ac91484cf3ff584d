// A rating that was asked for before the conversation was merged into another.
import { afterAll, beforeAll, expect, it } from "vitest";
import { as, openWidgetGround, type WidgetGround } from "../../../test/widget-ground.ts";
import { userHash } from "./identity.ts";

let ground: WidgetGround;
beforeAll(async () => {
  ground = await openWidgetGround();
  await ground.app.start();
});
afterAll(() => ground?.close());

const ratingOf = async (id: string) =>
  (await ground.call("GET", `/conversations/${id}`)).body.rating;

async function talk(): Promise<{ id: string; token: string }> {
  const chat = await ground.chat();
  const user = { id: "1", email: "rita@corp.example" };
  const known = { user: { ...user, hash: userHash(chat.secret, user) } };
  const { token } = (await ground.open(chat.key, known)).body;
  await ground.write(token, "Where is my invoice?");
  const [one] = await ground.conversationsOf(chat.id);
  return { id: one?.id ?? "", token };
}

it("is taken for what it became, where nobody was asked", async () => {
  const [asked, kept] = [await talk(), await talk()];
  const reply = { text: "In your mail.", close: true };
  await ground.call("POST", `/conversations/${asked.id}/replies`, reply);
  await expect.poll(() => ratingOf(asked.id)).toMatchObject({ score: null });
  const merged = await ground.call("POST", `/conversations/${kept.id}/merge`, {
    otherId: asked.id,
  });
  expect(merged.status).toBe(200);
  const rate = (token: string, score: number) =>
    ground.outside("POST", "/widget/rating", { score }, as(token));
  expect((await rate(asked.token, 2)).status).toBe(204);
  expect(await ratingOf(kept.id)).toMatchObject({ score: 2 });
  expect((await rate(asked.token, 4)).status).toBe(204);
  expect(await ratingOf(kept.id)).toMatchObject({ score: 4 });
});
