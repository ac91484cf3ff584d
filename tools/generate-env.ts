/**
 * Writes .env.example from the table of settings, so that the file cannot lie.
 * With --check it only compares, and fails when the file is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { settings } from "../apps/server/src/platform/config.ts";

const FILE = new URL("../.env.example", import.meta.url);
const HEAD = "# Every setting of Rapport with its default. Made by: node tools/generate-env.ts\n";

type Setting = { description?: string | undefined; parse(value: undefined): unknown };

function defaultOf(setting: Setting): string {
  const value = setting.parse(undefined);
  if (typeof value === "boolean") return value ? "on" : "off";
  return Array.isArray(value) ? value.join(",") : String(value);
}

const entries = Object.entries<Setting>(settings).map(
  ([name, setting]) => `\n# ${setting.description ?? ""}\n# ${name}=${defaultOf(setting)}\n`,
);
const text = HEAD + entries.join("");

if (!process.argv.includes("--check")) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, "utf8") !== text) {
  console.error(".env.example is stale: run node tools/generate-env.ts");
  process.exitCode = 1;
}
