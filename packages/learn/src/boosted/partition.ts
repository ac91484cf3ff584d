// Moves the rows of split nodes so that each child's rows stand together, in their old order. Two phases: stretches of
// rows are sorted out on their own, then copied to where the stretches before them end.
import type { Member } from "./member.ts";
import { bytesOf, type Packed } from "./packed.ts";

/** A node's rows and what sends them left. */
export interface Parting {
  readonly begin: number;
  readonly end: number;
  readonly column: number;
  /** By bin, 1 or 0. */
  readonly sides: Uint8Array;
}

interface Stretch {
  readonly parting: number;
  readonly begin: number;
  readonly end: number;
}

const stretchRows = 16_384;

export interface RowLists {
  readonly rows: Int32Array;
  readonly spare: Int32Array;
  /** Rows that go left, by stretch. */
  readonly counts: Int32Array;
}

/** Stretches that a round may need: every node may end in a short one. */
export const mostStretches = (rows: number, leaves: number): number =>
  Math.ceil(rows / stretchRows) + leaves + 1;

function stretchesOf(partings: readonly Parting[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [at, { begin, end }] of partings.entries())
    for (let from = begin; from < end; from += stretchRows)
      stretches.push({ parting: at, begin: from, end: Math.min(end, from + stretchRows) });
  return stretches;
}

/** Left ones to the stretch's front, right ones to its back, backwards. Returns how many went left. */
function sortOut(packed: Packed, parting: Parting, stretch: Stretch, lists: RowLists): number {
  const { rows, spare } = lists;
  const { sides, column } = parting;
  const bins = bytesOf(packed, column);
  let front = stretch.begin;
  let back = stretch.end - 1;
  for (let place = stretch.begin; place < stretch.end; place += 1) {
    const row = rows[place] as number;
    const side = sides[bins[row] as number] as number;
    // Both are written and one is kept: a branch here would be guessed wrong half of the time.
    spare[front] = row;
    spare[back] = row;
    front += side;
    back -= 1 - side;
  }
  return front - stretch.begin;
}

function copyOut(lists: RowLists, stretch: Stretch, left: number, to: readonly [number, number]) {
  const { rows, spare } = lists;
  let target = to[0];
  for (let place = stretch.begin; place < stretch.begin + left; place += 1)
    rows[target++] = spare[place] as number;
  target = to[1];
  for (let place = stretch.end - 1; place >= stretch.begin + left; place -= 1)
    rows[target++] = spare[place] as number;
}

/** Sorts the rows of all partings; returns, for each, how many rows went left. */
export function partRows(
  member: Member,
  packed: Packed,
  partings: readonly Parting[],
  lists: RowLists,
): number[] {
  const stretches = stretchesOf(partings);
  const { counts } = lists;
  for (let at = member.take(); at < stretches.length; at = member.take()) {
    const stretch = stretches[at] as Stretch;
    counts[at] = sortOut(packed, partings[stretch.parting] as Parting, stretch, lists);
  }
  member.wait();
  const lefts = new Array<number>(partings.length).fill(0);
  for (const [at, { parting }] of stretches.entries())
    lefts[parting] = (lefts[parting] as number) + (counts[at] as number);
  const targets = targetsOf(partings, stretches, { lefts, counts });
  for (let at = member.take(); at < stretches.length; at = member.take())
    copyOut(lists, stretches[at] as Stretch, counts[at] as number, targets[at] as [number, number]);
  member.wait();
  return lefts;
}

function targetsOf(
  partings: readonly Parting[],
  stretches: readonly Stretch[],
  known: { readonly lefts: readonly number[]; readonly counts: Int32Array },
): [number, number][] {
  const next = partings.map(({ begin }, at): [number, number] => [
    begin,
    begin + (known.lefts[at] as number),
  ]);
  return stretches.map(({ parting, begin, end }, at) => {
    const place = next[parting] as [number, number];
    const left = known.counts[at] as number;
    const target: [number, number] = [place[0], place[1]];
    place[0] += left;
    place[1] += end - begin - left;
    return target;
  });
}
