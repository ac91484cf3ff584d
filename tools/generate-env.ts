// Writes .env.example from the table of settings (apps/server/src/platform/config.ts), so that the two
// cannot differ. With --check it only compares, and says so when they do.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { settings } from "../apps/server/src/platform/config.ts";

const file = fileURLToPath(new URL("../.env.example", import.meta.url));

const intro = [
  "# Settings of Rapport. Copy this file to .env and change what you need; every one has a default.",
  "# Written by `node tools/generate-env.ts` from apps/server/src/platform/config.ts; do not edit by hand.",
];

function defaultOf(setting: (typeof settings)[keyof typeof settings]): string {
  const parsed: unknown = setting.parse(undefined);
  if (parsed === true) return "on";
  if (parsed === false) return "off";
  return Array.isArray(parsed) ? parsed.join(",") : String(parsed);
}

export function envExample(): string {
  const lines = Object.entries(settings).flatMap(([name, setting]) => {
    const about = setting.description ?? "";
    return ["", `# ${about}`, `#${name}=${defaultOf(setting)}`];
  });
  return `${[...intro, ...lines].join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = envExample();
  const isCheck = process.argv.includes("--check");
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(".env.example is out of date: run `node tools/generate-env.ts`.");
    process.exitCode = 1;
  }
}
