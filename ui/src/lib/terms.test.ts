import { describe, expect, it } from "vitest";
import { explain, glossary } from "./terms";

describe("the glossary", () => {
  it("explains every term, in alphabetical order", () => {
    const terms = glossary();
    expect(terms.length).toBeGreaterThan(20);
    const names = terms.map(({ term }) => term);
    expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
    for (const { term, means } of terms) expect(means, term).toMatch(/^[A-Z][^]+\.$/);
  });

  it("has no term twice", () => {
    const names = glossary().map(({ term }) => term.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  it("names a term as a page does", () => {
    expect(explain("term-service-principal").term).toBe("service principal");
  });
});
