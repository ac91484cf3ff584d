// The whole app with model servers on this machine, a workspace with pages, customers who write, and members in roles that
// tests choose.
import type { ConversationMessage, CopilotDraftEvent, Permissions } from "@rapport/contracts";
import { newId } from "../src/platform/ids.ts";
import { type AiGround, type AiWorkspace, openAiGround, type Reply } from "./ai-ground.ts";

const password = "correct horse battery";

export interface Member {
  id: string;
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Bytes as they are. */
  upload(path: string, bytes: Uint8Array): Promise<Reply>;
  download(
    path: string,
    headers?: object,
  ): Promise<{ headers: Record<string, unknown>; bytes: Buffer }>;
  /** The events of a draft, as they came. */
  draft(conversationId: string): Promise<CopilotDraftEvent[]>;
}

export interface Desk {
  workspace: AiWorkspace;
  admin: Member;
  member(name: string, permissions: Permissions, teamIds?: readonly string[]): Promise<Member>;
  page(title: string, body: string, readers?: readonly string[]): Promise<string>;
  /** A customer writes; with the same thread it goes on there. */
  writes(
    text: string,
    more?: { thread?: string; subject?: string; address?: string },
  ): Promise<string>;
  messages(conversationId: string): Promise<ConversationMessage[]>;
}

export interface CopilotGround extends AiGround {
  desk(): Promise<Desk>;
}

let addresses = 0;
const nextAddress = () => `10.9.${(addresses >> 8) & 255}.${addresses++ & 255}`;

function eventsIn(body: string): CopilotDraftEvent[] {
  return body
    .split("\n\n")
    .flatMap((block) => block.split("\n").filter((line) => line.startsWith("data:")))
    .map((line) => JSON.parse(line.slice(5)) as CopilotDraftEvent);
}

/** @param hosts of model servers beside its own */
export async function openCopilotGround(hosts: readonly string[] = []): Promise<CopilotGround> {
  const ground = await openAiGround(hosts);
  const { app } = ground;
  let count = 0;

  async function signedIn(email: string): Promise<Member> {
    const inject = (method: string, path: string, body?: unknown, headers: object = {}) =>
      app.http.inject({
        method: method as "GET",
        url: `/api/v1${path}`,
        remoteAddress: nextAddress(),
        headers: { host: "localhost", ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
    const answer = await inject("POST", "/auth/sign-in", { email, password });
    const cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
    const own = { cookie, "sec-fetch-site": "same-origin" };
    const call: Member["call"] = async (method, path, body) => {
      await app.llm.settled();
      const made = await inject(method, path, body, own);
      const parsed = made.body ? made.json() : null;
      return { status: made.statusCode, body: parsed, headers: made.headers };
    };
    const { body: me } = await call("GET", "/me");
    return {
      id: String(me.member.id),
      call,
      upload: async (path, bytes) => {
        const headers = { ...own, "content-type": "application/octet-stream" };
        const made = await inject("POST", path, Buffer.from(bytes), headers);
        return { status: made.statusCode, body: made.json(), headers: made.headers };
      },
      download: async (path, more = {}) => {
        const asked = { ...own, ...more };
        const { headers, rawPayload: bytes } = await inject("GET", path, undefined, asked);
        return { headers, bytes };
      },
      draft: async (id) => {
        const headers = { ...own, accept: "text/event-stream" };
        const path = `/conversations/${id}/copilot/draft`;
        return eventsIn((await inject("POST", path, undefined, headers)).body);
      },
    };
  }

  async function desk(): Promise<Desk> {
    const workspace = await ground.workspace();
    count += 1;
    const admin = await signedIn(`admin${count}@ai.example`);
    const channelId = newId();
    let members = 0;
    return {
      workspace,
      admin,
      member: async (name, permissions, teamIds = []) => {
        members += 1;
        const role = await admin.call("POST", "/roles", { name: `role ${name}`, permissions });
        const email = `m${count}-${members}@people.example`;
        const { memberId } = await app.access.createMember(workspace.id, {
          ...{ name, email, password, role: "viewer" },
        });
        await admin.call("PATCH", `/members/${memberId}`, { roleId: role.body.id, teamIds });
        return signedIn(email);
      },
      page: async (title, body, readers = ["public"]) => {
        const made = await admin.call("POST", "/knowledge/pages", {
          ...{ title, body, readers, state: "published" },
        });
        return String(made.body.id);
      },
      writes: async (text, more = {}) => {
        const { thread = newId(), subject = null, address = "ida@customer.example" } = more;
        const { conversationId } = await app.conversations.receiveMessage(
          workspace.ctx,
          workspace.id,
          {
            ...{ channelId, channelKind: "api", providerId: newId(), threadKey: thread },
            ...{
              inReplyTo: [],
              subject: subject as string,
              text,
              attachments: [],
              automatic: false,
            },
            from: { address, name: "Ida Customer", userId: null, verified: true },
            sentAt: new Date(ground.nowMs()),
          },
        );
        return conversationId;
      },
      messages: async (id) => (await admin.call("GET", `/conversations/${id}/messages`)).body.data,
    };
  }

  return { ...ground, desk };
}

export const endOf = (events: readonly CopilotDraftEvent[]) => {
  const last = events.at(-1);
  if (last?.kind !== "end") throw new Error(`It ended with ${JSON.stringify(last)}.`);
  return last.draft;
};

const refunds =
  "Refunds arrive within 5 working days on the card that was used. A refund starts when the parcel is back.";
const exporting = "Open Settings and choose Export to get a CSV file of all contacts.";

/** Pages that answer something. */
export async function furnish(one: Desk): Promise<void> {
  await one.page("How long a refund takes", refunds);
  await one.page("Exporting contacts", exporting, ["members"]);
  await one.page("Opening hours", "The office in Hamburg is open from 9 to 17 on weekdays.");
  await one.page("Delivery", "Parcels to Austria travel for 3 days with the post.");
}
