// Webhooks: setting one up, its secret, a test, what was sent with the receiver's answer, sending again, pausing.
import { createServer, type Server } from "node:http";
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

interface Receiver {
  types: string[];
  status: number;
  server: Server;
}

const ANSWER = "<b>thanks</b>";

const openReceiver = async (port: number): Promise<Receiver> => {
  const receiver: Receiver = { types: [], status: 200, server: createServer() };
  receiver.server.on("request", (request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => {
      text += part.toString();
    });
    request.on("end", () => {
      receiver.types.push((JSON.parse(text) as { type: string }).type);
      response.writeHead(receiver.status).end(ANSWER);
    });
  });
  await new Promise<void>((resolve) => receiver.server.listen(port, "127.0.0.1", resolve));
  return receiver;
};

const nameOf = ({ width }: Walk): string => `Billing ${width}`;

const setUp = async (walk: Walk): Promise<void> => {
  const { page } = walk;
  await visit(page, "/settings/webhooks");
  await expectAccessible(page);
  await page.getByRole("link", { name: "New webhook" }).click();
  await page.getByLabel("Address").fill("https://10.0.0.1/inside");
  await page.getByRole("checkbox", { name: "People: Created" }).check();
  await page.getByRole("button", { name: "Set up webhook" }).click();
  await page.getByText(/private network/).waitFor();
  await page.getByLabel("Address").fill(`http://127.0.0.1:${walk.ports.receiver}/hook`);
  await page.getByRole("textbox", { name: "Name" }).fill(nameOf(walk));
  await page.getByRole("checkbox", { name: "All of Deals" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Set up webhook" }).click();
  const secret = await page.getByRole("textbox", { name: "Secret" }).inputValue();
  expect(secret.startsWith("whsec_"), "the secret does not start with whsec_");
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("heading", { name: nameOf(walk) }).waitFor();
  await page.getByText("Nothing was sent yet").waitFor();
  expect(!(await page.content()).includes(secret), "the secret is still on the page");
  await expectAccessible(page);
};

const sendAndLook = async (walk: Walk, receiver: Receiver): Promise<void> => {
  const { page, api } = walk;
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByText("The receiver took the test (200).").waitFor();
  await api.records("people").create({ firstName: "Hook", lastName: `${walk.width}` });
  const list = page.getByRole("list", { name: "Deliveries" });
  const created = list.getByRole("button", { name: /People: created/ });
  await created.waitFor({ timeout: 20_000 });
  await list.getByText("Delivered").nth(1).waitFor({ timeout: 20_000 });
  await created.click();
  await page.getByText(ANSWER, { exact: true }).waitFor();
  await page.getByText("Written by the receiver").waitFor();
  await expectAccessible(page);
  await walk.picture("webhook");
  receiver.types.length = 0;
  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await page.getByText("It is sent again.").waitFor();
  for (let waited = 0; receiver.types.length === 0 && waited < 100; waited += 1)
    await page.waitForTimeout(100);
  expect(receiver.types.includes("people.created"), "it was not sent again");
};

const settle = async (walk: Walk): Promise<void> => {
  const { page } = walk;
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused. What happens meanwhile waits.").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByText("Resumed. What waits is sent.").waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Make new secret" }).click();
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByText(/The old secret works until/).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete webhook" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete webhook" }).click();
  await page.getByText("Webhook deleted.").waitFor();
  await page.getByText("No webhooks yet").waitFor();
  await expectAccessible(page);
};

export const walkWebhooks = async (walk: Walk): Promise<void> => {
  const { report } = walk;
  const receiver = await openReceiver(walk.ports.receiver);
  const at = `${walk.width} px`;
  try {
    await report.step(`${at}: a webhook is set up, its secret shown once`, () => setUp(walk));
    await report.step(`${at}: what it was sent is shown, and sent again`, () =>
      sendAndLook(walk, receiver),
    );
    await report.step(`${at}: it is paused, resumed, given a new secret and deleted`, () =>
      settle(walk),
    );
  } finally {
    receiver.server.closeAllConnections();
    receiver.server.close();
  }
};
