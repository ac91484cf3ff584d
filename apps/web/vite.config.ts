// Builds the web app into dist, which the server serves with a fallback to index.html. In development the
// API is proxied, so that cookies stay on one origin. RAPPORT_WEB_API names another server than the default.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  server: {
    port: 4170,
    proxy: { "/api": { target: process.env.RAPPORT_WEB_API ?? "http://localhost:4100" } },
  },
  build: { target: "es2022", chunkSizeWarningLimit: 900 },
});
