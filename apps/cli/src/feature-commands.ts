// Commands about features: what there is, what is known of a record, whether it is sound.
import type { FeatureCheck, FeatureSetSummary } from "@rapport/sdk";
import { type Command, exitCodes, UsageError } from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";
import { exportCommand } from "./feature-export.ts";

const setLines = ({ key, title, features, freshness }: FeatureSetSummary): string[] => [
  `${key}: ${title}, ${features.length} features, ${freshness.rows} of ${freshness.entities} records computed`,
  ...features.map((feature) => `  ${feature.key}  ${feature.title} (${feature.status})`),
];

const listCommand: Command = {
  name: "features list",
  summary: "List feature sets and their features.",
  options: connection,
  examples: ["features list"],
  run: ({ options }) =>
    asOutcome(async () => {
      const sets = await clientOf(options).features.list();
      const text = sets.flatMap(setLines).join("\n") || "No features that you may see.";
      return { exitCode: exitCodes.ok, text, result: sets };
    }),
};

function two(positionals: readonly string[], words: string): [string, string] {
  const [set, other] = positionals;
  if (set === undefined || other === undefined) throw new UsageError(words);
  return [set, other];
}

const showCommand: Command = {
  name: "features show",
  summary: "Show one feature: in words, as defined, and how its values lie.",
  arguments: "SET FEATURE",
  options: connection,
  examples: ["features show companies active_share"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [set, key] = two(
        positionals,
        "Name the set and the feature: features list shows them.",
      );
      const feature = await clientOf(options).features.feature(set, key);
      const bins = feature.distribution.bins.map(({ label, count }) => `  ${count}  ${label}`);
      const lines = [feature.title, feature.sentence, JSON.stringify(feature.definition), ...bins];
      return { exitCode: exitCodes.ok, text: lines.join("\n"), result: feature };
    }),
};

const valuesCommand: Command = {
  name: "features values",
  summary: "Print what is known of one record now.",
  arguments: "SET RECORD",
  options: connection,
  examples: ["features values companies 0190…"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [set, id] = two(positionals, "Name the set and the record by its id.");
      const values = await clientOf(options).features.values(set, id);
      const lines = Object.entries(values.values).map(([key, value]) => `${key}  ${value ?? "–"}`);
      return { exitCode: exitCodes.ok, text: lines.join("\n"), result: values };
    }),
};

const checkCommand: Command = {
  name: "features check",
  summary: "Check a set now; ends with 1 when a served value is wrong or a feature leaks or fails.",
  arguments: "SET",
  options: connection,
  examples: ["features check companies --json"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [set] = positionals;
      if (set === undefined) throw new UsageError("Name the set: features list shows them.");
      const found = await clientOf(options).features.check(set);
      const leaks = found.leaks.filter(({ verdict }) => verdict === "leaks");
      const failing = found.quality.filter(({ status }) => status === "failing");
      const { compared, wrong, late } = found.parity;
      const lines = [
        `${compared} served values compared: ${wrong} wrong, ${late} late`,
        ...failing.map(({ feature, notes }) => `${feature}: ${notes.join(" ")}`),
        ...leaks.map(
          ({ feature, differing, rows }) => `${feature}: leaks in ${differing} of ${rows} rows`,
        ),
      ];
      const isSound = wrong === 0 && leaks.length === 0 && failing.length === 0;
      const exitCode = isSound ? exitCodes.ok : exitCodes.failed;
      return { exitCode, text: lines.join("\n"), result: found };
    }),
};

const parityLine = (key: string, { compared, equal, late, wrong }: FeatureCheck["parity"]) =>
  `${key}: ${equal} of ${compared} served values are what the sources give, ${late} late, ${wrong} wrong`;

const parityCommand: Command = {
  name: "features parity",
  summary:
    "Compare served values with the sources, of one set or of all; ends with 1 when one is wrong.",
  arguments: "[SET]",
  options: connection,
  examples: ["features parity", "features parity companies --json"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const { features } = clientOf(options);
      const [asked] = positionals;
      const keys = asked === undefined ? (await features.list()).map(({ key }) => key) : [asked];
      const found: { set: string; parity: FeatureCheck["parity"] }[] = [];
      for (const set of keys) found.push({ set, parity: (await features.check(set)).parity });
      const lines = found.flatMap(({ set, parity }) => [
        parityLine(set, parity),
        ...parity.examples.map(
          ({ entityId, feature, online, offline }) =>
            `  ${feature} of ${entityId}: served ${online ?? "nothing"}, the sources give ${offline ?? "nothing"}`,
        ),
      ]);
      const isSound = found.every(({ parity }) => parity.wrong === 0);
      const exitCode = isSound ? exitCodes.ok : exitCodes.failed;
      return { exitCode, text: lines.join("\n"), result: found };
    }),
};

const backfillCommand: Command = {
  name: "features backfill",
  summary:
    "Compute all values of a set anew, in the background; what is kept is served until then.",
  arguments: "SET",
  options: connection,
  examples: ["features backfill companies"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [set] = positionals;
      if (set === undefined) throw new UsageError("Name the set: features list shows them.");
      const made = await clientOf(options).features.backfill(set);
      const text = made.isNew
        ? "Under way: features list shows how far it is."
        : "It is under way already.";
      return { exitCode: exitCodes.ok, text, result: made };
    }),
};

export const featureCommands: Command[] = [
  listCommand,
  showCommand,
  valuesCommand,
  checkCommand,
  parityCommand,
  backfillCommand,
  exportCommand,
];
