import { describe, expect, it } from "vitest";
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import { symmetricEigen } from "./eigen.ts";
import { latentFromBytes, latentToBytes } from "./file.ts";
import { foldIn, type TermCounts, trainLatent } from "./latent.ts";
import { dense, gram, type SparseRows, timesDense } from "./matrix.ts";
import { rightSingularVectors } from "./svd.ts";

function sparse(rows: number, width: number, seed: number): SparseRows {
  const random = createRandom(seed);
  const starts = new Int32Array(rows + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (random.unit() > 0.2) continue;
      columns.push(column);
      values.push(random.unit() * (1 + (column % 5)));
    }
    starts[row + 1] = columns.length;
  }
  return {
    rows,
    width,
    starts,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

function filled(a: SparseRows) {
  const full = dense(a.rows, a.width);
  for (let row = 0; row < a.rows; row += 1) {
    for (let at = a.starts[row] as number; at < (a.starts[row + 1] as number); at += 1) {
      full.values[row * a.width + (a.columns[at] as number)] = a.values[at] as number;
    }
  }
  return full;
}

/** Three topics whose words never meet; each document has some words of one. */
function topics(documents: number): TermCounts {
  const random = createRandom(3);
  const starts = new Int32Array(documents + 1);
  const terms: number[] = [];
  for (let document = 0; document < documents; document += 1) {
    const chosen = new Set<number>();
    while (chosen.size < 6) chosen.add((document % 3) * 100 + random.below(20));
    terms.push(...chosen);
    starts[document + 1] = terms.length;
  }
  return { starts, terms: Int32Array.from(terms), counts: new Uint16Array(terms.length).fill(1) };
}

const cosine = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);

describe("eigenvectors", () => {
  it("turn the matrix into its eigenvalues", () => {
    const matrix = gram(filled(sparse(40, 17, 5)));
    const { values, vectors } = symmetricEigen(matrix);
    const turned = timesDense(matrix, vectors);
    for (let k = 0; k < 17; k += 1) {
      for (let row = 0; row < 17; row += 1) {
        const expected = (values[k] as number) * (vectors.values[row * 17 + k] as number);
        expect(turned.values[row * 17 + k]).toBeCloseTo(expected, 8);
      }
    }
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });
});

describe("random projection", () => {
  it("finds the singular values that the whole matrix has", () => {
    const a = sparse(120, 60, 8);
    const exact = symmetricEigen(gram(filled(a))).values;
    const { singular, basis } = rightSingularVectors(a, { dims: 10, seed: 2 });
    for (let k = 0; k < 10; k += 1)
      expect((singular[k] as number) / Math.sqrt(exact[k] as number)).toBeGreaterThan(0.985);
    const unit = gram(basis);
    for (let k = 0; k < 10; k += 1) expect(unit.values[k * 10 + k]).toBeCloseTo(1, 6);
  });
});

describe("the latent space", () => {
  const model = trainLatent(topics(90), { dims: 3 });
  const place = (...terms: number[]) =>
    foldIn(
      model,
      terms,
      terms.map(() => 1),
    ) ?? new Float64Array(3);

  it("puts words together that stand in like company, though they never meet", () => {
    expect(cosine(place(1, 2), place(15, 16))).toBeGreaterThan(0.9);
    expect(Math.abs(cosine(place(1, 2), place(115, 116)))).toBeLessThan(0.2);
    expect(foldIn(model, [999], [1])).toBeNull();
  });

  it("is the same to the byte each time, also through its file", () => {
    const bytes = latentToBytes(model);
    expect(latentToBytes(trainLatent(topics(90), { dims: 3 }))).toEqual(bytes);
    expect(latentFromBytes(bytes)).toEqual(model);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    expect(() => latentFromBytes(bytes)).toThrow(LearnFault);
  });

  it("is refused where there is nothing to learn from", () => {
    expect(() => trainLatent(topics(3))).toThrow(LearnFault);
  });
});
