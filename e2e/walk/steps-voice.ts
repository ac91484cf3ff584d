// Files and voice notes in the inbox: a recording is attached to a note while nothing can hear it; a speech model is
// connected and hears it; a voice note is spoken, by keyboard, kept when sending fails, sent and heard; what was said is
// text, whatever it looks like; the microphone goes off; a file that is removed before sending is gone.
import type { Locator } from "playwright-core";
import { wavOf } from "../../apps/web/src/rooms/inbox/wav.rules.ts";
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { openSpeech, type Speech } from "./speech.ts";
import { visit, type Walk } from "./walk-context.ts";

const slowMs = 30_000;
const mostTabs = 80;
const toneName = "Tone of the machine.wav";
const provider = "Walk ears";
const said = "The lid is <b>cracked</b>, & it leaks.";

/** Two seconds that can be heard. */
const tone = (): Buffer => {
  const rate = 8_000;
  const samples = Float32Array.from(
    { length: rate * 2 },
    (_, at) => 0.4 * Math.sin((at / rate) * 440 * 2 * Math.PI),
  );
  return Buffer.from(wavOf(samples, rate));
};

const talk = async ({ api, url, width }: Walk): Promise<string> => {
  const { data } = await api.channels.create({ kind: "api", name: `Voice shop ${width}` });
  const answer = await fetch(`${url}/api/v1/channel-messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${data.key}`, "content-type": "application/json" },
    body: JSON.stringify({
      ...{ id: `voice-${width}`, thread: `voice-${width}` },
      from: { address: `vera@voices-${width}.example`, name: "Vera Voice" },
      text: "My machine makes a sound.",
    }),
  });
  expect(answer.ok, `the message was not taken: ${answer.status}`);
  return ((await answer.json()) as { conversationId: string }).conversationId;
};

const filesToSend = ({ page }: Walk) => page.getByRole("list", { name: "Files to send" });
const messagesOf = ({ page }: Walk) => page.getByRole("region", { name: "Messages" });

const isFocused = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => element.matches(":focus"));

/** By keyboard alone, from where the focus is. */
const tabTo = async ({ page }: Walk, one: Locator, what: string): Promise<void> => {
  for (let pressed = 0; pressed < mostTabs; pressed += 1) {
    if (await isFocused(one)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to ${what}.`);
};

const openNote = async ({ page }: Walk, id: string): Promise<void> => {
  await visit(page, `/inbox?box=all&c=${id}`);
  await page.getByRole("textbox", { name: "Reply to the customer" }).waitFor();
  await page.keyboard.press("n");
  await page.getByRole("combobox", { name: "Note for members" }).waitFor();
};

const attach = async (walk: Walk, name: string, buffer: Buffer): Promise<void> => {
  const file = { name, mimeType: "application/octet-stream", buffer };
  await walk.page.getByLabel("Files to attach").setInputFiles(file);
  await filesToSend(walk).getByText(name, { exact: true }).waitFor();
};

/** The length that the browser finds in what it plays; as text, because the walk is checked without a browser's types. */
const playedLength = async ({ page }: Walk, name: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve, reject) => {
    const audio = document.querySelector(${JSON.stringify(`main ol audio[aria-label="Play ${name}"]`)});
    audio.addEventListener("loadedmetadata", () => resolve(audio.duration));
    audio.addEventListener("error", () => reject(new Error("it cannot be played")));
    audio.preload = "metadata";
    audio.load();
  })`);

const unheard = async (walk: Walk, id: string): Promise<void> => {
  const { page, api } = walk;
  await openNote(walk, id);
  await attach(walk, "Given up.txt", Buffer.from("Not this one."));
  await attach(walk, toneName, tone());
  await page.getByLabel(`Play ${toneName}`).waitFor();
  const place = { object: "conversations", recordId: id };
  expect((await api.attachments.list(place)).length === 2, "they were not uploaded");
  const deleted = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.getByRole("button", { name: "Remove Given up.txt" }).click();
  await deleted;
  expect((await api.attachments.list(place)).length === 1, "the removed file is still there");
  await expectAccessible(page);
  await walk.picture("voice-composer");
  await page.getByRole("button", { name: "Write note" }).click();
  const messages = messagesOf(walk);
  await messages.getByText("No speech model is connected", { exact: false }).waitFor();
  await messages.getByRole("link", { name: "AI models" }).waitFor();
  expect((await filesToSend(walk).count()) === 0, "what was sent is still there to send");
  await messages.getByLabel(`Play ${toneName}`).waitFor();
  const seconds = await playedLength(walk, toneName);
  expect(Math.abs(seconds - 2) < 0.05, `it plays for ${seconds} seconds`);
  await messages.getByText("0:02").waitFor();
  await expectAccessible(page);
  await walk.picture("voice-unheard");
};

const connect = async ({ api }: Walk, { baseUrl }: Speech): Promise<void> => {
  const made = await api.ai.providers.create({
    ...{ name: provider, kind: "openai-compatible", baseUrl },
    ...{ region: "on-site", dataClass: "personal" },
  });
  const text = { inputMicrosPerMillion: 0, outputMicrosPerMillion: 0 };
  const price = { ...text, audioMicrosPerMinute: 6_000 };
  await api.ai.providers.addModel(made.data.id, { name: "tiny-ears", label: "Tiny ears", price });
};

/** Also when a step failed: those at the other width begin without a model. */
const disconnect = async ({ api }: Walk): Promise<void> => {
  const own = (await api.ai.providers.list()).filter(({ name }) => name === provider);
  for (const { id } of own) await api.ai.providers.remove(id);
};

const transcribed = async (walk: Walk, speech: Speech): Promise<void> => {
  const { page } = walk;
  await connect(walk, speech);
  speech.says = { text: said, language: "german" };
  const messages = messagesOf(walk);
  const button = messages.getByRole("button", { name: `Transcribe ${toneName}` });
  await messages.getByRole("link", { name: toneName }).focus();
  await tabTo(walk, button, "Transcribe");
  await page.keyboard.press("Enter");
  await messages.getByText(said).waitFor({ timeout: slowMs });
  await messages.getByText("Heard by Tiny ears", { exact: false }).waitFor();
  await messages.getByText("may be wrong. German.", { exact: false }).waitFor();
  expect((await messages.locator("b", { hasText: "cracked" }).count()) === 0, "it was drawn");
  await expectAccessible(page);
  await walk.picture("voice-heard");
};

/** Remembers the microphone, so that the walk can see whether it is on. */
const watchMicrophone = ({ page }: Walk): Promise<unknown> =>
  page.evaluate(`(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.microphones = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      window.microphones.push(...stream.getTracks());
      return stream;
    };
  })()`);
const liveMicrophones = ({ page }: Walk): Promise<number> =>
  page.evaluate<number>("microphones.filter((one) => one.readyState === 'live').length");

const spoken = async (walk: Walk, id: string, speech: Speech): Promise<void> => {
  const { page } = walk;
  const long = `This goes on. ${"And on it goes, for ever. ".repeat(40)}The end.`;
  speech.says = { text: long };
  let isCut = false;
  // Before the page is loaded: what it sends soon after may not be met.
  await page.route("**/notes", (route) => (isCut ? route.abort() : route.continue()));
  await openNote(walk, id);
  await watchMicrophone(walk);
  const note = page.getByRole("combobox", { name: "Note for members" });
  await tabTo(walk, page.getByRole("button", { name: "Voice note", exact: true }), "Voice note");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: "Voice note" });
  await panel.getByText("0:02").waitFor();
  expect(await isFocused(panel.getByRole("button", { name: "Stop" })), "Stop has no focus");
  expect((await liveMicrophones(walk)) === 1, "the microphone is not on");
  await expectAccessible(page);
  await walk.picture("voice-speaking");
  await page.keyboard.press("Enter");
  await filesToSend(walk)
    .getByText(/^Voice note .*\.wav$/)
    .waitFor();
  await page.getByLabel(/^Play Voice note/).waitFor();
  expect((await liveMicrophones(walk)) === 0, "the microphone is still on");
  expect(await isFocused(note), "the focus is not back in the text");
  isCut = true;
  await page.keyboard.press("Control+Enter");
  await page.getByRole("region", { name: "Write" }).getByRole("alert").waitFor();
  isCut = false;
  expect((await filesToSend(walk).count()) === 1, "the voice note is lost when sending fails");
  await page.keyboard.press("Control+Enter");
  const messages = messagesOf(walk);
  await messages.getByText("This goes on.", { exact: false }).waitFor({ timeout: slowMs });
  const all = messages.getByRole("button", { name: "Show all" });
  expect((await messages.getByText("The end.").count()) === 0, "a long transcript is not folded");
  await all.focus();
  await page.keyboard.press("Enter");
  await messages.getByText("The end.", { exact: false }).waitFor();
  await messages.getByRole("button", { name: "Show less" }).click();
  await page.unroute("**/notes");
  const { type, rate, channels, seconds } = speech.heard.at(-1) ?? {};
  expect(type === "audio/wav" && rate === 16_000 && channels === 1, "it is no WAV of 16 kHz");
  expect(seconds !== undefined && seconds > 1.5, `it has ${seconds} seconds`);
  await expectAccessible(page);
  await walk.picture("voice-spoken");
};

const leftAndRefused = async (walk: Walk, id: string): Promise<void> => {
  const { page } = walk;
  await openNote(walk, id);
  await watchMicrophone(walk);
  await page.locator("main h1").first().click();
  await page.keyboard.press("v");
  await page.getByRole("region", { name: "Voice note" }).getByText("0:01").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  expect((await liveMicrophones(walk)) === 0, "the microphone is on after discarding");
  expect((await filesToSend(walk).count()) === 0, "what was discarded is there");
  await page.locator("main h1").first().click();
  await page.keyboard.press("v");
  await page.getByRole("region", { name: "Voice note" }).getByText("0:01").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("The voice note is kept", { exact: false }).waitFor();
  expect((await liveMicrophones(walk)) === 0, "the microphone is on after leaving");
  await page.goBack();
  await filesToSend(walk)
    .getByText(/^Voice note /)
    .waitFor();
  await page.getByRole("button", { name: /^Remove Voice note/ }).click();
  await page.evaluate(
    "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))",
  );
  await page.getByRole("button", { name: "Voice note", exact: true }).click();
  await page.getByRole("alert").getByText("attach the file", { exact: false }).waitFor();
  await expectAccessible(page);
  await walk.picture("voice-refused");
};

export const walkVoice = async (walk: Walk): Promise<void> => {
  const { report, width, ports } = walk;
  const speech = await openSpeech(ports.model);
  try {
    let id = "";
    await report.step(`${width} px: a recording waits in a note that nobody can hear`, async () => {
      id = await talk(walk);
      await unheard(walk, id);
    });
    await report.step(`${width} px: it is heard once there is a speech model`, () =>
      transcribed(walk, speech),
    );
    await report.step(`${width} px: a voice note is spoken, sent and heard`, () =>
      spoken(walk, id, speech),
    );
    await report.step(
      `${width} px: the microphone goes off, and words say when it cannot go on`,
      () => leftAndRefused(walk, id),
    );
  } finally {
    await disconnect(walk);
    await speech.close();
  }
};
