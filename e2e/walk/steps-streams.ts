// Streams from and to message brokers: what the screen says where none is set up.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

export const walkStreams = async ({ page, report, api, width }: Walk): Promise<void> => {
  await report.step(`${width}: streams of message brokers, of which there are none`, async () => {
    await visit(page, "/settings/streams");
    await page.getByText("No streams yet").waitFor();
    await expectAccessible(page);
    expect((await api.streams.list()).length === 0, "there are streams");
  });
};
