/**
 * Every dependency is pinned to one exact version and has its reason in a decision record.
 * Packages of this repository and types of libraries need no reason of their own.
 * The lock file must be whole: `npm ci` refuses one that lacks a package of another platform,
 * which npm leaves out silently when the registry did not have it at the time.
 */
import { globSync, readFileSync } from "node:fs";
import type { TextFile, Violation } from "./violation.ts";

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

export function readManifests(root: string): TextFile[] {
  return ["package.json", ...globSync("{apps,packages}/*/package.json", { cwd: root })].map(
    (path) => ({ path, text: readFileSync(`${root}/${path}`, "utf8") }),
  );
}

export function checkDependencies(
  manifests: readonly TextFile[],
  decisions: readonly TextFile[],
): Violation[] {
  const reasons = decisions.map(({ text }) => text).join("\n");
  return manifests.flatMap(({ path, text }) => {
    const manifest = JSON.parse(text) as Manifest;
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    return all.flatMap(([name, version]) => [
      ...pinFault(path, name, version),
      ...reasonFault(path, name, reasons),
    ]);
  });
}

function pinFault(file: string, name: string, version: string): Violation[] {
  if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return [];
  const message = `${name} is "${version}": pin one exact version`;
  return [{ rule: "dependency-pinned", file, line: 1, message }];
}

function reasonFault(file: string, name: string, reasons: string): Violation[] {
  const needsNone = name.startsWith("@rapport/") || name.startsWith("@types/");
  if (needsNone || reasons.includes(`\`${name}\``)) return [];
  const message = `${name} has no reason: add its row to docs/decisions/0007-dependencies.md`;
  return [{ rule: "dependency-has-a-reason", file, line: 1, message }];
}

type Lock = { packages: Record<string, { optionalDependencies?: Record<string, string> }> };

export function checkLockFile({ path, text }: TextFile): Violation[] {
  const { packages } = JSON.parse(text) as Lock;
  const locked = new Set(
    Object.keys(packages).map((place) => place.slice(place.lastIndexOf("node_modules/") + 13)),
  );
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => ({
        rule: "lock-file-whole",
        file: path,
        line: 1,
        message: `${name}, wanted by ${place}, is missing: npm ci will fail; take the newest version whose parts all resolve`,
      })),
  );
}
