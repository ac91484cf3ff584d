// Builds the web app into dist, which the server serves with a fallback to index.html. In development the
// API is proxied, so that cookies stay on one origin. RAPPORT_WEB_API names another server than the default.
// What every day needs is three files, asked for together: `libraries`, `start` (the router and the look) and `desk`
// (frame, tables, records); each further screen comes when it is first opened. Many small files would cost a round trip
// each, one large file a task in which nothing else happens while all of it is evaluated.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";

const libraries =
  /node_modules\/(react|react-dom|scheduler|@tanstack\/[a-z-]*(router|query|history|store)[a-z-]*)\//;
const start = /src\/(app|rooms\/access\/(public-frame|sign-in))\.tsx$/;
const desk =
  /src\/(frame\/frame|rooms\/home\/home|rooms\/records\/(table-screen|record-page))\.tsx$/;

/** Names under which the desk is asked for: each is a line that leads there, and would cost a round trip by itself. */
const doors = ["desk", "app", "frame", "home", "table-screen", "record-page", "record-queries"];
const isPreloaded = new RegExp(`/(${doors.join("|")})-[^/]+\\.(js|css)$`);

/** Has the browser fetch the desk while the start is still on its way. */
const preloadDesk: Plugin = {
  name: "preload-desk",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle = {} }): HtmlTagDescriptor[] => {
      const files = Object.keys(bundle).filter((file) => isPreloaded.test(file));
      return files.map((file) => ({
        tag: "link",
        injectTo: "head",
        attrs: file.endsWith(".js")
          ? { rel: "modulepreload", crossorigin: true, href: `/${file}` }
          : { rel: "preload", as: "style", crossorigin: true, href: `/${file}` },
      }));
    },
  },
};

/** Schemas are the server's: one value taken from beside them would bring their library into the first load. */
const keepSchemasOut: Plugin = {
  name: "keep-schemas-out",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk" || !/^(libraries|start|desk)$/.test(chunk.name)) continue;
      const brought = chunk.moduleIds.find((id) => id.includes("/node_modules/zod/"));
      if (brought)
        this.error(`${chunk.fileName} is part of the first load and contains ${brought}.`);
    }
  },
};

const smallestBytes = 1024;

/** Writes a .br and a .gz beside each text file, once for all requests to come. */
const compress: Plugin = {
  name: "compress",
  apply: "build",
  writeBundle: async ({ dir = "" }, bundle) => {
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
      const content = await readFile(join(dir, file));
      if (content.length < smallestBytes) continue;
      await writeFile(join(dir, `${file}.br`), brotliCompressSync(content));
      await writeFile(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [react(), preloadDesk, keepSchemasOut, compress],
  server: {
    port: 4170,
    proxy: { "/api": { target: process.env.RAPPORT_WEB_API ?? "http://localhost:4100" } },
  },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "libraries", test: libraries, priority: 3 },
            { name: "start", test: start, priority: 2 },
            { name: "desk", test: desk, priority: 1 },
          ],
        },
      },
    },
  },
});
