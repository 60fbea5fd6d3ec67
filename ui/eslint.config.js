import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import noText from "./scripts/no-text.mjs";
import svelteConfig from "./svelte.config.js";

// Direction of imports: lib <- components <- steps <- pages <- App.
const layer = (files, forbidden) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: forbidden, message: "Imports point from App to pages to steps to components to lib." },
          { group: ["@tauri-apps/*"], message: "Only src/lib/host.ts talks to the desktop." },
        ],
      },
    ],
  },
});

export default ts.config(
  { ignores: ["dist/", "pages/", "node_modules/", "src/lib/bindings/"] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "svelte/require-each-key": "error",
      "svelte/no-inline-styles": ["error", { allowTransitions: false }],
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.svelte", "src/**/*.ts"],
    ignores: ["**/*.test.ts", "src/lib/testing.ts"],
    plugins: { crosstrust: { rules: { "no-text": noText } } },
    rules: { "crosstrust/no-text": "error" },
  },
  layer(["src/lib/**"], ["**/components/**", "**/steps/**", "**/pages/**"]),
  layer(["src/components/**"], ["**/steps/**", "**/pages/**"]),
  layer(["src/steps/**"], ["**/pages/**"]),
  layer(["src/pages/**", "src/App.svelte", "src/main.ts"], ["**/App.svelte/**"]),
  { files: ["src/lib/host.ts"], rules: { "no-restricted-imports": "off" } },
);
