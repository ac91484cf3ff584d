// What roles can name is what rooms ask rights about.
import { expect, test } from "vitest";
import { closableFields } from "../src/flows/closable-fields.ts";
import { openRecordsGround } from "./records-ground.ts";

test("of records, their fields as they are now, of own objects too, and of conversations, what their room withholds", async () => {
  const ground = await openRecordsGround();
  const { ctx, admin } = await ground.workspace();
  const elsewhere = ground.startProcess();
  const read = () =>
    ground.test.db.tenant(ctx, (tx) => closableFields(() => elsewhere.records)(tx));
  expect((await read()).has("boats")).toBe(false);
  const said = (await read()).get("conversations");
  expect(["text", "txet"].map((key) => said?.has(key))).toEqual([true, false]);
  await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
  await admin.post("/fields", { object: "boats", key: "length", label: "Length", type: "number" });
  const of = await read();
  expect(of.get("people")?.has("custom.leadScore")).toBe(true);
  const fields = of.get("boats");
  expect(["name", "custom.length", "length"].map((key) => fields?.has(key))).toEqual([
    true,
    true,
    false,
  ]);
  await ground.close();
});
