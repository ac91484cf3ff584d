// A campaign: made, started after a look at whom it asks, answered on a page without script by whoever got the mail, and
// read with its score. The mail goes through a real mailbox to a mail server of the walk.
import { openSmtpServer, type SmtpServer } from "../../apps/server/test/smtp-server.ts";
import { expectAccessible } from "./accessibility.ts";
import { openPage } from "./browser.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const SLOW_MS = 30_000;
const nameOf = ({ width }: Walk): string => `Autumn ${width}`;

const mailboxOf = async ({ api, width, ports }: Walk): Promise<string> => {
  const place = { host: "127.0.0.1", port: ports.receiver, security: "none" as const, user: "" };
  const { data } = await api.channels.create({
    ...{ kind: "email", name: `Letters ${width}`, providerToken: "a password" },
    settings: {
      ...{ address: "help@northwind.example", senderName: "Northwind", imap: place, smtp: place },
      ...{ folders: ["INBOX"], since: "2026-01-01" },
    },
  });
  return data.id;
};

const peopleOf = async ({ api, width }: Walk): Promise<void> => {
  const country = `Letterham ${width}`;
  const purposes = await api.consent.purposes.list();
  if (!purposes.some(({ key }) => key === "surveys"))
    await api.consent.purposes.create({ key: "surveys", label: "Surveys", whenUnknown: "granted" });
  await api
    .records("people")
    .create({ firstName: "Robin", email: `robin@l${width}.example`, country });
  await api.records("people").create({ firstName: "Silent", country });
  const rule = { kind: "field", field: "country", op: "eq", value: country } as const;
  const { data } = await api.segments.create({
    name: country,
    definition: { entity: "people", match: "all", rules: [rule] },
  });
  const deadline = Date.now() + SLOW_MS;
  while ((await api.segments.get(data.id)).members !== 2) {
    expect(Date.now() < deadline, "nobody is within the segment");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

const make = async (walk: Walk): Promise<void> => {
  const { page, width } = walk;
  await visit(page, "/settings/nps");
  await page.getByRole("button", { name: "New campaign" }).click();
  const dialog = page.getByRole("dialog", { name: "New campaign" });
  await dialog.getByLabel("Name", { exact: false }).first().fill(nameOf(walk));
  await dialog.getByRole("textbox", { name: "What people are asked about" }).fill("Northwind tea");
  await dialog.getByRole("combobox", { name: "Whom to ask" }).click();
  await page.getByRole("option", { name: `Letterham ${width}` }).click();
  await dialog.getByRole("combobox", { name: "Send from" }).click();
  await page.getByRole("option", { name: `Letters ${width}` }).click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make campaign" }).click();
  await page.getByText("Nobody was asked yet.").waitFor();
  await expectAccessible(page);
};

const send = async ({ page }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Start…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Start / });
  await dialog.getByText("2 people are within the segment.").waitFor();
  await dialog.getByText("1 without a mail address.").waitFor();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Send 1 mail" }).click();
  await page.getByText("1 mail sent.").waitFor({ timeout: SLOW_MS });
};

/** Long lines of a mail are broken with a sign of equality. */
const linkIn = (mail: string): string => {
  const text = mail.replaceAll("=\r\n", "").replaceAll("=3D", "=");
  return /\/recommend\/[\w-]+/.exec(text)?.[0] ?? "";
};

const answer = async (walk: Walk, smtp: SmtpServer): Promise<void> => {
  const { url, browser, width } = walk;
  const at = smtp.taken.indexOf(`robin@l${width}.example`);
  const link = linkIn(smtp.mails[at] ?? "");
  expect(link !== "", "the mail holds no link");
  const customer = await openPage(browser, url, { width, height: width > 1000 ? 900 : 844 });
  try {
    const { page } = customer;
    await page.goto(link);
    await page.getByRole("heading", { name: /recommend Northwind tea/ }).waitFor();
    await expectAccessible(page, "other");
    await page.getByRole("radio", { name: "9", exact: true }).check();
    await page.getByRole("textbox", { name: /main reason/ }).fill("<b>Good</b> tea");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("status").getByText("Thank you for your answer.").waitFor();
    await expectAccessible(page, "other");
    await page.getByRole("button", { name: "Do not ask me again" }).click();
    await page.getByRole("heading", { name: "You will not be asked again" }).waitFor();
    expect(customer.faults.length === 0, customer.faults.join("\n"));
  } finally {
    await customer.context.close();
  }
};

const look = async (walk: Walk): Promise<void> => {
  const { page } = walk;
  const score = page.getByRole("region", { name: "Score" });
  await score.getByText("+100", { exact: true }).waitFor({ timeout: SLOW_MS });
  await score.getByText(/95 % sure: between .* 1 of 1 answered/).waitFor();
  await page.getByRole("region", { name: "Answers" }).getByText("<b>Good</b> tea").waitFor();
  await expectAccessible(page);
  await walk.picture("nps");
  await page.getByRole("link", { name: "All campaigns" }).click();
  await page.getByRole("link", { name: nameOf(walk) }).waitFor();
  await expectAccessible(page);
};

export const walkNps = async (walk: Walk): Promise<void> => {
  const { report, api, width, ports } = walk;
  const smtp = await openSmtpServer(0, ports.receiver);
  let mailbox = "";
  try {
    await report.step(`${width}: people, a segment and a mailbox to ask from`, async () => {
      mailbox = await mailboxOf(walk);
      await peopleOf(walk);
    });
    await report.step(`${width}: a campaign is made`, () => make(walk));
    await report.step(`${width}: it asks whom it may`, () => send(walk));
    await report.step(`${width}: somebody answers, and wants no more`, () => answer(walk, smtp));
    await report.step(`${width}: the score, and what was written`, () => look(walk));
  } finally {
    if (mailbox !== "") await api.channels.pause(mailbox);
    await smtp.close();
  }
};
