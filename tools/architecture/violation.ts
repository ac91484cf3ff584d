/** What every check answers: where a rule is broken, and what to do about it. */
export type Violation = { rule: string; file: string; line: number; message: string };

export type TextFile = { path: string; text: string };

export function formatViolation({ rule, file, line, message }: Violation): string {
  return `${file}:${line}  ${rule}\n    ${message}`;
}
