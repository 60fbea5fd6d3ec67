/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  build: {
    target: ["es2022", "safari16"],
    modulePreload: { polyfill: false },
    // Everything the page needs comes from its own origin; nothing is turned into data: addresses.
    assetsInlineLimit: 0,
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
