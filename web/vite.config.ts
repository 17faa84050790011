/** Plain multi-page build: each face is a folder with an index.html; the citizen's pages take only a style sheet. */
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = import.meta.dirname;

const faces = readdirSync(here)
  .map((face) => [face, resolve(here, face, "index.html")] as const)
  .filter(([, page]) => existsSync(page));

export default defineConfig({
  root: here,
  base: "/static/",
  plugins: [svelte()],
  build: {
    outDir: resolve(here, "../api/static"),
    emptyOutDir: true,
    manifest: "manifest.json",
    // Files, never data: addresses, so that the pages' content policy can stay strict.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { ...Object.fromEntries(faces), citizen: resolve(here, "citizen/citizen.css") },
    },
  },
  test: { include: ["**/*.test.ts"] },
});
