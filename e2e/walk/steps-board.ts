// Deals on the board: moved by mouse, moved by keyboard alone, taken back, and moved to a stage that is gone.
import type { Locator } from "playwright-core";
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

interface Board {
  dealId: string;
  name: string;
  from: { id: string; name: string };
  to: { id: string; name: string };
}

const columnOf = ({ page }: Walk, stage: string): Locator =>
  page.getByRole("region", { name: new RegExp(`^${stage}, \\d`) });

/** A deal of its own for each width, first in the first column. */
const prepare = async ({ api, width }: Walk): Promise<Board> => {
  const [pipeline] = await api.pipelines.list();
  const [from, to] = pipeline?.stages ?? [];
  if (!pipeline || !from || !to) throw new Error("There are no stages.");
  const name = `Moved at ${width}`;
  const { data } = await api.records("deals").create({
    name,
    pipelineId: pipeline.id,
    stageId: from.id,
    amountMinor: 990_000_000 + width,
    currency: "EUR",
  });
  return { dealId: data.id, name, from, to };
};

const stageOf = async ({ api }: Walk, { dealId }: Board): Promise<unknown> =>
  (await api.records("deals").get(dealId)).stageId;

/** On a narrow screen the column is out of sight: the card is held at the edge until the board has scrolled. */
const dragWith = async ({ page }: Walk, card: Locator, target: Locator): Promise<void> => {
  const from = await card.boundingBox();
  if (!from) throw new Error("The card is not on the screen.");
  const screenPx = page.viewportSize()?.width ?? 0;
  const middle = async (): Promise<{ x: number; y: number }> => {
    const box = await target.boundingBox();
    if (!box) throw new Error("The column is not on the page.");
    return { x: box.x + box.width / 2, y: box.y + 160 };
  };
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 30, { steps: 4 });
  let to = await middle();
  const isOut = () => to.x > screenPx - 40 || to.x < 40;
  for (let turn = 0; turn < 200 && isOut(); turn += 1) {
    const edge = to.x < 40 ? 10 + (turn % 2) : screenPx - 10 - (turn % 2);
    await page.mouse.move(edge, to.y);
    await page.waitForTimeout(30);
    to = await middle();
  }
  // A busy machine scrolls on for a moment.
  for (let turn = 0, before = Number.NaN; turn < 50 && before !== to.x; turn += 1) {
    before = to.x;
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.waitForTimeout(60);
    to = await middle();
  }
  await page.mouse.up();
};

export const walkBoard = async (walk: Walk): Promise<void> => {
  const { page, report, width, picture } = walk;
  let board: Board | undefined;
  const ready = async (): Promise<Board> => {
    board ??= await prepare(walk);
    return board;
  };
  await report.step(`${width} px: a deal is moved on the board by mouse`, async () => {
    const { name, from, to } = await ready();
    await visit(page, "/o/deals?layout=kanban&sort=-amountMinor");
    const card = columnOf(walk, from.name).getByRole("group", { name });
    await card.waitFor();
    await dragWith(walk, card, columnOf(walk, to.name));
    await columnOf(walk, to.name).getByRole("group", { name }).waitFor();
    await page.getByText(`${name} moved to ${to.name}.`).waitFor();
    expect((await stageOf(walk, await ready())) === to.id, "the server kept the old stage");
  });
  await report.step(`${width} px: the move is undone`, async () => {
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByText("Undone.").first().waitFor();
    const { from } = await ready();
    expect((await stageOf(walk, await ready())) === from.id, "the server kept the new stage");
    if (width > 1000) await expectAccessible(page);
  });
  await report.step(`${width} px: a deal is moved by keyboard alone`, async () => {
    const { name, to } = await ready();
    await visit(page, "/o/deals?layout=kanban&sort=-amountMinor");
    await page.getByRole("group", { name }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press(" ");
    await page.getByText(`${name} lifted from`).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByText(`${name} moved to ${to.name}.`).waitFor();
    expect((await stageOf(walk, await ready())) === to.id, "the server kept the old stage");
    await picture("board");
  });
  await report.step(`${width} px: a stage that is gone takes no deal`, () => goneStage(walk));
};

/** Somebody removes a stage while the board is open: the card goes back, the board says why, nothing is lost. */
const goneStage = async (walk: Walk): Promise<void> => {
  const { page, api, width } = walk;
  const stages = [
    { name: "Start", kind: "open", probability: 0.2 },
    { name: "Doomed", kind: "open", probability: 0.5 },
  ];
  const ends = [
    { name: "Won", kind: "won", probability: 1 },
    { name: "Lost", kind: "lost", probability: 0 },
  ];
  const made = await api.pipelines.create({
    name: `Short lived ${width}`,
    stages: [...stages, ...ends],
  } as never);
  const pipeline = (await api.pipelines.list()).find(({ name }) => name === `Short lived ${width}`);
  const start = pipeline?.stages[0];
  if (!made || !pipeline || !start) throw new Error("The pipeline was not made.");
  const name = `Stranded at ${width}`;
  const { data: deal } = await api
    .records("deals")
    .create({ name, pipelineId: pipeline.id, stageId: start.id });
  const filter = encodeURIComponent(JSON.stringify({ pipelineId: pipeline.id }));
  await visit(page, `/o/deals?layout=kanban&filter=${filter}`);
  await page.getByRole("group", { name }).waitFor();
  const kept = pipeline.stages.filter((stage) => stage.name !== "Doomed");
  await api.pipelines.update(pipeline.id, {
    name: pipeline.name,
    stages: kept.map(({ id, name: label, kind, probability }) => ({
      id,
      name: label,
      kind,
      probability,
    })),
  } as never);
  await page.keyboard.press("j");
  await page.keyboard.press(" ");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: /stage/i }).first().waitFor();
  await columnOf(walk, "Start").getByRole("group", { name }).waitFor();
  expect((await api.records("deals").get(deal.id)).stageId === start.id, "the deal was moved");
};
