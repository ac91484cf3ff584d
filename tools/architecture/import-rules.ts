/**
 * Who may import whom, as dependency-cruiser rules made from the table of rooms.
 * Types count as imports: a type that crosses a wall couples just as a function does.
 * Paths are regular expressions over paths relative to the repository's root.
 */
import type { ICruiseOptions, IRegularForbiddenRuleType } from "dependency-cruiser";
import { type Rooms, readRooms } from "./rooms.ts";

const ROOMS = "^apps/server/src/rooms/";
const PLATFORM = "^apps/server/src/platform/";
const TESTS = "\\.test\\.tsx?$";
const TEST_GROUND = ["^apps/server/test/", "^bench/", "^e2e/", TESTS];

function npm(...names: string[]): string {
  return `(^|/)node_modules/(@types/)?(${names.join("|")})/`;
}

/** Packages that only one place may touch, so that each stays replaceable. */
const CONFINED: readonly { name: string; packages: string[]; allowed: string[]; why: string }[] = [
  {
    name: "database-driver-only-in-platform-db",
    packages: ["pg", "pg-copy-streams", "pg-cursor", "pg-pool", "kysely", "@electric-sql/[^/]+"],
    allowed: [`${PLATFORM}db(/|[.-])`, ...TEST_GROUND],
    why: "take a transaction from platform/db instead",
  },
  {
    name: "durable-engine-only-in-platform-durable",
    packages: ["@dbos-inc/[^/]+"],
    allowed: [`${PLATFORM}durable(/|[.-])`],
    why: "use the flows, queues and waits of platform/durable",
  },
  {
    name: "object-store-only-in-platform-blobs",
    packages: ["@aws-sdk/[^/]+"],
    allowed: [`${PLATFORM}blobs(/|[.-])`],
    why: "use platform/blobs",
  },
  {
    name: "outside-calls-only-in-platform",
    packages: ["undici", "axios", "got", "node-fetch"],
    allowed: [PLATFORM, ...TEST_GROUND],
    why: "use platform/outbound, which refuses private addresses",
  },
  {
    name: "identity-library-only-in-access",
    packages: ["better-auth", "@better-auth/[^/]+"],
    allowed: [`${ROOMS}access/`],
    why: "ask the door of the access room",
  },
  {
    name: "model-providers-only-in-llm-and-media",
    packages: ["ai", "@ai-sdk/[^/]+", "openai", "@anthropic-ai/[^/]+", "@google/[^/]+", "ollama"],
    allowed: [`${ROOMS}(llm|media)/`],
    why: "ask the door of the llm room",
  },
  {
    name: "speech-and-sight-only-in-media",
    packages: ["tesseract\\.js", "@tesseract\\.js-data/[^/]+"],
    allowed: [`${ROOMS}media/`],
    why: "ask the door of the media room",
  },
  {
    name: "pdf-only-in-quotes",
    packages: ["pdfkit", "@expo-google-fonts/inter"],
    allowed: [`${ROOMS}quotes/(draw-quote|paper)\\.ts$`],
    why: "draw through rooms/quotes/draw-quote.ts and paper.ts",
  },
  {
    name: "mail-only-in-mailboxes",
    packages: ["nodemailer", "imapflow", "postal-mime"],
    allowed: [`${ROOMS}mailboxes/`, `${PLATFORM}mail(/|[.-])`, ...TEST_GROUND],
    why: "send through platform/mail or a channel of the kind email",
  },
  {
    name: "brokers-only-in-streams",
    packages: ["@platformatic/kafka", "@nats-io/[^/]+"],
    allowed: [`${ROOMS}streams/(kafka|nats)-[^/]+\\.ts$`, ...TEST_GROUND],
    why: "open a feed or a sink of the streams room",
  },
];

function forbid(
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IRegularForbiddenRuleType {
  return { name, comment, severity: "error", from, to } as IRegularForbiddenRuleType;
}

function roomWalls(rooms: Rooms): IRegularForbiddenRuleType[] {
  return Object.entries(rooms).map(([name, { mayImport }]) =>
    forbid(
      `room-${name}-meets-only-its-neighbours`,
      `${name} may import ${mayImport.join(", ") || "no other room"}, each through its index.ts`,
      { path: `${ROOMS}${name}/` },
      {
        path: ROOMS,
        pathNot: [`${ROOMS}${name}/`, ...mayImport.map((room) => `${ROOMS}${room}/index\\.ts$`)],
      },
    ),
  );
}

function layers(): IRegularForbiddenRuleType[] {
  return [
    forbid(
      "no-cycles",
      "break the circle: pass what is needed as an argument",
      {},
      { circular: true },
    ),
    forbid(
      "import-resolves",
      "the imported module does not exist",
      {},
      { couldNotResolve: true, pathNot: ["^virtual:"] },
    ),
    forbid(
      "platform-imports-no-room",
      "platform knows nothing of what is built on it",
      { path: PLATFORM },
      { path: "^apps/server/src/(rooms/|flows/|app\\.ts|main\\.ts)" },
    ),
    forbid(
      "only-app-and-flows-see-rooms",
      "rooms meet in app.ts (wiring) and flows/ (stories) only",
      { pathNot: [ROOMS, "^apps/server/src/(app\\.ts$|flows/)", "^apps/server/test/"] },
      { path: ROOMS },
    ),
    forbid(
      "rooms-are-entered-by-their-door",
      "import from the room's index.ts",
      { pathNot: [ROOMS] },
      { path: ROOMS, pathNot: [`${ROOMS}[^/]+/index\\.ts$`] },
    ),
    forbid(
      "rooms-do-not-know-the-wiring",
      "a room takes what it needs as arguments",
      { path: [ROOMS, "^apps/server/src/flows/"], pathNot: [TESTS] },
      { path: "^apps/server/(src/(app|main)\\.ts|test/)" },
    ),
    forbid(
      "rooms-do-not-know-flows",
      "flows call rooms, never the other way round",
      { path: ROOMS },
      { path: "^apps/server/src/flows/" },
    ),
    forbid(
      "routes-never-import-stores",
      "a route calls a use case; the use case calls the store",
      { path: `${ROOMS}.+[/.-]routes\\.ts$` },
      { path: "\\.store\\.ts$" },
    ),
    forbid(
      "doors-never-hand-out-stores",
      "offer a use case, not the table",
      { path: `${ROOMS}[^/]+/index\\.ts$` },
      { path: "\\.store\\.ts$" },
    ),
  ];
}

function purity(): IRegularForbiddenRuleType[] {
  const rules = `${ROOMS}.+\\.rules\\.ts$`;
  return [
    forbid(
      "rules-import-no-io",
      "a rule decides from its arguments: no I/O of node, no package, no store, no platform service",
      { path: rules },
      {
        dependencyTypesNot: ["type-only"],
        couldNotResolve: false,
        pathNot: [
          "\\.(rules|words)\\.ts$",
          `${PLATFORM}(errors|labels)(/|[.-])`,
          "^packages/(contracts|learn|retrieval|stats)/",
          "^(node:)?(buffer|string_decoder)$",
        ],
      },
    ),
  ];
}

function packages(): IRegularForbiddenRuleType[] {
  const only = (name: string, allowed: string[]): IRegularForbiddenRuleType =>
    forbid(
      `package-${name}-stays-closed`,
      `packages/${name} may import ${allowed.join(", ") || "nothing but itself"}`,
      { path: `^packages/${name}/`, pathNot: [TESTS, "^packages/sdk/examples/"] },
      { pathNot: [`^packages/${name}/`, ...allowed], couldNotResolve: false },
    );
  return [
    only("contracts", [npm("zod")]),
    only("sdk", ["^packages/contracts/"]),
    only("learn", []),
    only("retrieval", ["^packages/learn/"]),
    only("stats", []),
    only("world", []),
    forbid(
      "clients-reach-the-server-through-sdk",
      "web, widget and cli use @rapport/sdk and @rapport/contracts only",
      { path: "^apps/(web|widget|cli)/" },
      { path: ["^apps/", "^packages/"], pathNot: ["^apps/$1/", "^packages/(sdk|contracts)/"] },
    ),
    forbid(
      "server-does-not-know-its-clients",
      "the server serves apps/web's built files; it imports none",
      { path: "^apps/server/src/" },
      { path: "^(apps/(web|widget|cli)|tools|bench|e2e)/" },
    ),
    forbid(
      "architecture-checks-stand-alone",
      "the checks read the code as text; they do not run it",
      { path: "^tools/architecture/" },
      { path: "^(apps|packages)/" },
    ),
  ];
}

function confined(): IRegularForbiddenRuleType[] {
  return CONFINED.map(({ name, packages: names, allowed, why }) =>
    forbid(name, why, { path: ".", pathNot: allowed }, { path: npm(...names) }),
  );
}

export function importRules(rooms: Rooms): IRegularForbiddenRuleType[] {
  return [...layers(), ...roomWalls(rooms), ...purity(), ...packages(), ...confined()];
}

export function cruiseOptions(root: string): ICruiseOptions {
  return {
    baseDir: root,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
    validate: true,
    ruleSet: { forbidden: importRules(readRooms(root)) },
  };
}
