import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../lib/bindings/TimelineEntry";
import Timeline from "./Timeline.svelte";

const entry = (given: Partial<TimelineEntry>): TimelineEntry => ({
  id: "shared-application-blocked",
  date: "2025-10-31",
  past: true,
  when: "Since 31 October 2025",
  says: "Exchange Online refuses these requests.",
  source: { title: "Deploy dedicated Exchange hybrid app", url: "https://learn.microsoft.com/x" },
  grade: "documented",
  ...given,
});

const shown = (entries: TimelineEntry[]) =>
  render(Timeline, { props: { entries } })
    .body.replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");

describe("what Microsoft changed", () => {
  it("is shown with the day, the sentence and the source", () => {
    const text = shown([entry({})]);
    expect(text).toContain("What Microsoft changed ");
    expect(text).toContain("Since 31 October 2025: Exchange Online refuses these requests.");
    expect(text).toContain("Deploy dedicated Exchange hybrid app");
    expect(text).not.toContain("one source");
  });

  it("says what is still to come, and what only one source says", () => {
    const coming = entry({ id: "ews-off", past: false, when: "From 1 April 2027", grade: "one-source" });
    const text = shown([entry({}), coming]);
    expect(text).toContain("What Microsoft changed and will change");
    expect(text).toContain("From 1 April 2027:");
    expect(text).toContain("only one source, check it before you rely on it");
  });

  it("takes no room where nothing changed", () => {
    expect(shown([]).trim()).toBe("");
  });
});
