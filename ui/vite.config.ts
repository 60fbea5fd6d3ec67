/// <reference types="vitest/config" />
import { FluentResource } from "@fluent/bundle";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** Parses the files of messages while the pages are built: no page has to, and none carries their comments. */
const parsedMessages: Plugin = {
  name: "parsed-messages",
  transform(text, id) {
    if (!id.endsWith(".ftl?parsed")) return null;
    return { code: `export default ${JSON.stringify(new FluentResource(text).body)};`, map: null };
  },
};

export default defineConfig({
  plugins: [svelte(), parsedMessages],
  clearScreen: false,
  build: {
    target: ["es2022", "safari16"],
    modulePreload: { polyfill: false },
    // Everything the page needs comes from its own origin; nothing is turned into data: addresses.
    assetsInlineLimit: 0,
    // The window fetches one file for its first page, and not one for each thing that other pages use as well.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } } },
  },
  // The catalog of messages belongs to the pages and to the program, and is beside the latter.
  server: { fs: { allow: [".", "../src-tauri/core/messages"] } },
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  // The real program answers the tests, and a sign-in takes seconds.
  test: {
    include: ["src/**/*.test.ts"],
    environment: "node",
    setupFiles: ["src/lib/testing-locale.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
