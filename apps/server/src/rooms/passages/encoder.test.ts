import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../../test/harness.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createEncoder, EncoderFault } from "./encoder.ts";
import { missingIn, pooled, readEncoderSettings } from "./encoder-files.ts";
import { createPassages } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "rapport-encoder-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("a folder with a sentence model", () => {
  it("is read as sentence-transformers lays it out", () => {
    const files: Record<string, object> = {
      "sentence_bert_config.json": { max_seq_length: 128 },
      "1_Pooling/config.json": { pooling_mode_cls_token: true },
      "config_sentence_transformers.json": { prompts: { query: "query: ", passage: "passage: " } },
    };
    expect(readEncoderSettings((name) => files[name] ?? null)).toEqual({
      ...{ maxLength: 128, pooling: "first" },
      prefixes: { question: "query: ", passage: "passage: " },
    });
    expect(readEncoderSettings(() => null)).toEqual({
      ...{ maxLength: 256, pooling: "mean" },
      prefixes: { question: "", passage: "" },
    });
  });

  it("says in words what is missing", async () => {
    expect(missingIn(join(scratch, "none"))).toContain("There is no folder");
    expect(missingIn(scratch)).toContain("no model.onnx");
    writeFileSync(join(scratch, "model.onnx"), "no model");
    expect(missingIn(scratch)).toContain("no tokenizer.json");
    await expect(createEncoder(scratch).encode(["a"], "question")).rejects.toThrow(EncoderFault);
    writeFileSync(join(scratch, "tokenizer.json"), "{}");
    const broken = createEncoder(scratch);
    await expect(broken.encode(["a"], "question")).rejects.toThrow(EncoderFault);
    await broken.stop();
  });

  it("makes one vector of length one of a text's tokens, the filling left out", () => {
    const states = Float32Array.of(3, 0, 0, 4, 100, 100);
    expect([...pooled(states, 2, 2, "mean")]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect([...pooled(states, 2, 2, "first")]).toEqual([1, 0]);
  });
});

const page = (title: string, text: string) => ({
  ...{ id: newId(), title, language: "en", readers: ["public"] },
  passages: [{ headings: [], text }],
});

describe("without its model", () => {
  it("an installation learns from the texts, and ranks", async () => {
    const ground = await openTestDatabase();
    const workspaceId = newId();
    const passages = createPassages({
      ...{ db: ground.db, clock: systemClock, logger: silentLogger },
      ...{ workspaceIds: async () => [workspaceId], encoderDir: join(scratch, "none") },
    });
    const words = "invoice refund order parcel card bank mail phone shop price".split(" ");
    const of = (index: number) => words[index % words.length] ?? "";
    const texts = Array.from({ length: 40 }, (_, index) =>
      page(
        `About ${of(index)}`,
        `A ${of(index + 1)} and a ${of(index * 3)} with ${of(index * 7)}.`,
      ),
    );
    await ground.db.tenant({ workspaceId }, (tx) => passages.write(tx, texts));
    await passages.upkeep.round();
    expect((await passages.state({ workspaceId })).vectors).toBe("learned");
    const asked = { query: "refund", readers: ["public"], limit: 3, mode: "hybrid" as const };
    expect((await passages.rank({ workspaceId }, asked)).passages).toHaveLength(3);
    await passages.upkeep.stop();
    await ground.close();
  });
});

const folder = process.env.RAPPORT_ENCODER_DIR ?? "";
const isThere = folder !== "" && existsSync(folder);

// RAPPORT_ENCODER_DIR: a folder with all-MiniLM-L6-v2 or a like model (docs/knowledge.md says where one is to be had).
describe.skipIf(!isThere)("with a real model (RAPPORT_ENCODER_DIR names none: skipped)", () => {
  it("puts what means the same together", async () => {
    const encoder = createEncoder(folder);
    const [cat, kitten, bank] = await encoder.encode(
      ["A cat sits on the mat.", "A kitten is sitting on a rug.", "The bank raised its rates."],
      "passage",
    );
    const cosine = (a: Float32Array | undefined, b: Float32Array | undefined) =>
      Array.from(a ?? []).reduce((sum, value, k) => sum + value * (b?.[k] ?? 0), 0);
    expect(cosine(cat, cat)).toBeCloseTo(1, 4);
    expect(cosine(cat, kitten)).toBeGreaterThan(cosine(cat, bank) + 0.2);
    await encoder.stop();
  }, 60_000);

  it("ranks, takes in what is new and what goes, and gives way to learning when it is taken away", async () => {
    const ground = await openTestDatabase();
    const workspaceId = newId();
    const open = (encoderDir: string) =>
      createPassages({
        ...{ db: ground.db, clock: systemClock, logger: silentLogger, encoderDir },
        workspaceIds: async () => [workspaceId],
      });
    const passages = open(folder);
    const [cat, bank] = [
      page("Pets", "A kitten is sitting on a rug."),
      page("Money", "The bank raised its rates."),
    ];
    const write = (pages: ReturnType<typeof page>[], removed: string[] = []) =>
      ground.db.tenant({ workspaceId }, (tx) => passages.write(tx, pages, removed));
    const ask = (of: typeof passages, query: string) =>
      of.rank({ workspaceId }, { query, readers: ["public"], limit: 5, mode: "hybrid" });
    await write([cat, bank]);
    await passages.upkeep.round();
    expect((await passages.state({ workspaceId })).vectors).toBe("model");
    expect((await ask(passages, "Which animals do you have?")).passages[0]?.pageId).toBe(cat.id);
    const dog = page("Walks", "Our puppy likes the park.");
    await write([dog], [cat.id]);
    await passages.upkeep.round();
    const found = (await ask(passages, "Which animals do you have?")).passages;
    expect(found[0]?.pageId).toBe(dog.id);
    expect(found.some(({ pageId }) => pageId === cat.id)).toBe(false);
    await passages.upkeep.stop();
    const without = open("");
    const words = await ask(without, "bank rates");
    expect(words.hasVectors).toBe(false);
    expect(words.passages[0]?.pageId).toBe(bank.id);
    await without.upkeep.round();
    expect((await without.state({ workspaceId })).index.choice).toEqual({});
    await ground.close();
  }, 120_000);
});
