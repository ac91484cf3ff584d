// A role that may not read what is written in conversations, over the whole app: not in files that members attached, not
// in what a mention tells, not in the audit log.
import { builtInRoles, mentionText } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type CopilotGround, type Desk, type Member, openCopilotGround } from "./copilot-ground.ts";

vi.setConfig({ testTimeout: 60_000 });

let ground: CopilotGround;
let desk: Desk;
let id: string;
let file: string;

beforeAll(async () => {
  ground = await openCopilotGround();
  desk = await ground.desk();
  id = await desk.writes("Please look into it.");
  await desk.admin.call("PATCH", `/conversations/${id}`, { subject: "Rutabaga" });
  const told = new URLSearchParams({
    object: "conversations",
    recordId: id,
    fileName: "quince.txt",
  });
  const answer = await desk.admin.upload(`/attachments?${told}`, Buffer.from('"of medlars"'));
  file = String(answer.body.id);
});

afterAll(() => ground?.close());

const role = (text: "none" | "read", subject: "none" | "write" = "write") => ({
  objects: builtInRoles.admin.objects,
  fields: { conversations: { text, subject } },
  settings: ["audit.read" as const],
});

const files = () => [
  `/attachments?object=conversations&recordId=${id}`,
  `/attachments/${file}`,
  `/attachments/${file}/content`,
];

it("sees no file of a conversation, and adds, renames and deletes none", async () => {
  const blind = await desk.member("Blind", role("none"));
  for (const path of files()) expect((await blind.call("GET", path)).status, path).toBe(404);
  const log = await blind.call("GET", "/audit?object=attachments");
  expect(log.body.data).toMatchObject([{ before: null, after: null }]);
  const reader = await desk.member("Reader", role("read"));
  for (const path of files()) expect((await reader.call("GET", path)).status, path).toBe(200);
  for (const [who, status] of [
    [blind, 404],
    [reader, 403],
  ] as [Member, number][]) {
    const renamed = await who.call("PATCH", `/attachments/${file}`, { fileName: "x.txt" });
    expect([renamed.status, (await who.call("DELETE", `/attachments/${file}`)).status]).toEqual([
      status,
      status,
    ]);
  }
});

it("is told that a note names it, without the note's words or the subject", async () => {
  const blind = await desk.member("Bea", role("none", "none"));
  const reader = await desk.member("Rea", role("read"));
  const names = await Promise.all(
    [blind, reader].map(async (one) => {
      const { member } = (await one.call("GET", "/me")).body;
      return mentionText({ memberId: member.id, name: member.name });
    }),
  );
  const text = `${names.join(" ")}: the gherkin is in the cellar`;
  await desk.admin.call("POST", `/conversations/${id}/notes`, { text });
  const line = async (one: Member) => (await one.call("GET", "/notifications")).body.data[0];
  expect(await line(reader)).toMatchObject({
    text: expect.stringContaining("gherkin"),
    record: { title: expect.stringContaining("Rutabaga") },
  });
  const told = await line(blind);
  expect(told).toMatchObject({ text: null, title: expect.stringContaining("mentioned you") });
  expect(JSON.stringify(told)).not.toContain("Rutabaga");
});

it("reads no subject in the title of a message that was kept with it", async () => {
  const { number } = (await desk.admin.call("GET", `/conversations/${id}`)).body;
  const title = `Bea mentioned you in conversation #${number} Rutabaga`;
  const told = async (name: string, ...rights: Parameters<typeof role>) => {
    const one = await desk.member(name, role(...rights));
    const { member } = (await one.call("GET", "/me")).body;
    const recordRef = { object: "conversations", id };
    const message = { memberIds: [member.id], title, recordRef };
    expect((await desk.admin.call("POST", "/notifications", message)).status).toBe(201);
    return (await one.call("GET", "/notifications")).body.data[0].title;
  };
  const cut = `Bea mentioned you in conversation #${number}`;
  expect(await told("No subject", "read", "none")).toBe(cut);
  expect(await told("No text", "none")).toBe(cut);
  expect(await told("Both", "read")).toBe(title);
});
