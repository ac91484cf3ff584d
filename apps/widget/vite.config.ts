// Builds two scripts into dist: `loader`, which websites name, and `frame`, which runs in our frame. Each is one file
// without imports, since neither a website nor a sandboxed frame loads modules of ours.
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => {
  const isFrame = mode === "frame";
  const name = isFrame ? "frame" : "loader";
  return {
    root: import.meta.dirname,
    publicDir: isFrame ? "public" : false,
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2022",
      emptyOutDir: !isFrame,
      reportCompressedSize: false,
      lib: {
        entry: `src/${name}.ts`,
        name: "rapportWidget",
        formats: ["iife" as const],
        fileName: () => `${name}.js`,
        cssFileName: name,
      },
    },
  };
});
