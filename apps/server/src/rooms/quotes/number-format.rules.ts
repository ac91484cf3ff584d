// How quotes are numbered: a format such as "Q-{YYYY}-{0000}". The text around the number names a series, and
// each series counts by itself, so that a yearly format begins anew each year. Pure.

const place = /\{(0{1,9})\}/;

function dated(format: string, day: string): string {
  const [year = "", month = ""] = day.split("-");
  return format
    .replaceAll("{YYYY}", year)
    .replaceAll("{YY}", year.slice(-2))
    .replaceAll("{MM}", month);
}

/** What the numbers of one series share. */
export function seriesOf(format: string, day: string): string {
  return dated(format, day).replace(place, "{0}");
}

export function numberText(format: string, day: string, count: number): string {
  return dated(format, day).replace(place, (_all, zeros: string) =>
    String(count).padStart(zeros.length, "0"),
  );
}
