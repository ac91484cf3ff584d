// How it goes with a mailbox, in one word and one sentence: the server's count held beside ours.
import type { Mail, MailboxFolder, Mailbox as MailboxShown } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { OpenChannel } from "../channels/index.ts";
import { mailboxOf } from "./mailbox.ts";
import { type MailboxState, readStates } from "./mailbox-states.store.ts";
import { type FolderState, readFolders, type StoredMail } from "./mailboxes.store.ts";

const none = { taken: 0, copy: 0, own: 0, skipped: 0, stuck: 0 };

function folderOf({ path, serverCount, knownCount, comparedAt, verdicts }: FolderState) {
  return { path, serverCount, knownCount, comparedAt, verdicts: { ...none, ...verdicts } };
}

const sum = (folders: readonly MailboxFolder[], of: (folder: MailboxFolder) => number) =>
  folders.reduce((total, folder) => total + of(folder), 0);

const mails = (count: number) => (count === 1 ? "1 mail" : `${count.toLocaleString("en")} mails`);

type Standing = Pick<MailboxShown, "state" | "words">;

/** The worst that is true of it comes first. */
export function standingOf(
  isPaused: boolean,
  state: Pick<MailboxState, "okAt" | "failingSince" | "failure"> | null,
  folders: readonly MailboxFolder[],
): Standing {
  if (isPaused) return { state: "paused", words: "It is paused: no mail comes in or goes out." };
  if (state?.failingSince) return { state: "failing", words: state.failure ?? "" };
  if (!state?.okAt)
    return { state: "waiting", words: "It is being looked through for the first time." };
  const server = sum(folders, ({ serverCount }) => serverCount);
  const missing = server - sum(folders, ({ knownCount }) => knownCount);
  if (missing > 0)
    return {
      state: "behind",
      words: `${mails(missing)} of ${server.toLocaleString("en")} on the server are not here yet.`,
    };
  const stuck = sum(folders, ({ verdicts }) => verdicts.stuck);
  if (stuck > 0)
    return {
      state: "stuck",
      words: `${mails(stuck)} could not be taken and ${stuck === 1 ? "is" : "are"} tried again.`,
    };
  return { state: "complete", words: `All ${mails(server)} on the server have been dealt with.` };
}

export async function describeMailboxes(
  tx: Reader,
  channels: readonly OpenChannel[],
): Promise<MailboxShown[]> {
  const states = new Map((await readStates(tx)).map((one) => [one.channelId, one]));
  return Promise.all(
    channels.map(async (channel) => {
      const folders = (await readFolders(tx, channel.id)).map(folderOf);
      const state = states.get(channel.id) ?? null;
      return {
        channelId: channel.id,
        name: channel.name,
        address: mailboxOf(channel).address,
        ...standingOf(channel.state === "paused", state, folders),
        okAt: state?.okAt ?? null,
        failingSince: state?.failingSince ?? null,
        folders,
      };
    }),
  );
}

/**
 * `mayRead`: those conversations that the asker may read; of other mails neither sender nor subject is told. Addresses of
 * people are told to who may read them.
 */
export function mailOf(
  mail: StoredMail,
  mayRead: ReadonlySet<string>,
  { rights }: Principal,
): Mail {
  const { id, path, uid, verdict, reason, attempts, nextTryAt, sentAt, readAt, goneAt } = mail;
  const isShown = mail.conversationId === null || mayRead.has(mail.conversationId);
  return {
    ...{ id, path, uid, verdict, reason, attempts, nextTryAt, sentAt, readAt, goneAt },
    sender: isShown && rights.field("people", "email") !== "none" ? mail.sender : null,
    subject: isShown ? mail.subject : null,
    conversationId: isShown ? mail.conversationId : null,
  };
}
