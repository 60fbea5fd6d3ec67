/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The in-memory twin is part of the page only where an ordinary browser opens it: under
// `npm run dev`, in tests, and in the build that `npm run pages` looks at. The program carries none.
export default defineConfig(({ command, mode }) => ({
  plugins: [svelte()],
  define: { __TWIN__: JSON.stringify(command === "serve" || mode === "twin") },
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: "127.0.0.1" },
  build: {
    target: ["es2022", "safari16"],
    outDir: mode === "twin" ? "dist-twin" : "dist",
    modulePreload: { polyfill: false },
    // Everything the page needs comes from its own origin; nothing is turned into data: addresses.
    assetsInlineLimit: 0,
  },
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  // The real program answers the tests, and a sign-in takes seconds.
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
}));
