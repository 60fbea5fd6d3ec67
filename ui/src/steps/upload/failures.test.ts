import { describe, expect, it } from "vitest";
import type { Problem } from "../../lib/bindings/Problem";
import { failuresByCause } from "./failures";

const problem = (given: Partial<Problem>): Problem => ({
  code: "graph-access-denied",
  title: "The account may not do this",
  message: "It has no role. Nothing was written.",
  next: ["Activate a role."],
  detail: null,
  help: null,
  ...given,
});

describe("failures", () => {
  it("with one cause are one notice that names every application", () => {
    const shown = failuresByCause([
      { name: "Voicemail", problem: problem({ detail: "request-id 1" }) },
      { name: "Scheduler", problem: problem({ detail: "request-id 2" }) },
      { name: "Skype", problem: problem({ detail: "request-id 3" }) },
    ]);
    expect(shown).toHaveLength(1);
    expect(shown[0]?.title).toBe("Voicemail, Scheduler and Skype: The account may not do this");
    expect(shown[0]?.detail, "each detail is kept").toBe(
      "Voicemail\nrequest-id 1\n\nScheduler\nrequest-id 2\n\nSkype\nrequest-id 3",
    );
  });

  const others: [string, Partial<Problem>][] = [
    ["code", { code: "graph-refused" }],
    ["title", { title: "Another" }],
    ["message", { message: "Other words." }],
    ["remedy", { next: ["Something else."] }],
  ];
  it.each(others)("with another %s are kept apart", (_, other) => {
    const shown = failuresByCause([
      { name: "A", problem: problem({}) },
      { name: "B", problem: problem(other) },
      { name: "C", problem: problem({}) },
    ]);
    expect(shown.map(({ title }) => title.split(":")[0])).toEqual(["A and C", "B"]);
    expect(shown[0]?.detail).toBeNull();
  });

  it("of one application keep their detail as it is", () => {
    const shown = failuresByCause([{ name: "A", problem: problem({ detail: "HTTP 403" }) }]);
    expect(shown[0]?.detail).toBe("HTTP 403");
  });
});
