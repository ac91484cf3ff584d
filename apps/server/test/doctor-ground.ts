// What doctor says of a set-up, as the command does, and the embedded database of a folder as its owner.
import { expect } from "vitest";
import type { DoctorReport, Finding } from "../src/operations/doctor-finding.ts";
import { runCommand } from "../src/operations/run-command.ts";
import { connectOwner, startDatabaseServer } from "../src/platform/db/index.ts";

export async function diagnose(
  environment: Record<string, string>,
): Promise<{ exitCode: number; report: DoctorReport; codes: string[] }> {
  const outcome = await runCommand("doctor", {}, environment);
  const report = outcome.result as DoctorReport;
  // The web app may or may not be built where the tests run.
  const codes = report.findings
    .map((finding) => finding.code)
    .filter((code) => code !== "web-not-built");
  return { exitCode: outcome.exitCode, report, codes };
}

/** What, why and what to do are all said. */
export function expectComplete(findings: readonly Finding[]): void {
  for (const finding of findings) {
    expect(finding.what.length, finding.code).toBeGreaterThan(20);
    expect(finding.why.length, finding.code).toBeGreaterThan(10);
    expect(finding.fix.length, finding.code).toBeGreaterThan(5);
  }
}

export async function asOwner(dataDir: string, ...statements: string[]): Promise<void> {
  const server = await startDatabaseServer({ dataDir, databaseUrl: "", databasePool: 1 });
  const client = await connectOwner(server);
  for (const statement of statements) await client.query(statement);
  await client.release();
  await server.stop();
}
