// Fences of code in Markdown, as CommonMark has them: three marks or more open one, and what closes it is of the same mark,
// at least as long, and alone on its line. A line that opens and ends on itself (```x```) is no fence.

const opening = /^\s*(`{3,}|~{3,})(.*)$/;

/** The marks that open a block of code; null where the line opens none. */
export function openedFence(line: string): string | null {
  const [, marks = "", rest = ""] = opening.exec(line) ?? [];
  return marks === "" || (marks.startsWith("`") && rest.includes("`")) ? null : marks;
}

export function closesFence(line: string, marks: string): boolean {
  const text = line.trim();
  return text.length >= marks.length && text === (marks[0] ?? "").repeat(text.length);
}
