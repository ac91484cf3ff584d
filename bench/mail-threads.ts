// Mails whose threads are known, as different programs write them: with all headers, with some, with none, with changed
// subjects, in several languages; and strangers who write about the same.

export interface LabelledMail {
  /** Stands in the text, and names it. */
  label: string;
  thread: number;
  isFirst: boolean;
  /** How its thread can be known. */
  kind: string;
  from: string;
  raw: string;
}

interface Written {
  id: string;
  subject: string;
}

type Answer = (thread: { mails: readonly Written[]; subject: string }) => {
  kind: string;
  subject: string;
  headers: string[];
};

const lastOf = (mails: readonly Written[]) => mails.at(-1)?.id ?? "";
const chain = (mails: readonly Written[]) => mails.map(({ id }) => `<${id}>`).join("\n ");

const answers: Answer[] = [
  ({ mails, subject }) => ({
    kind: "all headers",
    subject: `Re: ${subject}`,
    headers: [`In-Reply-To: <${lastOf(mails)}>`, `References: ${chain(mails)}`],
  }),
  ({ mails, subject }) => ({
    kind: "references alone",
    subject: `RE: ${subject}`,
    headers: [`References: ${chain(mails)}`],
  }),
  ({ mails, subject }) => ({
    kind: "in reply to the first",
    subject: `AW: ${subject}`,
    headers: [`In-Reply-To: <${mails[0]?.id}>`],
  }),
  ({ subject }) => ({ kind: "no headers, Re:", subject: `Re: ${subject}`, headers: [] }),
  ({ subject }) => ({ kind: "no headers, AW: Re:", subject: `AW: Re: ${subject}`, headers: [] }),
  ({ subject }) => ({
    kind: "no headers, Rép :",
    subject: `=?utf-8?Q?R=C3=A9p=20:_${subject.replaceAll(" ", "_")}?=`,
    headers: [],
  }),
  ({ mails }) => ({
    kind: "another subject",
    subject: "One more thing",
    headers: [`In-Reply-To: <${lastOf(mails)}>`],
  }),
  ({ mails, subject }) => ({
    kind: "headers of a broken program",
    subject: `Re: ${subject}`,
    headers: [`In-Reply-To: Your message of "Sat" <${lastOf(mails)}>`, "References: garbage"],
  }),
];

const topics = ["Invoice", "Order", "Delivery", "Login", "Refund", "Contract"];
const mailsAThread = 4;

function written(thread: number, before: readonly Written[], turn: number) {
  // Pairs of strangers write with the same subject.
  const subject = `${topics[thread % topics.length]} ${1000 + (thread >> 1)}`;
  const first = { kind: "first", subject, headers: [] };
  const answer = answers[turn % answers.length];
  const made = before.length === 0 || !answer ? first : answer({ mails: before, subject });
  return { about: subject, ...made };
}

/** In the order in which they are sent: threads overlap. */
export function labelledMails(count: number, to: string): LabelledMail[] {
  const threads = Math.ceil(count / mailsAThread);
  const known = new Map<number, Written[]>();
  return Array.from({ length: count }, (_, at) => {
    const thread = at % threads;
    const before = known.get(thread) ?? [];
    const { about, kind, subject, headers } = written(thread, before, thread * 3 + before.length);
    const id = `m${at}.t${thread}@customers.example`;
    const from = `person${thread}@customers.example`;
    const at0 = new Date(Date.UTC(2026, 10, 28, 0, 0, at)).toUTCString().replace("GMT", "+0000");
    const lines = [
      `From: Person ${thread} <${from}>`,
      `To: ${to}`,
      `Subject: ${subject}`,
      `Message-ID: <${id}>`,
      `Date: ${at0}`,
      ...headers,
      "",
      `This is mail ${at} about ${about}.`,
      "",
      ...(before.length > 0 ? ["> what was written before", ""] : []),
    ];
    known.set(thread, [...before, { id, subject }]);
    const isFirst = before.length === 0;
    return { label: String(at), thread, isFirst, kind, from, raw: lines.join("\r\n") };
  });
}
