import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { StepStatus } from "./bindings/StepStatus";
import { shapeOf, statusWords, stepWithStatus } from "./status";

interface Shared {
  words: Record<StepStatus, string>;
}

/** What the program's own tests hold themselves to as well. */
const shared = JSON.parse(
  readFileSync(new URL("../../../tests/data/statuses.json", import.meta.url), "utf8"),
) as Shared;
const all = Object.keys(shared.words) as StepStatus[];

describe("the status of a step", () => {
  it("differs by words and by its mark or color", () => {
    expect(new Set(Object.values(shared.words)).size).toBe(all.length);
    const finished: StepStatus[] = [
      "verified",
      "reported",
      "marked-done",
      "other-setup",
      "skipped",
      "waiting",
    ];
    const shapes = finished.map((status) => shapeOf({ status }));
    expect(new Set(shapes.map(({ mark }) => mark)).size).toBe(finished.length);
    expect(new Set(shapes.map(({ look }) => look)).size).toBe(finished.length);
    for (const status of all)
      if (shapeOf({ status }).mark === "✓") expect(["verified", "answered"]).toContain(status);
  });

  it("has the same words within a sentence", () => {
    for (const status of all.filter((one) => one !== "waiting")) {
      const inline = shared.words[status].replace(":", ",");
      expect(stepWithStatus({ title: "Role", status, waiting: null })).toBe(
        `Role: ${inline.charAt(0).toLowerCase()}${inline.slice(1)}`,
      );
    }
  });

  it("shows the day that a step waits for", () => {
    const waits = {
      status: "waiting" as const,
      statusWords: "Waiting for a date",
      waiting: { until: "2026-12-26T12:00:00Z", over: false, reason: "It changes.", heading: null },
    };
    expect(statusWords(waits)).toBe("Waiting until 26 Dec 2026");
    expect(stepWithStatus({ ...waits, title: "Rollover" })).toBe("Rollover: waiting until 26 Dec 2026");
    expect(statusWords({ ...waits, status: "reported", statusWords: "Reported" })).toBe("Reported");
  });
});
