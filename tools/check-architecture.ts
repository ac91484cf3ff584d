/**
 * Checks the rules of ARCHITECTURE.md that no linter knows: who imports whom, where SQL,
 * time and chance may stand, what each table must have. All are errors; there is no list of
 * old sins. `--write` renews the diagram in ARCHITECTURE.md first.
 */
import { readFileSync } from "node:fs";
import { checkCatalogue } from "./architecture/catalogue-rules.ts";
import { checkImports } from "./architecture/check-imports.ts";
import { checkDeploy } from "./architecture/deploy-rules.ts";
import { checkDiagram, writeDiagram } from "./architecture/diagram.ts";
import { checkDocuments, readDocuments } from "./architecture/document-rules.ts";
import { checkMigrations } from "./architecture/migration-rules.ts";
import { checkDependencies, checkLockFile, readManifests } from "./architecture/package-rules.ts";
import { checkRoomFolders, checkRoomTable, readRooms } from "./architecture/rooms.ts";
import {
  checkClockAndChance,
  checkLength,
  checkName,
  checkNesting,
  checkSql,
  checkSuppressions,
} from "./architecture/source-rules.ts";
import { readTree } from "./architecture/source-tree.ts";
import { formatViolation, type TextFile, type Violation } from "./architecture/violation.ts";

async function checkAll(root: string): Promise<Violation[]> {
  const rooms = readRooms(root);
  const schemas = [...Object.keys(rooms), "platform", "dbos"];
  const files = readTree(root);
  const read = (path: string): TextFile => ({
    path,
    text: readFileSync(`${root}/${path}`, "utf8"),
  });
  return [
    ...checkRoomTable(rooms),
    ...checkRoomFolders(
      rooms,
      files.map(({ path }) => path),
    ),
    ...files.flatMap((file) => [
      ...checkLength(file),
      ...checkName(file),
      ...checkNesting(file),
      ...checkClockAndChance(file),
      ...checkSuppressions(file),
      ...checkSql(file, schemas),
    ]),
    ...checkCatalogue(files),
    ...checkMigrations(files),
    ...checkDocuments(root, readDocuments(root)),
    ...checkDependencies(
      readManifests(root),
      files.filter(({ path }) => path.startsWith("docs/decisions/")),
    ),
    ...checkLockFile(read("package-lock.json")),
    ...checkDeploy(["deploy/Dockerfile", "deploy/compose.yaml"].map(read)),
    ...checkDiagram(root),
    ...(await checkImports(root)),
  ];
}

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
if (process.argv.includes("--write")) writeDiagram(root);

const violations = await checkAll(root);
for (const violation of violations) console.error(formatViolation(violation));
console.error(
  violations.length === 0 ? "architecture: clean" : `architecture: ${violations.length} errors`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
