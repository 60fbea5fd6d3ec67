import { describe, expect, it } from "vitest";
import { nameOfKey, removalWarning } from "./removal";

describe("a key that is to be deleted", () => {
  it("is called by its id, or by its thumbprint where it has none", () => {
    expect(nameOfKey({ keyId: "id", thumbprint: "AA" })).toBe("id");
    expect(nameOfKey({ keyId: null, thumbprint: "AA" })).toBe("AA");
    expect(nameOfKey({ keyId: null, thumbprint: null })).toBeNull();
  });

  it("is warned of while it works, and most when nobody knows whose it is", () => {
    for (const standing of ["current", "next", "chosen", "unknown"] as const)
      expect(removalWarning({ standing, ended: false })).not.toBeNull();
    expect(removalWarning({ standing: "unknown", ended: false })?.text).toContain(
      "another server or organization",
    );
  });

  it("is not warned of when it has ended", () => {
    expect(removalWarning({ standing: "unknown", ended: true })).toBeNull();
  });
});
