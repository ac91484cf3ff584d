// Splits a person's whole name into first and last name: "Last, First" at the comma, else before the
// last word together with the particles that belong to it. A guess by nature, used only where a file
// has no separate columns.
const particles = new Set(
  "van von der den de del della di da dos das du la le el al bin ibn ben ter ten zu zur af av".split(
    " ",
  ),
);

export function splitName(name: string): { firstName: string; lastName: string } {
  const comma = /^([^,]+),\s*(.+)$/.exec(name);
  if (comma && !/^(?:jr|sr|ii|iii|iv|phd|md)\b/i.test(comma[2] ?? "")) {
    return { firstName: comma[2] ?? "", lastName: comma[1] ?? "" };
  }
  const words = name.split(/\s+/).filter(Boolean);
  if (words.length < 2) return { firstName: name, lastName: "" };
  let start = words.length - 1;
  while (start > 1 && particles.has((words[start - 1] ?? "").toLowerCase())) start--;
  return { firstName: words.slice(0, start).join(" "), lastName: words.slice(start).join(" ") };
}
