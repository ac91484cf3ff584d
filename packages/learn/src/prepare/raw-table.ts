// Tables of texts as they stand in a file. Each column keeps its distinct texts once and a code a row, so that a million
// rows fit into memory and every distinct text is understood once only.
import { LearnFault } from "../fault.ts";

export interface RawColumn {
  /** Unique in its table. */
  readonly name: string;
  /** Distinct texts, trimmed, in the order in which they came. */
  readonly texts: readonly string[];
  /** Places in `texts`, one a row. */
  readonly codes: Int32Array;
}

export interface RawTable {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  /** Names that stood more than once, as they were written; the later ones got a number. */
  readonly repeated: readonly string[];
  /** Rows of its file with more or fewer cells than the header. */
  readonly unevenRows: number;
  /** Rows of its file that could not be read. */
  readonly unreadableRows: number;
}

/** Names without surrounding blanks; an empty one is named by its place, a repeated one gets a number. */
export function uniqueNames(header: readonly string[]): { names: string[]; repeated: string[] } {
  const taken = new Set<string>();
  const repeated = new Set<string>();
  const names = header.map((cell, at) => {
    const written = cell.replace(/^\ufeff/, "").trim() || `Column ${at + 1}`;
    let name = written;
    for (let times = 2; taken.has(name); times += 1) name = `${written} (${times})`;
    if (name !== written) repeated.add(written);
    taken.add(name);
    return name;
  });
  return { names, repeated: [...repeated] };
}

class Growing {
  readonly texts: string[] = [];
  readonly places = new Map<string, number>();
  codes = new Int32Array(1024);

  put(row: number, text: string): void {
    if (row >= this.codes.length) {
      const wider = new Int32Array(this.codes.length * 2);
      wider.set(this.codes);
      this.codes = wider;
    }
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.texts.length;
      this.texts.push(text);
      this.places.set(text, place);
    }
    this.codes[row] = place;
  }
}

/** Takes rows one at a time, as a file gives them. Cells that a row lacks are empty; cells too many are left out. */
export function createRawTable(header: readonly string[]) {
  const { names, repeated } = uniqueNames(header);
  const columns = names.map(() => new Growing());
  let rows = 0;
  return {
    add(cells: readonly unknown[]): void {
      for (const [at, column] of columns.entries()) {
        const cell = cells[at];
        column.put(rows, cell === null || cell === undefined ? "" : String(cell).trim());
      }
      rows += 1;
    },
    finish(): RawTable {
      return {
        rows,
        repeated,
        unevenRows: 0,
        unreadableRows: 0,
        columns: columns.map(({ texts, codes }, at) => ({
          name: names[at] as string,
          texts,
          codes: codes.slice(0, rows),
        })),
      };
    },
  };
}

export function findColumn(table: RawTable, name: string): RawColumn | undefined {
  const plain = (text: string) => text.trim().toLowerCase();
  return (
    table.columns.find((column) => column.name === name.trim()) ??
    table.columns.find((column) => plain(column.name) === plain(name))
  );
}

/** @throws LearnFault that lists the columns there are. */
export function needColumn(table: RawTable, name: string): RawColumn {
  const found = findColumn(table, name);
  if (found) return found;
  const names = table.columns.slice(0, 60).map((column) => `"${column.name}"`);
  throw new LearnFault(
    "missing_column",
    `There is no column "${name}". The columns are ${names.join(", ") || "none"}.`,
  );
}

export function takeRows(table: RawTable, rows: Int32Array): RawTable {
  const columns = table.columns.map((column) => ({
    ...column,
    codes: rows.map((row) => column.codes[row] as number),
  }));
  return { ...table, rows: rows.length, columns };
}

/** How many rows have each text of the column. */
export function countTexts({ texts, codes }: RawColumn): Float64Array {
  const counts = new Float64Array(texts.length);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  return counts;
}
