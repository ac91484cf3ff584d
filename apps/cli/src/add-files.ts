// Files into a source, one after the other. What is wrong with one file stops nothing: it is named at the end. What would
// be wrong with each of them (no server, no permission, unknown readers) stops at once.
import { readFile } from "node:fs/promises";
import { type Client, isRapportError } from "@rapport/sdk";
import { exitCodes, type Outcome } from "./command.ts";

export interface NamedFile {
  file: string;
  /** Within the source. */
  name: string;
}

interface FailedFile {
  file: string;
  code: string;
  message: string;
}

type FileQuery = Omit<Parameters<Client["knowledge"]["addFile"]>[0], "path">;

const ofEvery = new Set([0, 401, 403, 429]);
const isOfEvery = (status: number, code: string): boolean =>
  ofEvery.has(status) || code === "knowledge.bad_readers";

/** Throws what is not this file's own fault. */
function failureOf(name: string, error: unknown): FailedFile {
  if (isRapportError(error)) {
    const { status, code, message } = error;
    if (isOfEvery(status, code)) throw error;
    return { file: name, code, message };
  }
  const code = (error as NodeJS.ErrnoException).syscall ? "cli.unreadable_file" : null;
  if (code === null || !(error instanceof Error)) throw error;
  return { file: name, code, message: `This file could not be read: ${error.message}` };
}

export async function addFiles(
  client: Client,
  files: readonly NamedFile[],
  query: FileQuery,
): Promise<Outcome> {
  const total = { created: 0, updated: 0, unchanged: 0 };
  const failed: FailedFile[] = [];
  for (const { file, name } of files) {
    try {
      const content = new Uint8Array(await readFile(file));
      const { data } = await client.knowledge.addFile({ ...query, path: name }, content);
      total.created += data.created;
      total.updated += data.updated;
      total.unchanged += data.unchanged;
    } catch (error) {
      failed.push(failureOf(name, error));
    }
  }
  const { created, updated, unchanged } = total;
  const lines = [`${created} pages made, ${updated} changed, ${unchanged} as they were.`];
  const result = { ...total, failed };
  if (failed.length === 0) return { exitCode: exitCodes.ok, text: lines.join("\n"), result };
  const count = failed.length === 1 ? "1 file was" : `${failed.length} files were`;
  lines.push(`${count} not taken:`, ...failed.map((one) => `  ${one.file}: ${one.message}`));
  return { exitCode: exitCodes.failed, text: lines.join("\n"), result };
}
