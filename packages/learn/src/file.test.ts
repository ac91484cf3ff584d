import { describe, expect, test } from "vitest";
import { LearnFault } from "./fault.ts";
import { crc32, kindOfModelFile, readModelFile, writeModelFile } from "./file.ts";

const model = {
  kind: "sample",
  version: 2,
  info: { classes: ["no", "ja ✓"], nested: { at: 1.5 } },
  arrays: {
    odd: Uint8Array.of(1, 2, 3),
    weights: Float64Array.of(0.1, -Infinity, Number.NaN),
    codes: Int32Array.of(-1, 7),
    none: new Float32Array(0),
  },
};

describe("model files", () => {
  test("CRC-32 has the check value of its definition", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(Uint8Array.of())).toBe(0);
    // Python's zlib.crc32(bytes(range(256)) * 3)
    const bytes = Uint8Array.from({ length: 768 }, (_, at) => at);
    expect(crc32(bytes)).toBe(2965430058);
  });

  test("what was written is read, aligned or not", () => {
    const bytes = writeModelFile(model);
    expect(readModelFile(bytes, "sample", 2)).toEqual(model);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readModelFile(shifted.subarray(3), "sample", 2)).toEqual(model);
    expect(kindOfModelFile(bytes)).toBe("sample");
    expect(writeModelFile(model)).toEqual(bytes);
  });

  test("any changed byte and any cut is refused", () => {
    const bytes = writeModelFile(model);
    for (let at = 0; at < bytes.length; at += 1) {
      const wrong = bytes.slice();
      wrong[at] = (wrong[at] as number) ^ 4;
      expect(() => readModelFile(wrong, "sample", 2), `byte ${at}`).toThrow(LearnFault);
      expect(() => readModelFile(bytes.slice(0, at), "sample", 2), `cut ${at}`).toThrow(LearnFault);
    }
  });

  test("another kind and a newer version are refused", () => {
    const bytes = writeModelFile(model);
    expect(() => readModelFile(bytes, "boosted", 2)).toThrow(/kind "sample", not "boosted"/);
    expect(() => readModelFile(bytes, "sample", 1)).toThrow(
      /version 2; this program knows up to 1/,
    );
  });
});
