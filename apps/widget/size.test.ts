// What a website's page has to load for the chat, compressed: the loader at once, the rest when the chat is opened.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));

it("is under 25 kB compressed in all, and under 8 kB for a page whose chat is not opened", async () => {
  const outDir = mkdtempSync(join(tmpdir(), "rapport-widget-"));
  try {
    for (const mode of ["loader", "frame"]) {
      const configFile = join(root, "vite.config.ts");
      await build({
        root,
        configFile,
        mode,
        logLevel: "silent",
        build: { outDir, emptyOutDir: false },
      });
    }
    const files = readdirSync(outDir).filter((name) => name !== "demo.css");
    expect(files.sort()).toEqual(["frame.css", "frame.js", "loader.js"]);
    const gzipped = new Map(
      files.map((name) => [name, gzipSync(readFileSync(join(outDir, name))).length]),
    );
    const all = [...gzipped.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(all).toBeLessThan(25_000);
    expect(gzipped.get("loader.js")).toBeLessThan(8000);
    const sent = files.reduce(
      (sum, name) => sum + brotliCompressSync(readFileSync(join(outDir, name))).length,
      0,
    );
    expect(sent).toBeLessThan(all);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}, 120_000);
