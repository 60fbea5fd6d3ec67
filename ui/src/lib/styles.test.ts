import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("./styles/", import.meta.url));
const sheets = readdirSync(folder).filter((name) => name.endsWith(".css") && name !== "tokens.css");

test("no size of text, and no width at which the layout changes, is in px", () => {
  expect(sheets.length).toBeGreaterThan(5);
  const found = sheets.flatMap((name) =>
    readFileSync(folder + name, "utf8")
      .split("\n")
      .filter((line) => /^\s*(font|font-size|line-height):.*\dpx/.test(line) || /^@media.*\dpx/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
