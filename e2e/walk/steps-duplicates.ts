// People who were entered twice: found, compared field by field, merged, and taken apart again.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const TWIN_WAIT_MS = 20_000;

interface Twins {
  lastName: string;
  ids: [string, string];
}

const makeTwins = async ({ api, width }: Walk): Promise<Twins> => {
  const lastName = `Marchetti${width}`;
  const email = `twin.${width}@marchetti.example`;
  const { data: first } = await api
    .records("people")
    .create({ firstName: "Livia", lastName, email, phone: `+39 02 5550 ${width}` });
  const { data: second } = await api
    .records("people")
    .create({ firstName: "Livia", lastName, email, city: "Milan", jobTitle: "Buyer" });
  await api.records("notes").create({ body: "Met at the fair.", personId: second.id });
  return { lastName, ids: [first.id, second.id] };
};

const untilPaired = async ({ api }: Walk, id: string): Promise<void> => {
  const end = performance.now() + TWIN_WAIT_MS;
  while (performance.now() < end) {
    const { data } = await api.duplicates.list({ object: "people", recordId: id });
    if (data.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The pair was never found.");
};

export const walkDuplicates = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const twins = await makeTwins(walk);
  const [first, second] = twins.ids;
  const whole = width > 1000;
  await report.step(`${width} px: a pair is listed with its reasons`, async () => {
    await untilPaired(walk, first);
    await visit(page, "/o/people");
    await page.getByRole("button", { name: "More for people" }).click();
    await page.getByRole("menuitem", { name: "Find duplicates" }).click();
    const pair = page.getByRole("listitem", { name: new RegExp(twins.lastName) });
    await pair.getByText("Very likely").waitFor();
    await pair.getByText("Same e-mail", { exact: false }).first().waitFor();
    if (whole) await expectAccessible(page);
    await pair.getByRole("link", { name: "Review and merge" }).click();
    await page.getByRole("button", { name: "Merge 2 people" }).waitFor();
  });
  await report.step(`${width} px: fields are chosen and the two are merged`, async () => {
    if (whole) await expectAccessible(page);
    await picture("merge");
    await page.getByRole("button", { name: "Merge 2 people" }).click();
    await page.getByText("2 people merged.").waitFor();
    await page.waitForURL(new RegExp(`/o/people/(${first}|${second})`));
    const survivor = page.url().includes(first) ? first : second;
    const person = await api.records("people").get(survivor);
    expect(person.city === "Milan", `the city is ${String(person.city)}`);
    expect(person.phone !== null, "the phone number is lost");
    const gone = survivor === first ? second : first;
    await page.goto(`/o/people/${gone}`);
    await page.waitForURL(new RegExp(`/o/people/${survivor}`));
  });
  await report.step(`${width} px: the merge is undone from the list of merges`, async () => {
    await visit(page, "/duplicates/people?tab=merged");
    const row = page.getByRole("listitem").filter({ hasText: twins.lastName });
    if (whole) await expectAccessible(page);
    await row.getByRole("button", { name: "Undo the merge" }).click();
    await page.getByText("The merge was undone.").waitFor();
    const both = await api.records("people").list({ filter: { lastName: twins.lastName } });
    expect(both.data.length === 2, `${both.data.length} people are there`);
    await picture("merge-undone");
  });
  await report.step(`${width} px: who is written twice is said while writing`, async () => {
    await visit(page, "/o/people?new=true");
    const dialog = page.getByRole("dialog", { name: "New person" });
    await dialog.getByLabel("E-mail").fill(`twin.${width}@marchetti.example`);
    await dialog.getByText("May be there already").waitFor();
    if (whole) await expectAccessible(page);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
};
