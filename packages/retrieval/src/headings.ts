// Headings of Markdown that begin with marks. In steps and not in one pattern, since a line may be very long.

export interface Heading {
  /** From 1. */
  depth: number;
  title: string;
}

/** Marks at the end close a heading where a space stands before them: "C#" keeps its own. */
function withoutClosing(title: string): string {
  let end = title.length;
  while (end > 0 && title[end - 1] === "#") end -= 1;
  const isClosed = end === 0 || /\s/.test(title[end - 1] ?? "");
  return isClosed ? title.slice(0, end).trimEnd() : title;
}

/** Null: the line is none, or says nothing. */
export function headingOf(line: string): Heading | null {
  const marks = /^ {0,3}(#{1,6})(?=\s)/.exec(line)?.[1];
  if (marks === undefined) return null;
  const title = withoutClosing(line.trim().slice(marks.length).trim());
  return title === "" ? null : { depth: marks.length, title };
}
