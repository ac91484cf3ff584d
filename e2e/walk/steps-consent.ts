// Consent: a person objects in one click, and takes it back; a letter from another day with its proof; the history;
// a purpose of the workspace's own and what silence means.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { rests, visit, type Walk } from "./walk-context.ts";

export const walkConsent = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const { data: person } = await api
    .records("people")
    .create({ firstName: "Odile", lastName: `Consent ${width}` });
  const stateOf = async (purpose: string): Promise<string | undefined> =>
    (await api.consent.get(person.id)).purposes.find((one) => one.purpose === purpose)?.state;

  await report.step(`${width}: a person objects in one click, and takes it back`, async () => {
    await visit(page, `/o/people/${person.id}?tab=consent`);
    await page.getByText("Unknown, so not allowed").first().waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Objects: Training of models" }).click();
    await page.getByText("Training of models: objection noted.").waitFor();
    expect((await stateOf("training")) === "denied", "the objection was not recorded");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByText("Undone.").waitFor();
    expect((await stateOf("training")) === "unknown", "the objection was not taken back");
    await page.getByRole("button", { name: "Objects: Training of models", pressed: false }).click();
    await page.getByText("Objected", { exact: true }).waitFor();
    await rests(page);
    expect((await stateOf("training")) === "denied", "the objection was not recorded again");
  });

  await report.step(`${width}: a letter of another day, with its proof`, async () => {
    await page.getByRole("button", { name: "More for Marketing by e-mail" }).click();
    await page.getByRole("menuitem", { name: "Record with date and proof" }).click();
    const dialog = page.getByRole("dialog", { name: "Record consent: Marketing by e-mail" });
    await dialog.getByLabel("Said on").fill("2026-03-01");
    await dialog.getByLabel("Proof").fill("Letter in folder 7");
    await dialog.getByLabel("Text that was shown").fill("Yes, write to me.");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Record" }).click();
    await page.getByText(/proof: Letter in folder 7/).waitFor();
    await page.getByRole("button", { name: "Show the history" }).click();
    const history = page.getByRole("list", { name: "History of consent" });
    await history.getByText("Yes, write to me.").waitFor();
    await history.getByText(/taken back/).waitFor();
    await expectAccessible(page);
    await picture("consent");
  });

  await report.step(`${width}: a purpose of one's own, and what silence means`, async () => {
    await visit(page, "/settings/consent");
    await page.getByText("Allowed until they object").first().waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "New purpose" }).click();
    const dialog = page.getByRole("dialog", { name: "New purpose" });
    await dialog.getByLabel("Name").fill(`Partners ${width}`);
    await dialog.getByLabel("Legal basis of that").fill("Consent");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Add purpose" }).click();
    await page.getByText(`Partners ${width} added.`).waitFor();
    await page.getByRole("button", { name: `Retire Partners ${width}` }).click();
    await page.getByRole("button", { name: `Bring back Partners ${width}` }).waitFor();
    await page.getByRole("button", { name: "Add category" }).click();
    await page.getByLabel("Category of the source").last().fill(`Ads ${width}`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Sources of consent saved.").waitFor();
    await picture("consent-settings");
    await expectAccessible(page);
    const purposes = await api.consent.purposes.list();
    const own = purposes.find(({ label }) => label === `Partners ${width}`);
    expect(own?.key === `partners_${width}` && own.isRetired, "the purpose is not as it was made");
  });
};
