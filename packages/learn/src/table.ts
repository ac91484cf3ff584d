// Tables and targets, the form in which data comes to every learner. Columns have one length; a missing number is
// NaN, a missing category −1, a missing text the empty text. Nobody writes into a table that was handed over.

export interface NumberColumn {
  readonly name: string;
  readonly kind: "number";
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly name: string;
  readonly kind: "category";
  /** Places in `levels`; −1 is missing, and so is a level that training did not see. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export interface TextColumn {
  readonly name: string;
  readonly kind: "text";
  readonly values: readonly string[];
}

export type Column = NumberColumn | CategoryColumn | TextColumn;

export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Two classes, of which the second (code 1) is the one that is looked for. */
export interface BinaryTarget {
  readonly kind: "binary";
  readonly codes: Int32Array;
  readonly classes: readonly [string, string];
}

export interface ClassTarget {
  readonly kind: "classes";
  readonly codes: Int32Array;
  readonly classes: readonly string[];
}

export interface NumberTarget {
  readonly kind: "number";
  readonly values: Float64Array;
}

export type Target = BinaryTarget | ClassTarget | NumberTarget;

/** What every trained model can do, whichever learner made it. */
export interface Model {
  /** Names of the columns that it reads, in its order. */
  readonly columns: readonly string[];
  /** How many raw scores a row gets: 1 for two classes and for numbers, else one a class. */
  readonly outputs: number;
  /** Raw scores, row after row, `rows × outputs`. Columns are found by name. */
  raw(table: Table): Float64Array;
}

/** Threads of the host that work on one task at once. */
export interface Team {
  readonly size: number;
  /**
   * Every member, in a thread of its own and all at the same time, calls `runTeamTask(task, input, index, size)`;
   * resolves with their answers in the order of their indices. Typed arrays over shared memory are shared, all else
   * is copied. A member that fails ends the task for all.
   */
  run(task: string, input: unknown): Promise<unknown[]>;
  close(): Promise<void>;
}
