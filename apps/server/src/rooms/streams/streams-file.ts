// The operator's file of streams: JSON, read once at the start and refused as a whole when something in it is wrong.
import { readFileSync } from "node:fs";
import { z } from "zod";

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "must be lower-case letters, digits and hyphens");

const tls = z
  .strictObject({
    /** PEM files; the system's authorities unless told. */
    ca: z.string().optional(),
    cert: z.string().optional(),
    key: z.string().optional(),
  })
  .or(z.literal(true));

const kafka = {
  kind: z.literal("kafka"),
  brokers: z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, "must be host:port")).min(1),
  tls: tls.optional(),
  sasl: z
    .strictObject({
      mechanism: z.enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .optional(),
};

const subject = z.string().regex(/^[^\s]+$/);
const nats = {
  kind: z.literal("nats"),
  servers: z.array(z.string().min(1)).min(1),
  tls: tls.optional(),
  token: z.string().optional(),
  user: z.string().optional(),
  password: z.string().optional(),
};

const inShape = { name, workspace: z.uuid(), direction: z.literal("in") };
const outShape = {
  name,
  workspace: z.uuid(),
  direction: z.literal("out"),
  /** Kinds of records; all that are records unless told. */
  objects: z.array(z.string().min(1)).optional(),
  /** `now`: changes from the first start on. */
  startAt: z.enum(["now", "beginning"]).default("now"),
};

const kafkaIn = z.strictObject({
  ...kafka,
  ...inShape,
  topics: z.array(z.string().min(1)).min(1),
  group: z.string().min(1),
  startAt: z.enum(["earliest", "latest"]).default("earliest"),
  sessionTimeoutMs: z.int().min(6000).max(120_000).default(10_000),
});
const kafkaOut = z.strictObject({ ...kafka, ...outShape, topic: z.string().min(1) });
const natsIn = z.strictObject({
  ...nats,
  ...inShape,
  stream: z.string().min(1),
  durable: z.string().regex(/^[\w-]+$/),
  subject: subject.optional(),
});
const natsOut = z.strictObject({ ...nats, ...outShape, subject });

const streamSchema = z.union([kafkaIn, kafkaOut, natsIn, natsOut]);
const fileSchema = z.strictObject({ streams: z.array(streamSchema).max(100) });

export type KafkaIn = z.infer<typeof kafkaIn>;
export type KafkaOut = z.infer<typeof kafkaOut>;
export type NatsIn = z.infer<typeof natsIn>;
export type NatsOut = z.infer<typeof natsOut>;
export type Stream = z.infer<typeof streamSchema>;
export type StreamIn = KafkaIn | NatsIn;
export type StreamOut = KafkaOut | NatsOut;
export type Tls = z.infer<typeof tls>;

function problemOf(error: z.ZodError, given: unknown): string {
  const [issue] = error.issues;
  const at = issue?.path[1];
  const streams = (given as { streams?: { name?: unknown }[] } | null)?.streams;
  const which = typeof at === "number" ? ` of stream "${String(streams?.[at]?.name ?? at)}"` : "";
  const where = issue?.path.slice(2).join(".") || "it";
  return `${where}${which} is not as docs/streams.md says: ${issue?.message ?? "invalid"}`;
}

/** Throws with what is wrong and where; never with a value of the file, which holds passwords. */
export function readStreams(text: string): Stream[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error("RAPPORT_STREAMS_FILE names a file that is no JSON.");
  }
  const parsed = fileSchema.safeParse(given);
  if (!parsed.success) throw new Error(`RAPPORT_STREAMS_FILE: ${problemOf(parsed.error, given)}.`);
  const { streams } = parsed.data;
  const keys = streams.map((stream) => `${stream.workspace} ${stream.name}`);
  const twice = streams.find((_one, at) => keys.indexOf(keys[at] ?? "") !== at);
  if (twice) throw new Error(`RAPPORT_STREAMS_FILE names the stream "${twice.name}" twice.`);
  return streams;
}

/** None without a file. */
export function loadStreams(file: string): Stream[] {
  if (file === "") return [];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error("RAPPORT_STREAMS_FILE names a file that cannot be read.", { cause });
  }
  return readStreams(text);
}
