// A page of plain text that is written from its top to its end: lines, paragraphs, quotations, points and rows of cells.
// White space is one blank, as in HTML, save in what was typed; there is never more than one empty line.

export interface PlainPage {
  write(text: string): void;
  /** Without a new line before it, whatever was asked for. */
  append(text: string): void;
  breakLine(): void;
  /** What comes next begins a line (1), or stands below an empty one (2). */
  want(apart: number): void;
  /** These begin something and answer what ends it. */
  typed(): () => void;
  quoted(): () => void;
  list(from: number | null): () => void;
  point(): () => void;
  row(): () => void;
  cell(): () => void;
  beginLink(): void;
  /** The link's words. */
  endLink(): string;
  read(): string;
}

/** Deeper than people quote or list, lines would be made of nothing else. */
const deepest = 30;

export function createPlainPage(): PlainPage {
  const done: string[] = [];
  const lists: { next: number | null }[] = [];
  let line = "";
  let wanted = 0;
  let marker = "";
  let quoted = 0;
  /** As many of them as are shown. */
  let quotes = 0;
  let typedIn = 0;
  let link = "";
  /** The line on which this row's last cell stands by itself; -1: there is none. */
  let cellLine = -1;
  /** A cell was begun beside another one, and nothing stands in it yet. */
  let isBeside = false;
  /** Nothing stands in the cell yet: its first paragraph is no further from what is above than the row. */
  let isFresh = false;

  const lead = () => (quotes === 0 ? "" : `${">".repeat(quotes)} `);

  function endLine(): void {
    const isEmpty = line.trim() === "";
    if (!isEmpty) done.push(line.trimEnd());
    line = "";
  }

  function emptyLine(): void {
    const last = done.at(-1);
    if (last === undefined || /^>*$/.test(last)) return;
    const before = /^>*/.exec(last)?.[0].length ?? 0;
    done.push(">".repeat(Math.min(before, quotes)));
  }

  /** To the last line in which something stands. */
  function appendAbove(text: string): void {
    const at = done.findLastIndex((one) => !/^>*$/.test(one));
    if (at >= 0) done[at] += text;
  }

  function settle(): void {
    if (wanted === 0) return;
    endLine();
    if (wanted > 1) emptyLine();
    wanted = 0;
  }

  function put(text: string): void {
    settle();
    if (line === "") {
      line = lead() + marker;
      marker = "";
    } else if (isBeside) line = `${line.trimEnd()} | `;
    isBeside = false;
    isFresh = false;
    line += text;
    link += text;
  }

  function breakLine(): void {
    settle();
    isBeside = false;
    if (line === "") emptyLine();
    else endLine();
  }

  function writeTyped(text: string): void {
    for (const [at, piece] of text.split(/\r?\n/).entries()) {
      if (at > 0) breakLine();
      if (piece !== "") put(piece);
    }
  }

  function write(given: string): void {
    if (typedIn > 0) return writeTyped(given);
    const text = given.replace(/\s+/g, " ");
    const isBegin = line === "" || wanted > 0 || isBeside || line.endsWith(" ");
    const fresh = isBegin ? text.trimStart() : text;
    if (fresh === " ") {
      line += " ";
      link += " ";
    } else if (fresh !== "") put(fresh);
  }

  return {
    write,
    breakLine,
    append: (text) => {
      if (line !== "") line = line.trimEnd() + text;
      else appendAbove(text);
    },
    want: (apart) => {
      if (!isBeside) wanted = Math.max(wanted, isFresh ? Math.min(apart, 1) : apart);
    },
    typed: () => {
      typedIn += 1;
      return () => {
        typedIn -= 1;
      };
    },
    quoted: () => {
      // What stands before it is not quoted.
      settle();
      quoted += 1;
      quotes = Math.min(quoted, deepest);
      return () => {
        wanted = Math.max(wanted, 2);
        endLine();
        quoted -= 1;
        quotes = Math.min(quoted, deepest);
      };
    },
    list: (from) => {
      wanted = Math.max(wanted, lists.length === 0 ? 2 : 1);
      lists.push({ next: from });
      return () => {
        lists.pop();
        wanted = Math.max(wanted, lists.length === 0 ? 2 : 1);
      };
    },
    point: () => {
      const list = lists.at(-1);
      const number = list?.next ?? null;
      marker = `${"  ".repeat(Math.min(deepest, Math.max(0, lists.length - 1)))}${number === null ? "-" : `${number}.`} `;
      if (list && number !== null) list.next = number + 1;
      return () => {
        marker = "";
      };
    },
    row: () => {
      const outside = cellLine;
      cellLine = -1;
      return () => {
        cellLine = outside;
        isBeside = false;
      };
    },
    cell: () => {
      // The first cell of a table within a cell stands beside what that one does.
      isBeside = line !== "" && (isBeside || cellLine === done.length);
      if (isBeside) wanted = 0;
      settle();
      const begun = done.length;
      isFresh = true;
      return () => {
        // Of several lines, or none: the next one begins a line of its own.
        const isOne = done.length === begun && line !== "";
        cellLine = isOne ? begun : -1;
        isFresh = false;
        wanted = isOne ? Math.min(wanted, 1) : Math.max(wanted, 1);
        isBeside = false;
      };
    },
    beginLink: () => {
      link = "";
    },
    endLink: () => link,
    read: () => {
      endLine();
      return done.join("\n").trim();
    },
  };
}
