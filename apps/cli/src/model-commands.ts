// Commands about models, made for pipelines: train, evaluate, promote, roll back, explain a score, print the card, try
// values. A gate that refuses ends with 6, so that a build stops there and not at a failure of another kind.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Client, isRapportError, type ModelCard, type ModelRelease } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";
import { cardText, evaluationText, scoreText } from "./show-model.ts";

const pollMs = 500;
const entities = ["people", "companies", "deals", "tickets"] as const;
const roles = ["champion", "shadow", "canary"] as const;

function keyOf(positionals: readonly string[]): string {
  const [key] = positionals;
  if (key === undefined) throw new UsageError("Name the model: models list shows them.");
  return key;
}

/** A refusal of the gates is no failure of the command. */
const asGated = (work: () => Promise<Outcome>): Promise<Outcome> =>
  asOutcome(async () => {
    try {
      return await work();
    } catch (error) {
      if (!isRapportError(error) || error.code !== "models.refused") throw error;
      const { code, message } = error;
      return { exitCode: exitCodes.refused, error: { code, message } };
    }
  });

function releaseOf({ releases, champion }: ModelCard, wished: string | undefined): ModelRelease {
  const found =
    wished === undefined
      ? (releases[0] ?? champion)
      : releases.find(({ id, number }) => id === wished || String(number) === wished);
  if (found) return found;
  throw new UsageError(
    wished === undefined
      ? "This model was never trained: models train does."
      : `There is no release ${wished}: models card lists them.`,
  );
}

const verdict = (release: ModelRelease): number =>
  release.passed ? exitCodes.ok : exitCodes.refused;

const release = {
  type: "string",
  value: "N",
  about: "Number or id of the release; the latest unless told.",
} as const;

const listCommand: Command = {
  name: "models list",
  summary: "List the models: what is in force, and how good it is.",
  options: connection,
  examples: ["models list"],
  run: ({ options }) =>
    asOutcome(async () => {
      const models = await clientOf(options).models.list();
      const lines = models.map(({ key, title, rung, release, metric }) => {
        const number = release === null ? "" : `, release ${release}`;
        const quality = metric === null ? "" : `, ${metric.name} ${metric.value.toFixed(3)}`;
        return `${key}  ${title}: ${rung}${number}${quality}`;
      });
      return { exitCode: exitCodes.ok, text: lines.join("\n"), result: models };
    }),
};

async function untilTrained({ models }: Client, key: string, id: string) {
  for (;;) {
    const run = await models.run(key, id);
    if (run.endedAt !== null) return run;
    await wait(pollMs);
  }
}

async function train(options: Options, key: string): Promise<Outcome> {
  const client = clientOf(options);
  const { data: started } = await client.models.train(key);
  if (options["no-wait"] === true) {
    const text = `The training goes on by itself: ${started.id}`;
    return { exitCode: exitCodes.ok, text, result: { run: started, release: null } };
  }
  const run = await untilTrained(client, key, started.id);
  const card = await client.models.get(key);
  const made = card.releases.find(({ id }) => id === run.releaseId) ?? null;
  const result = { run, release: made };
  if (made === null) {
    const error = { code: "models.training_failed", message: run.outcome ?? "It was not trained." };
    return { exitCode: exitCodes.failed, error, result };
  }
  return { exitCode: verdict(made), text: evaluationText(card, made), result };
}

const trainCommand: Command = {
  name: "models train",
  summary: "Train a model and wait for its release; ends with 6 when a gate refuses it.",
  arguments: "MODEL",
  options: {
    "no-wait": { type: "boolean", about: "Only start the training." },
    ...connection,
  },
  examples: ["models train lead-score", "models train churn-risk --json"],
  run: ({ options, positionals }) => asOutcome(() => train(options, keyOf(positionals))),
};

const evaluateCommand: Command = {
  name: "models evaluate",
  summary: "Print how good a release is; ends with 6 when a gate refused it.",
  arguments: "MODEL",
  options: { release, ...connection },
  examples: ["models evaluate lead-score", "models evaluate lead-score --release 3 --json"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const card = await clientOf(options).models.get(keyOf(positionals));
      const asked = releaseOf(card, textOption(options, "release"));
      const { id, number, passed, refusals, rung, why, evaluation } = asked;
      const result = { model: card.key, id, number, passed, refusals, rung, why, evaluation };
      return { exitCode: verdict(asked), text: evaluationText(card, asked), result };
    }),
};

function roleOf(options: Options): (typeof roles)[number] {
  const role = textOption(options, "role") ?? "champion";
  const found = roles.find((one) => one === role);
  if (!found) throw new UsageError("--role is champion, shadow or canary.");
  return found;
}

function shareOf(options: Options): { share?: number } {
  const text = textOption(options, "share");
  if (text === undefined) return {};
  const share = Number(text);
  if (!(share >= 0.01 && share <= 0.5)) throw new UsageError("--share is from 0.01 to 0.5.");
  return { share };
}

const inForce = ({ title, release: number }: ModelCard): string =>
  number === null ? `${title}: the rules answer.` : `${title}: release ${number} is in force.`;

const promoteCommand: Command = {
  name: "models promote",
  summary: "Put a release in force; ends with 6 when a gate had refused it.",
  arguments: "MODEL",
  options: {
    release,
    role: { type: "string", value: "ROLE", about: "champion unless told, or shadow or canary." },
    share: { type: "string", value: "0.1", about: "Share of customers, for a canary." },
    ...connection,
  },
  examples: [
    "models promote lead-score --release 3",
    "models promote lead-score --role canary --share 0.1",
  ],
  run: ({ options, positionals }) =>
    asGated(async () => {
      const { models } = clientOf(options);
      const key = keyOf(positionals);
      const asked = releaseOf(await models.get(key), textOption(options, "release"));
      const promotion = { releaseId: asked.id, role: roleOf(options), ...shareOf(options) };
      const { data, actId } = await models.promote(key, promotion);
      const { key: model, release: number } = data;
      const result = {
        model,
        release: number,
        promoted: asked.number,
        role: promotion.role,
        actId,
      };
      return { exitCode: exitCodes.ok, text: inForce(data), result };
    }),
};

const rollbackCommand: Command = {
  name: "models rollback",
  summary: "Go back to the release that was in force before, model and features together.",
  arguments: "MODEL",
  options: connection,
  examples: ["models rollback lead-score"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const { data, actId } = await clientOf(options).models.rollback(keyOf(positionals));
      const result = { model: data.key, release: data.release, actId };
      return { exitCode: exitCodes.ok, text: inForce(data), result };
    }),
};

const explainCommand: Command = {
  name: "models explain",
  summary: "Print the scores of a record with what speaks for them and against.",
  arguments: "people|companies|deals|tickets ID",
  options: connection,
  examples: ["models explain people 0190…"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [word, id] = positionals;
      const object = entities.find((one) => one === word);
      if (object === undefined || id === undefined)
        throw new UsageError("Say which record: people, companies, deals or tickets, and its id.");
      const scores = await clientOf(options).models.scores(object, id);
      const text = scores.map(scoreText).join("\n\n") || "It has no scores that you may see.";
      return { exitCode: exitCodes.ok, text, result: scores };
    }),
};

const cardCommand: Command = {
  name: "models card",
  summary: "Print the card of a model: whom it is about, from what, how good, and its releases.",
  arguments: "MODEL",
  options: connection,
  examples: ["models card lead-score", "models card lead-score --json"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const card = await clientOf(options).models.get(keyOf(positionals));
      return { exitCode: exitCodes.ok, text: cardText(card), result: card };
    }),
};

type Values = Record<string, string | number | null>;

function readValues(text: string): Values {
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values === "object" && values !== null && !Array.isArray(values))
      return values as Values;
  } catch {
    // Said below, as for what is JSON and no object.
  }
  throw new UsageError(`The values are JSON, such as '{"leadSource":"referral"}', or @FILE.`);
}

async function valuesOf(given: string | undefined): Promise<Values> {
  if (given === undefined) throw new UsageError("Give the values as JSON, or @FILE.");
  if (!given.startsWith("@")) return readValues(given);
  const path = resolve(startFolder(), given.slice(1));
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read (${error.code ?? error.message}).`);
  });
  return readValues(text);
}

const tryCommand: Command = {
  name: "models try",
  summary: "Score values that you give; nothing is kept and no record touched.",
  arguments: "MODEL VALUES",
  options: {
    release: { ...release, about: "Number or id of the release; the one in force unless told." },
    ...connection,
  },
  examples: [
    `models try lead-score '{"ageDays":1,"leadSource":"referral"}'`,
    "models try lead-score @values.json --release 3 --json",
  ],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const { models } = clientOf(options);
      const key = keyOf(positionals);
      const values = await valuesOf(positionals[1]);
      const wished = textOption(options, "release");
      const asked = wished === undefined ? null : releaseOf(await models.get(key), wished);
      const trial = { values, ...(asked ? { releaseId: asked.id } : {}) };
      const result = await models.try(key, trial);
      return { exitCode: exitCodes.ok, text: scoreText(result), result };
    }),
};

export const modelCommands: Command[] = [
  listCommand,
  trainCommand,
  evaluateCommand,
  promoteCommand,
  rollbackCommand,
  explainCommand,
  cardCommand,
  tryCommand,
];
