// Modules of WebAssembly written as expressions: one function over one memory, made as bytes when it is wanted, so that
// no tool is needed to build it. Only the instructions that this project uses are here. An expression is the bytes that
// leave one value; a statement leaves none.
//
// Numbers of instructions: https://webassembly.github.io/spec/core/binary/instructions.html

export type Code = readonly number[];

/** A whole number as the format has it, seven bits a byte. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** The same for numbers with a sign, which is the last byte's seventh bit. */
function signed(value: number): number[] {
  const last = value >= -64 && value < 64;
  return last ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const types = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;
type Type = keyof typeof types;

const two = (code: Code) => (a: Code, b: Code) => [...a, ...b, ...code];
const loadFrom = (code: Code, align: number) => (at: Code, offset: number) => [
  ...at,
  ...code,
  align,
  ...unsigned(offset),
];
const storeTo = (code: Code, align: number) => (at: Code, offset: number, value: Code) => [
  ...at,
  ...value,
  ...code,
  align,
  ...unsigned(offset),
];
const simd = (number: number) => [0xfd, ...unsigned(number)];

/** Addresses are in bytes: an expression, and a fixed number added to it. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  load: loadFrom([0x28], 2),
  /** Two bytes without a sign. */
  load16: loadFrom([0x2f], 1),
  store: storeTo([0x36], 2),
  isZero: (a: Code): Code => [...a, 0x45],
  equal: two([0x46]),
  less: two([0x48]),
  lessUnsigned: two([0x49]),
  atMost: two([0x4c]),
  add: two([0x6a]),
  subtract: two([0x6b]),
  and: two([0x71]),
  shiftLeft: two([0x74]),
  shiftRight: two([0x76]),
} as const;

export const f64 = {
  load: loadFrom([0x2b], 3),
  store: storeTo([0x39], 3),
  add: two([0xa0]),
} as const;

/** Two numbers side by side. */
export const f64x2 = {
  /** A number twice. */
  of: (value: number): Code => {
    const bytes = new Uint8Array(new Float64Array([value, value]).buffer);
    return [...simd(0x0c), ...bytes];
  },
  load: loadFrom(simd(0x00), 4),
  /** One number of memory, twice. */
  loadBoth: loadFrom(simd(0x0a), 3),
  /** Two numbers of 32 bits. */
  loadSingles: (at: Code, offset: number): Code => [
    ...loadFrom(simd(0x5d), 3)(at, offset),
    ...simd(0x5f),
  ],
  store: storeTo(simd(0x0b), 4),
  lane: (a: Code, lane: 0 | 1): Code => [...a, ...simd(0x21), lane],
  add: two(simd(0xf0)),
  subtract: two(simd(0xf1)),
  multiply: two(simd(0xf2)),
  divide: two(simd(0xf3)),
} as const;

/** Four whole numbers side by side, and eight of 16 bits. */
export const i32x4 = {
  load: loadFrom(simd(0x00), 4),
  /** Eight bytes with a sign, as eight whole numbers of 16 bits. */
  loadEight: loadFrom(simd(0x01), 3),
  /** Eight products of 16 bits each, added in pairs into four of 32. */
  dot: two(simd(0xba)),
  lane: (a: Code, lane: 0 | 1 | 2 | 3): Code => [...a, ...simd(0x1b), lane],
  add: two(simd(0xae)),
} as const;

/** What a function keeps by name. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

/** `yes` or `no`, whose statements are run. */
export const when = (condition: Code, yes: Code, no: Code = []): Code => [
  ...[...condition, 0x04, 0x40, ...yes],
  ...(no.length > 0 ? [0x05, ...no] : []),
  0x0b,
];

/** One of two expressions that leave whole numbers. */
export const choose = (condition: Code, yes: Code, no: Code): Code => [
  ...[...condition, 0x04, types.i32, ...yes],
  ...[0x05, ...no, 0x0b],
];

/** While the condition holds, which is asked first. */
export const repeat = (condition: Code, body: Code): Code =>
  when(condition, [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b]);

/** Numbers one after the other: the function's parameters first, then what it keeps. */
export class Locals {
  readonly #types: Type[] = [];

  take(type: Type): Local {
    const index = this.#types.length;
    this.#types.push(type);
    return {
      get: [0x20, ...unsigned(index)],
      set: (value) => [...value, 0x21, ...unsigned(index)],
    };
  }

  /** @returns `count` of one type */
  list(type: Type, count: number): readonly Local[] {
    return Array.from({ length: count }, () => this.take(type));
  }

  /** As a function declares them, without its parameters. */
  declared(parameters: number): Code {
    const kept = this.#types.slice(parameters);
    return [...unsigned(kept.length), ...kept.flatMap((type) => [1, types[type]])];
  }
}

/**
 * What lays a module's function over a memory. The module is made and compiled when the process first needs it.
 * @param name of the function
 */
export function functionOver<F>(
  name: string,
  make: () => Uint8Array<ArrayBuffer>,
): (memory: WebAssembly.Memory) => F {
  let compiled: WebAssembly.Module | null = null;
  return (memory) => {
    compiled ??= new WebAssembly.Module(make());
    return new WebAssembly.Instance(compiled, { held: { memory } }).exports[name] as F;
  };
}

const text = (value: string) => [value.length, ...Buffer.from(value, "ascii")];
const section = (id: number, bytes: Code) => [id, ...unsigned(bytes.length), ...bytes];

/**
 * A module that imports `held.memory` and exports one function, which takes whole numbers of 32 bits and returns nothing.
 * @param parameters how many of `locals`, from the first, are its parameters
 */
export function moduleOf(
  name: string,
  parameters: number,
  locals: Locals,
  statements: Code,
): Uint8Array<ArrayBuffer> {
  const body = [...locals.declared(parameters), ...statements, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One type; the memory, of one page at least; one function of that type.
    ...section(1, [1, 0x60, parameters, ...Array<number>(parameters).fill(types.i32), 0]),
    ...section(2, [1, ...text("held"), ...text("memory"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text(name), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
