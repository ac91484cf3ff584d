// The connection goes while someone works, others go on meanwhile, and it comes back: nothing that was typed is lost,
// and only the same field is asked about. Then a telephone on a slow network.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { cellOf, visit, type Walk } from "./walk-context.ts";

const SLOW = { offline: false, latency: 600, downloadThroughput: 50_000, uploadThroughput: 20_000 };
const SLOW_LOAD_MS = 60_000;

const makePeople = async ({ api }: Walk): Promise<string[]> => {
  const made = await api.records("people").bulk(
    ["Aalto", "Aarden", "Abbas"].map((lastName, at) => ({
      op: "create" as const,
      data: { lastName, city: "Offline", email: `off.${at}@offline.example` },
    })),
  );
  return made.data.map(({ id }) => id ?? "");
};

const editCity = async ({ page }: Walk, row: number, city: string): Promise<void> => {
  await (await cellOf(page, row, "City")).dblclick();
  await page.getByRole("textbox", { name: "City" }).fill(city);
  await page.keyboard.press("Enter");
};

export const walkOffline = async (walk: Walk): Promise<void> => {
  const { page, report, api, context, picture } = walk;
  const people = api.records("people");
  let ids: string[] = [];
  await report.step("offline: edits stay on the screen and are said to wait", async () => {
    ids = await makePeople(walk);
    const filter = encodeURIComponent(JSON.stringify({ email: { startsWith: "off." } }));
    await visit(page, `/o/people?cols=city,phone&sort=lastName&filter=${filter}`);
    await (await cellOf(page, 2, "City")).waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline").waitFor();
    await editCity(walk, 0, "Kiruna");
    await page.getByText("1 change waits in this browser").waitFor();
    await editCity(walk, 1, "Bergen");
    await page.getByText("2 changes wait in this browser").waitFor();
    await (await cellOf(page, 0, "City")).getByText("Kiruna").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Show" }).click();
    const dialog = page.getByRole("dialog", { name: "Changes that wait to be saved" });
    await dialog.getByText("Aalto").waitFor();
    await expectAccessible(page);
    await picture("offline");
    await page.keyboard.press("Escape");
  });
  await report.step(
    "back online: another field is no conflict, the same field is a choice",
    async () => {
      await people.update(ids[0] ?? "", { phone: "+47 1" });
      await people.update(ids[1] ?? "", { city: "Hamar" });
      await context.setOffline(false);
      const conflict = page.getByRole("dialog", { name: "Changed meanwhile" });
      await conflict.getByText("Hamar").waitFor();
      // Closing it is no answer: the edit goes on waiting, and is offered again.
      await page.keyboard.press("Escape");
      await page.getByText("1 change was not saved").waitFor();
      const first = await people.get(ids[0] ?? "");
      expect(first.city === "Kiruna" && first.phone === "+47 1", `it is ${JSON.stringify(first)}`);
      expect((await people.get(ids[1] ?? "")).city === "Hamar", "theirs was written over");
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByRole("button", { name: "Try again" }).click();
      await conflict.getByText("Hamar").waitFor();
      await conflict.getByRole("button", { name: "Save mine instead" }).click();
      await page.getByText("City of Aarden saved.").waitFor();
      expect((await people.get(ids[1] ?? "")).city === "Bergen", "mine was not saved");
    },
  );
  await report.step("offline: what waits survives that the browser is closed", async () => {
    await page.keyboard.press("Escape");
    await context.route("**/api/v1/people/**", (route) =>
      route.request().method() === "PATCH" ? route.abort() : route.continue(),
    );
    await editCity(walk, 2, "Narvik");
    await page.getByText("1 change waits in this browser").waitFor();
    await context.unroute("**/api/v1/people/**");
    await visit(page, "/");
    await page.getByText("Everything that waited is saved.").waitFor();
    expect((await people.get(ids[2] ?? "")).city === "Narvik", "the change was lost");
  });
};

/** Shapes first, then rows; an edit shows at once although the answer takes a second and more. */
export const walkSlow = async (walk: Walk): Promise<void> => {
  const { page, report, api, context, picture } = walk;
  await report.step("390 px, slow network: the list comes, and an edit shows at once", async () => {
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    await network.send("Network.emulateNetworkConditions", SLOW);
    try {
      await page.goto("/o/people?cols=city&sort=email", { timeout: SLOW_LOAD_MS });
      const cell = page.locator('tbody tr[aria-rowindex="2"] td').nth(2);
      await cell.getByText(/\w/).waitFor({ timeout: SLOW_LOAD_MS });
      await cell.dblclick();
      await page.getByRole("textbox", { name: "City" }).fill("Slowville");
      await page.keyboard.press("Enter");
      await cell.getByText("Slowville").waitFor({ timeout: 500 });
      await page.getByText(/^City of .* saved\.$/).waitFor();
      await picture("slow");
    } finally {
      await network.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      });
      await network.detach();
    }
    const { data } = await api.records("people").list({ filter: { city: "Slowville" } });
    expect(data.length === 1, `${data.length} people live in Slowville`);
  });
};
