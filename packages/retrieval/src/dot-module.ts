// The module of dot-products.ts as bytes: no tool is needed to make it. As text it would be:
//
//   (module
//     (import "held" "memory" (memory 1))
//     (func (export "products") (param $row i32) (param $end i32) (param $sum i32)
//       (local $question0 v128) … (local $question7 v128) (local $sums v128)
//       question i = v128.load at 16 · i
//       (if (i32.lt_u row end) (then (loop
//         sums = Σ over i of i32x4.dot_i16x8_s (v128.load8x8_s at row + 8 · i) (question i)
//         i32.store at sum: the four lanes of sums, added
//         row += 64; sum += 4
//         (br_if 0 (i32.lt_u row end)))))))
//
// Numbers of instructions: https://webassembly.github.io/spec/core/binary/instructions.html

const get = 0x20;
const set = 0x21;
const tee = 0x22;
const i32 = 0x7f;
const v128 = 0x7b;
const none = 0x40;
const end = 0x0b;
const constant = 0x41;
const add = 0x6a;
const lessUnsigned = 0x49;
const store = [0x36, 2, 0];
const loadVector = (offset: number) => [0xfd, 0x00, 4, ...unsigned(offset)];
/** Eight bytes with a sign, as eight whole numbers of 16 bits. */
const loadEight = (offset: number) => [0xfd, 0x01, 3, ...unsigned(offset)];
/** Eight products of 16 bits each, added in pairs into four of 32. */
const dot = [0xfd, 0xba, 0x01];
const addFour = [0xfd, 0xae, 0x01];
const lane = (index: number) => [0xfd, 0x1b, index];

/** A whole number as the format has it, seven bits a byte. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** The same for numbers with a sign, which the seventh bit is: 64 takes two bytes. */
const positive = (value: number): number[] =>
  value < 64 ? [value] : [(value & 127) | 128, value >>> 7];

const text = (value: string) => [value.length, ...Buffer.from(value, "ascii")];
const section = (id: number, bytes: number[]) => [id, ...unsigned(bytes.length), ...bytes];

const [row, stop, sum, firstQuestion, sums] = [0, 1, 2, 3, 11];
const parts = [0, 1, 2, 3, 4, 5, 6, 7];

const body = [
  ...[2, 8, v128, 1, v128],
  ...parts.flatMap((part) => [constant, 0, ...loadVector(16 * part), set, firstQuestion + part]),
  ...[get, row, get, stop, lessUnsigned, 0x04, none],
  ...[0x03, none],
  ...parts.flatMap((part) => [
    ...[get, row, ...loadEight(8 * part), get, firstQuestion + part, ...dot],
    ...(part > 0 ? addFour : []),
  ]),
  ...[set, sums, get, sum],
  ...[0, 1, 2, 3].flatMap((at) => [get, sums, ...lane(at), ...(at > 0 ? [add] : [])]),
  ...store,
  ...[get, sum, constant, 4, add, set, sum],
  ...[get, row, constant, ...positive(64), add, tee, row],
  ...[get, stop, lessUnsigned, 0x0d, 0],
  ...[end, end, end],
];

/** Imports `held.memory`; exports `products(row, end, sum)`, addresses in bytes. */
export const dotModule = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  // One type: three numbers in, none out; the memory, of one page at least; one function of that type.
  ...section(1, [1, 0x60, 3, i32, i32, i32, 0]),
  ...section(2, [1, ...text("held"), ...text("memory"), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...text("products"), 0, 0]),
  ...section(10, [1, ...unsigned(body.length), ...body]),
]);
