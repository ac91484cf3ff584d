// Every setting, parsed once from the environment and frozen. Nothing else reads `process.env`.
// `.env.example` is generated from this table (tools/generate-env.ts).
import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";

const flag = z.enum(["on", "off"]).transform((value) => value === "on");
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);

const text = (value: string, about: string) => z.string().default(value).describe(about);

export const settings = {
  RAPPORT_DATA_DIR: text(
    "./data",
    "Folder of the embedded database, uploaded files, keys and checkpoints.",
  ),
  RAPPORT_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4100)
    .describe("Port of the web app and API; 0 picks a free one."),
  RAPPORT_HOST: text("127.0.0.1", "Address to listen on; 0.0.0.0 to be reachable from outside."),
  RAPPORT_PUBLIC_URL: text(
    "",
    "Address that people type, for links in mail; empty: http://localhost:<port>.",
  ),
  RAPPORT_DATABASE_URL: text("", "PostgreSQL 15 or newer; empty: the embedded database."),
  RAPPORT_DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe("Connections to PostgreSQL a process (the embedded database has one)."),
  RAPPORT_DEMO: flag.default(true).describe("on: an empty database starts with a demo workspace."),
  RAPPORT_MODELS: flag
    .default(true)
    .describe("on: models are trained and records scored without being asked to."),
  RAPPORT_ROLES: list
    .default(["api", "worker"])
    .describe("What this process does: api, worker or both."),
  RAPPORT_ADMIN_KEY: text(
    "",
    "Admin API key (rk_…, 24 characters or more) accepted from the first start on, for automation.",
  ),
  RAPPORT_SECRET: text("", "Secret that signs sessions; empty: generated once in the data folder."),
  RAPPORT_LOG_LEVEL: z
    .enum(["silent", "error", "warn", "info", "debug"])
    .default("info")
    .describe("Least severe level that is logged."),
  RAPPORT_RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(600_000)
    .describe("Requests a minute and key or member, where the key has no limit of its own."),
  RAPPORT_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(5_000_000)
    .describe("Largest JSON body."),
  RAPPORT_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(4_000_000_000)
    .describe("Largest uploaded file."),
  RAPPORT_MAX_ATTACHMENT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(50_000_000)
    .describe("Largest file that is attached to a record."),
  RAPPORT_BLOBS_URL: text(
    "",
    "Where files are kept: empty for the data folder, or s3://bucket/prefix.",
  ),
  RAPPORT_S3_ENDPOINT: text("", "Endpoint of an S3-compatible store."),
  RAPPORT_S3_REGION: text("us-east-1", "Region of the S3-compatible store."),
  RAPPORT_S3_ACCESS_KEY: text("", "Access key of the S3-compatible store."),
  RAPPORT_S3_SECRET_KEY: text("", "Secret key of the S3-compatible store."),
  RAPPORT_SMTP_URL: text(
    "",
    "smtp://user:password@host:port for invitations and resets; empty: links are logged and shown to the admin.",
  ),
  RAPPORT_MAIL_FROM: text("Rapport <rapport@localhost>", "Sender of the system's own mail."),
  RAPPORT_OUTBOUND_ALLOW: list
    .default([])
    .describe("host:port entries inside your network that webhooks and connectors may call."),
  RAPPORT_MODEL_HOSTS: list
    .default([])
    .describe(
      "host:port entries of AI model servers inside your network (Ollama: 127.0.0.1:11434) that providers may name; nothing else may call them.",
    ),
  RAPPORT_ENCODER_DIR: text(
    "",
    "Folder with a sentence model (model.onnx, tokenizer.json) for search in knowledge; empty: learned from the pages.",
  ),
  RAPPORT_TRUSTED_PROXIES: list
    .default([])
    .describe(
      "Addresses or networks (10.0.0.0/8) of reverse proxies whose X-Forwarded-For is believed; empty: none.",
    ),
  RAPPORT_STREAMS_FILE: text(
    "",
    "JSON file of streams from and to Kafka and NATS (docs/streams.md); empty: none.",
  ),
  RAPPORT_OTLP_URL: text("", "OpenTelemetry collector (OTLP over HTTP) for traces; empty: none."),
  RAPPORT_CHECKPOINT_DIR: text(
    "",
    "Where signed audit checkpoints are written; empty: the data folder. Best on another disk or machine.",
  ),
} as const;

const schema = z.object(settings);
type Parsed = z.infer<typeof schema>;

export interface Config {
  dataDir: string;
  port: number;
  host: string;
  publicUrl: string;
  databaseUrl: string;
  databasePool: number;
  demo: boolean;
  automaticModels: boolean;
  roles: readonly string[];
  adminKey: string;
  secret: string;
  logLevel: Parsed["RAPPORT_LOG_LEVEL"];
  rateLimitPerMinute: number;
  maxBodyBytes: number;
  maxUploadBytes: number;
  maxAttachmentBytes: number;
  blobs: { url: string; endpoint: string; region: string; accessKey: string; secretKey: string };
  mail: { smtpUrl: string; from: string };
  outboundAllow: readonly string[];
  modelHosts: readonly string[];
  /** Folder with a sentence model; empty: none. */
  encoderDir: string;
  trustedProxies: readonly string[];
  streamsFile: string;
  otlpUrl: string;
  checkpointDir: string;
}

export class ConfigError extends Error {}

/** Of the command line, which talks to a server anywhere. */
const clientNames = new Set(["RAPPORT_URL", "RAPPORT_API_KEY"]);

function checkKnownNames(environment: Record<string, string | undefined>): void {
  for (const name of Object.keys(environment)) {
    const isOurs = name.startsWith("RAPPORT_") && !name.startsWith("RAPPORT_TEST_");
    if (isOurs && !(name in settings) && !clientNames.has(name)) {
      throw new ConfigError(
        `${name} is not a setting of Rapport. See .env.example for all of them.`,
      );
    }
  }
}

function isNetwork(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

function checkMeaning(parsed: Parsed): void {
  const key = parsed.RAPPORT_ADMIN_KEY;
  if (key && !/^rk_[\w-]{21,200}$/.test(key)) {
    throw new ConfigError(
      "RAPPORT_ADMIN_KEY must start with rk_ and have 24 to 203 letters, digits, - or _.",
    );
  }
  const unknownRole = parsed.RAPPORT_ROLES.find((role) => role !== "api" && role !== "worker");
  if (unknownRole !== undefined || parsed.RAPPORT_ROLES.length === 0) {
    throw new ConfigError(
      `RAPPORT_ROLES must list api, worker or both; it says "${unknownRole ?? ""}".`,
    );
  }
  const badProxy = parsed.RAPPORT_TRUSTED_PROXIES.find((entry) => !isNetwork(entry));
  if (badProxy !== undefined) {
    throw new ConfigError(
      `RAPPORT_TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8; it says "${badProxy}".`,
    );
  }
  const url = parsed.RAPPORT_DATABASE_URL;
  if (url && !/^postgres(ql)?:\/\//.test(url)) {
    throw new ConfigError(
      "RAPPORT_DATABASE_URL must start with postgres:// (or be empty for the embedded database).",
    );
  }
}

/** Reads all settings; throws a ConfigError whose message names the variable and what it should be. */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  checkKnownNames(environment);
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => name in settings && value !== "" && value !== undefined,
    ),
  );
  const result = schema.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0];
    const name = String(issue?.path[0] ?? "RAPPORT_?");
    throw new ConfigError(
      `${name} is "${environment[name] ?? ""}": ${issue?.message ?? "invalid"}.`,
    );
  }
  checkMeaning(result.data);
  return Object.freeze(shape(result.data));
}

function shape(parsed: Parsed): Config {
  const dataDir = resolve(parsed.RAPPORT_DATA_DIR);
  return {
    dataDir,
    port: parsed.RAPPORT_PORT,
    host: parsed.RAPPORT_HOST,
    publicUrl: (parsed.RAPPORT_PUBLIC_URL || `http://localhost:${parsed.RAPPORT_PORT}`).replace(
      /\/$/,
      "",
    ),
    databaseUrl: parsed.RAPPORT_DATABASE_URL,
    databasePool: parsed.RAPPORT_DATABASE_POOL,
    demo: parsed.RAPPORT_DEMO,
    automaticModels: parsed.RAPPORT_MODELS,
    roles: parsed.RAPPORT_ROLES,
    adminKey: parsed.RAPPORT_ADMIN_KEY,
    secret: parsed.RAPPORT_SECRET,
    logLevel: parsed.RAPPORT_LOG_LEVEL,
    rateLimitPerMinute: parsed.RAPPORT_RATE_LIMIT_PER_MINUTE,
    maxBodyBytes: parsed.RAPPORT_MAX_BODY_BYTES,
    maxUploadBytes: parsed.RAPPORT_MAX_UPLOAD_BYTES,
    maxAttachmentBytes: parsed.RAPPORT_MAX_ATTACHMENT_BYTES,
    blobs: {
      url: parsed.RAPPORT_BLOBS_URL,
      endpoint: parsed.RAPPORT_S3_ENDPOINT,
      region: parsed.RAPPORT_S3_REGION,
      accessKey: parsed.RAPPORT_S3_ACCESS_KEY,
      secretKey: parsed.RAPPORT_S3_SECRET_KEY,
    },
    mail: { smtpUrl: parsed.RAPPORT_SMTP_URL, from: parsed.RAPPORT_MAIL_FROM },
    outboundAllow: parsed.RAPPORT_OUTBOUND_ALLOW,
    modelHosts: parsed.RAPPORT_MODEL_HOSTS,
    encoderDir: parsed.RAPPORT_ENCODER_DIR ? resolve(parsed.RAPPORT_ENCODER_DIR) : "",
    trustedProxies: parsed.RAPPORT_TRUSTED_PROXIES,
    streamsFile: parsed.RAPPORT_STREAMS_FILE,
    otlpUrl: parsed.RAPPORT_OTLP_URL,
    checkpointDir: parsed.RAPPORT_CHECKPOINT_DIR ? resolve(parsed.RAPPORT_CHECKPOINT_DIR) : "",
  };
}

/** The settings of this process. */
export function loadConfigFromProcess(): Config {
  return loadConfig(process.env);
}
