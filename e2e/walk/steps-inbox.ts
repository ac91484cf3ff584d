// Mail in the inbox, against real mail servers where there are some: a mail with pictures in its text is read; a member's
// own mail is captured and the stranger in it added; two conversations are merged and one is put on a deal, by keyboard;
// mails of several people are answered, and a member writes first.
import { deflateSync } from "node:zlib";
import {
  type MailServers,
  startMailServers,
  whyNoMailServers,
} from "../../apps/server/test/mail-servers.ts";
import { expectAccessible } from "./accessibility.ts";
import { arrived, setUpMailbox } from "./mailbox.ts";
import { expect } from "./report.ts";
import { answerAll, writeFirst } from "./steps-write.ts";
import { visit, type Walk } from "./walk-context.ts";

const crcTable = Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

const chunkOf = (kind: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const crc = body.reduce((sum, byte) => (crcTable[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8), ~0);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(~crc >>> 0);
  return Buffer.concat([length, body, check]);
};

/** A picture of stripes, as a camera would never make one but every browser draws it. */
const pngOf = (width: number, height: number): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = (y: number) =>
    Buffer.from([
      0,
      ...Array.from({ length: width }, (_, x) => [40, 90 + (y % 120), 120 + (x % 130)]).flat(),
    ]);
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunkOf("IHDR", head),
    chunkOf("IDAT", deflateSync(rows)),
    chunkOf("IEND", Buffer.alloc(0)),
  ]);
};

const partOf = (id: string, name: string, content: Buffer): string =>
  `--R\nContent-Type: image/png; name="${name}"\nContent-ID: <${id}>\nContent-Disposition: inline; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${content.toString("base64")}\n`;

const mailWithPictures = (width: number): string =>
  [
    "From: Ida Marsh <ida@customers.example>",
    `To: help${width}@ours.example`,
    `Subject: The crack in the case ${width}`,
    `Message-ID: <pictures-${width}@customers.example>`,
    "MIME-Version: 1.0",
    "Content-Type: multipart/related; boundary=R",
    "",
    "--R",
    "Content-Type: text/html; charset=utf-8",
    "",
    '<p>Here it is from the front:</p><img src="cid:front"><p>And the drawing, and what I forgot:</p><img src="cid:drawing"><img src="cid:forgotten"><img src="https://evil.example/pixel.gif"><p>Can you repair it?</p>',
    `${partOf("front", "front.png", pngOf(480, 260))}${partOf("drawing", "drawing.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))}--R--`,
    "",
  ].join("\n");

const readPictures = async (walk: Walk, servers: MailServers): Promise<void> => {
  const { page, width } = walk;
  await servers.append(`help${width}@ours.example`, mailWithPictures(width));
  await setUpMailbox(walk);
  const id = await arrived(walk, `The crack in the case ${width}`);
  await visit(page, `/inbox?c=${id}`);
  const picture = page.getByRole("img", { name: "front.png" });
  await picture.waitFor();
  const drawnWidth = `document.querySelector('main img[alt="front.png"]').naturalWidth`;
  await page.waitForFunction(`${drawnWidth} === 480`);
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText("it is none that is shown here").waitFor();
  await messages.getByText("[image missing]").waitFor();
  expect(
    (await page.locator("main img").count()) === 1,
    "more than the mail's own picture is drawn",
  );
  await expectAccessible(page);
  await walk.picture("inbox-pictures");
};

const capture = async (walk: Walk, servers: MailServers): Promise<void> => {
  const { page, api, width } = walk;
  await visit(page, "/settings/profile");
  const section = page.getByRole("region", { name: "Mails that you send elsewhere" });
  await api.mailboxes.capture.end();
  await page.reload();
  await section.getByRole("button", { name: "Make my address" }).click();
  const field = section.getByRole("textbox", { name: `By help${width}@ours.example` });
  await field.waitFor();
  const address = await field.inputValue();
  await section.getByRole("button", { name: "Copy" }).first().waitFor();
  await expectAccessible(page);
  await section.scrollIntoViewIfNeeded();
  await walk.picture("capture-address");
  const { email } = await api.account.profile();
  const subject = `The quotation ${width}`;
  const raw = `From: ${email}\nTo: Rolf Stranger <rolf${width}@far.example>\nSubject: ${subject}\nMessage-ID: <sent-${width}@walk.example>\n\nHere is our quotation.\n`;
  await servers.send(raw, email, address);
  const id = await arrived(walk, subject);
  await visit(page, `/inbox?c=${id}`);
  await page.getByText("Sent outside Rapport").waitFor();
  if (width < 1100) await page.getByRole("button", { name: "Details" }).click();
  const went = page.getByRole("region", { name: "Also on the mails" });
  await went.getByText("Rolf Stranger").waitFor();
  await expectAccessible(page);
  await walk.picture("inbox-captured");
  await went.getByRole("button", { name: "Add person" }).click();
  await went.getByRole("link", { name: "Rolf Stranger" }).waitFor();
  if (width < 1100) await page.keyboard.press("Escape");
};

const mergeAndLink = async (walk: Walk, servers: MailServers): Promise<void> => {
  const { page, api, width } = walk;
  const write = (at: number) =>
    servers.append(
      `help${width}@ours.example`,
      `From: Uwe Twice <uwe${width}@far.example>\nTo: help${width}@ours.example\nSubject: Question ${at} of ${width}\nMessage-ID: <twice-${at}-${width}@far.example>\n\nText number ${at}.\n`,
    );
  await write(1);
  await write(2);
  const other = await arrived(walk, `Question 1 of ${width}`);
  const id = await arrived(walk, `Question 2 of ${width}`);
  const { number } = await api.conversations.get(id);
  await visit(page, `/inbox?c=${id}`);
  await page.getByText("Text number 2.").last().waitFor();
  await page.keyboard.press("m");
  const merging = page.getByRole("dialog", { name: `Merge into #${String(number)}` });
  const choice = merging.getByRole("radio", { name: /Question 1/ });
  await choice.focus();
  await page.keyboard.press("Space");
  await expectAccessible(page);
  await walk.picture("inbox-merge");
  await page.keyboard.press("Enter");
  await page.getByText("Merged: its messages are read here.").waitFor();
  await page.getByRole("region", { name: "Messages" }).getByText("Text number 1.").waitFor();
  expect((await api.conversations.get(other)).mergedInto?.id === id, "it was not merged");
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("Undone.").first().waitFor();
  expect((await api.conversations.get(other)).mergedInto === null, "the merge was not undone");
  const deal = await api.records("deals").create({ name: `Boat ${width}` });
  await page.locator("main h1").first().click();
  await page.keyboard.press("l");
  const putting = page.getByRole("dialog", { name: "Put this conversation on a record" });
  await putting.getByRole("combobox", { name: "Deal" }).fill(`Boat ${width}`);
  await page.getByRole("option", { name: `Boat ${width}` }).click();
  await expectAccessible(page);
  await putting.getByRole("button", { name: "Put it there" }).click();
  await page.getByText(`It is on Boat ${width} now.`).waitFor();
  const links = await api.conversations.links(id);
  expect(links[0]?.recordId === deal.data.id, "it is not on the deal");
  if (width < 1100) await page.getByRole("button", { name: "Details" }).click();
  const on = page.getByRole("region", { name: "Is on" });
  await on.getByRole("link", { name: `Boat ${width}` }).waitFor();
  await page.getByText("How this is guessed").click();
  await page
    .getByText(/it takes 60 to learn/)
    .first()
    .waitFor();
  await expectAccessible(page);
  await walk.picture("inbox-links");
  await on.getByRole("button", { name: `Take it off Boat ${width}` }).click();
  await page.getByText(`It is off Boat ${width}.`).waitFor();
};

export const walkInbox = async (walk: Walk): Promise<void> => {
  const { report, width } = walk;
  const why = whyNoMailServers();
  if (why !== null) {
    report.note(`mail in the inbox: left out, ${why}`);
    return;
  }
  const servers = await startMailServers(walk.ports.mail);
  try {
    await report.step(`${width} px: a mail with pictures in its text is read`, () =>
      readPictures(walk, servers),
    );
    await report.step(`${width} px: a member's own mail is captured, its stranger added`, () =>
      capture(walk, servers),
    );
    await report.step(`${width} px: conversations are merged and put on a deal by keyboard`, () =>
      mergeAndLink(walk, servers),
    );
    await report.step(`${width} px: an answer goes to all but one, and to one more`, () =>
      answerAll(walk, servers),
    );
    await report.step(`${width} px: a member writes first`, () => writeFirst(walk, servers));
  } finally {
    await servers.close();
  }
};
