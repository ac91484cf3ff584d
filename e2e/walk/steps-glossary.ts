// The glossary: empty, a term added and changed in its place, switched off and undone, loaded from a file; and a question
// in a customer's word that finds the page, with which words were added and why.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

/** At each width its own. */
const termAt = (width: number) => (width > 1000 ? "Gangway" : "Mooring");

async function clear({ api }: Walk): Promise<void> {
  const { data } = await api.knowledge.glossary.list({ limit: 200 });
  for (const { id } of data) await api.knowledge.glossary.remove(id);
}

export const walkGlossary = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const term = termAt(width);
  const row = page.getByRole("row").filter({ hasText: term });

  await report.step(`${width}: an empty glossary says what it is for`, async () => {
    await clear(walk);
    await api.knowledge.pages.create({
      title: `The ${term.toLowerCase()} of the ship`,
      body: `The ${term.toLowerCase()} is lowered at six in the morning.`,
      ...{ state: "published", readers: ["public"], language: "en" },
    });
    await visit(page, "/knowledge/glossary");
    await page.getByText("No terms yet").waitFor();
    await expectAccessible(page);
  });

  await report.step(`${width}: a term is added, and changed in its place`, async () => {
    await page.getByRole("button", { name: "Add term" }).first().click();
    await page.getByLabel("Term", { exact: true }).fill(term);
    await page.getByLabel("Other words for it").fill("shore bridge; Landungssteg");
    await expectAccessible(page);
    await page.getByLabel("Other words for it").press("Enter");
    await row.getByText("shore bridge, Landungssteg").waitFor();
    await page.getByRole("button", { name: `Change ${term}` }).click();
    await page.getByLabel("Other words for it").fill("shore bridge; Landungssteg; boarding plank");
    await page.getByRole("button", { name: "Save" }).click();
    await row.getByText("boarding plank").waitFor();
  });

  await report.step(
    `${width}: a question in another word shows what was added and why`,
    async () => {
      const form = page.getByRole("region", { name: "Try a question" });
      await form.getByLabel("Question").fill("When is the boarding plank lowered?");
      await form.getByRole("button", { name: "Ask" }).click();
      await form.getByText(`(your term ${term}) was looked for as`).waitFor();
      await form
        .getByRole("link", { name: `The ${term.toLowerCase()} of the ship` })
        .first()
        .waitFor();
      await form.getByText(`by the glossary ${term}`).first().waitFor();
      await expectAccessible(page);
      await picture("glossary");
    },
  );

  await report.step(
    `${width}: off and undone, loaded from a file, a wrong file refused`,
    async () => {
      await page.getByRole("switch", { name: `Search uses ${term}` }).press("Space");
      await page
        .getByRole("alert")
        .filter({ hasText: `${term} is off` })
        .getByRole("button", { name: "Undo" })
        .click();
      await page.getByText("Undone.").first().waitFor();
      // Messages under the pointer stay, and others wait behind them.
      await page.mouse.move(5, 5);
      const { data } = await api.knowledge.glossary.list();
      expect(data[0]?.isOn === true, "the switch was not undone");
      const input = page.locator('input[type="file"]');
      const file = (text: string) => ({
        name: "g.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(text),
      });
      await input.setInputFiles(file("term,words\nbow thruster,Bugstrahlruder\n"));
      await page.getByRole("row").filter({ hasText: "Bugstrahlruder" }).waitFor();
      await input.setInputFiles(file("term,words\nx,\n"));
      await page.getByText('Line 2: "x"').waitFor();
      await clear(walk);
    },
  );
};
