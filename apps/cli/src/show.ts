// Answers of local commands as text for people.

interface Hash {
  rows: number;
  sha256: string;
}

export function migrated({
  applied,
  backupFile,
}: {
  applied: string[];
  backupFile: string | null;
}): string {
  if (applied.length === 0) return "The database is up to date.";
  const saved = backupFile ? `\nBacked up before to ${backupFile}` : "";
  return `Applied:\n  ${applied.join("\n  ")}${saved}`;
}

interface Finding {
  code: string;
  severity: string;
  what: string;
  why: string;
  fix: string;
}

export function diagnosis({
  ok,
  checked,
  findings,
}: {
  ok: boolean;
  checked: string[];
  findings: Finding[];
}): string {
  const parts = findings.map(({ code, severity, what, why, fix }) =>
    [
      `${severity === "error" ? "ERROR" : "warning"} ${code}`,
      `  ${what}`,
      `  Why it matters: ${why}`,
      `  What to do:     ${fix}`,
    ].join("\n"),
  );
  const verdict = ok
    ? "Nothing stands in the way of a start."
    : "The errors above have to be resolved first.";
  return [...parts, `Looked at: ${checked.join(", ")}.`, verdict].join("\n\n");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function backedUp(report: {
  file: string;
  bytes: number;
  rows: number;
  files: number;
  tables: object;
}): string {
  const { file, bytes, rows, files, tables } = report;
  return `Backed up ${rows} rows of ${Object.keys(tables).length} tables and ${files} files to\n${file} (${megabytes(bytes)})`;
}

export function restored(report: {
  file: string;
  rows: number;
  files: number;
  tables: object;
  createdAt: string;
}): string {
  const { rows, files, tables, createdAt } = report;
  return `Restored ${rows} rows of ${Object.keys(tables).length} tables and ${files} files, as of ${createdAt}. Every table's hash equals the backup's.`;
}

export function hashes(tables: Record<string, Hash>): string {
  return Object.entries(tables)
    .map(([name, { rows, sha256 }]) => `${sha256}  ${String(rows).padStart(9)}  ${name}`)
    .join("\n");
}

export function keyCreated({ id, secret }: { id: string; secret: string }): string {
  return `${secret}\nThis is shown once; keep it safe. Key id: ${id}`;
}

export function workspaceCreated(made: {
  workspaceId: string;
  email: string;
  password?: string;
}): string {
  const password = made.password ? ` with the password ${made.password} (shown once)` : "";
  return `Workspace ${made.workspaceId} is ready. Sign in as ${made.email}${password}.`;
}

export function factorReset({ email, reset }: { email: string; reset: boolean }): string {
  return reset
    ? `The second factor of ${email} is gone, and their sessions ended. They can set up another one.`
    : `Nobody signs in as ${email} with a second factor.`;
}

export function deactivated(done: { email: string; deactivated: boolean }): string {
  return done.deactivated
    ? `${done.email} is deactivated: signed out, API keys revoked, records kept.`
    : `Nobody in this workspace has the address ${done.email}.`;
}

export function seeded({ email, password }: { email: string; password: string }): string {
  return `The demo workspace is ready. Sign in as ${email} with the password ${password}.`;
}

interface Verdict {
  workspaceId: string;
  ok: boolean;
  entries: number;
  seals: number;
  checkpoints: number;
  unsealed: number;
  firstBad?: { message: string };
  warnings: string[];
}

export function auditVerified({ ok, workspaces }: { ok: boolean; workspaces: Verdict[] }): string {
  const lines = workspaces.flatMap((verdict) => [
    `${verdict.ok ? "ok " : "BAD"} ${verdict.workspaceId}: ${verdict.entries} entries in ${verdict.seals} seals, ${verdict.checkpoints} checkpoints, ${verdict.unsealed} not sealed yet`,
    ...(verdict.firstBad ? [`    ${verdict.firstBad.message}`] : []),
    ...verdict.warnings.map((warning) => `    warning: ${warning}`),
  ]);
  return [...lines, ok ? "The audit log is whole." : "The audit log was tampered with."].join("\n");
}
