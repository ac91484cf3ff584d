// Pictures within messages: who may have them, and as what they go out.
import type { MessagePicture } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  messagesOf,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import { everything, type Workspace } from "../../../test/records-ground.ts";

let ground: ConversationsGround;
let home: Workspace;
let path = "";
let conversationId = "";

const picture = (state: MessagePicture["state"], type: MessagePicture["type"]): MessagePicture => ({
  ...{ state, mark: 1, type, width: 1, height: 1 },
});

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
  const blobKey = `mailboxes/${home.id}/pictures`;
  await ground.deps.blobs.put(blobKey, Buffer.from('"bytes"'));
  const file = { blobKey, bytes: 7, mediaType: "text/html", name: "a.html" };
  const received = await ground.writes(home, {
    text: "See [image 1]",
    attachments: [
      { ...file, picture: picture("shown", "image/png") },
      { ...file, picture: picture("too-large", "image/png") },
      { ...file, picture: picture("not-a-picture", null) },
      file,
    ],
  });
  conversationId = received.conversationId;
  path = `/conversations/${conversationId}/messages/${received.messageId}/files`;
});

afterAll(() => ground?.close());

it("a picture that is shown goes out as what its bytes are, and runs nothing", async () => {
  const { status, headers } = await home.admin.get(`${path}/0/picture`);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-type": "image/png",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  });
  const download = await home.admin.get(`${path}/0`);
  expect(download.headers["content-type"]).toBe("application/octet-stream");
});

it.each([1, 2, 3, 4])("file %i is no picture", async (at) => {
  expect((await home.admin.get(`${path}/${at}/picture`)).status).toBe(404);
});

it("messages say which of their files are pictures, and where", async () => {
  const [message] = await messagesOf(home.admin, conversationId);
  const marks = message.attachments.map((one: { picture: MessagePicture | null }) => one.picture);
  expect(marks).toEqual([
    picture("shown", "image/png"),
    picture("too-large", "image/png"),
    picture("not-a-picture", null),
    null,
  ]);
});

it("is for those who may read the message, and for no other workspace", async () => {
  const objects = { "*": everything, conversations: { ...everything, read: "own" as const } };
  const unseen = home.as({ permissions: { objects } });
  expect((await unseen.get(`${path}/0/picture`)).status).toBe(404);
  const fields = { conversations: { text: "none" as const } };
  const textless = home.as({ permissions: { objects: { "*": everything }, fields } });
  expect((await textless.get(`${path}/0/picture`)).status).toBe(403);
  const stranger = await ground.workspace();
  expect((await stranger.admin.get(`${path}/0/picture`)).status).toBe(404);
});
