// The module of dot-products.ts: 64 dimensions of a vector at a time, eight an instruction.
import { wasm } from "@rapport/learn";

const { i32, i32x4, Locals, moduleOf, repeat } = wasm;

type Local = wasm.Local;

const parts = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const lanes = [0, 1, 2, 3] as const;

function products(): Uint8Array<ArrayBuffer> {
  const locals = new Locals();
  const [row, end, sum] = locals.list("i32", 3) as [Local, Local, Local];
  const question = locals.list("v128", parts.length) as Local[];
  const sums = locals.take("v128");
  const product = (part: number) =>
    i32x4.dot(i32x4.loadEight(row.get, 8 * part), (question[part] as Local).get);
  const all = parts.slice(1).reduce((so, part) => i32x4.add(so, product(part)), product(0));
  const added = lanes
    .slice(1)
    .reduce((so, lane) => i32.add(so, i32x4.lane(sums.get, lane)), i32x4.lane(sums.get, 0));
  return moduleOf("products", 3, locals, [
    ...parts.flatMap((part) => (question[part] as Local).set(i32x4.load(i32.of(0), 16 * part))),
    ...repeat(i32.lessUnsigned(row.get, end.get), [
      ...sums.set(all),
      ...i32.store(sum.get, 0, added),
      ...sum.set(i32.add(sum.get, i32.of(4))),
      ...row.set(i32.add(row.get, i32.of(64))),
    ]),
  ]);
}

/**
 * Imports `held.memory`; exports `products(row, end, sum)`, addresses in bytes: the question's 16-bit numbers lie at 0,
 * vectors of 64 bytes from `row` to `end`, and the sums, 32 bits each, are written from `sum`.
 */
export const dotModule = products();
