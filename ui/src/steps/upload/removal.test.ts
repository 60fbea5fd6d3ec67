import { describe, expect, it } from "vitest";
import type { HeldCertificate } from "../../lib/bindings/HeldCertificate";
import { certificate } from "../../lib/twin/setup";
import { nameOfKey, removalWarning, standingOf } from "./removal";

const now = new Date("2026-11-21T09:41:00Z");
const current = certificate("current", 700, "a receipt", now);
const next = certificate("next", 1800, "a receipt", now);
const keyOf = ({ card }: HeldCertificate) => ({
  thumbprint: card.thumbprint,
  keyId: null,
  notAfter: card.notAfter,
});

describe("a key that is to be deleted", () => {
  it("is called by its id, or by its thumbprint where it has none", () => {
    expect(nameOfKey({ keyId: "id", thumbprint: "AA", notAfter: null })).toBe("id");
    expect(nameOfKey({ keyId: null, thumbprint: "AA", notAfter: null })).toBe("AA");
    expect(nameOfKey({ keyId: null, thumbprint: null, notAfter: null })).toBeNull();
  });

  it("is known by the certificates of this organisation", () => {
    expect(standingOf(keyOf(current), [next, current])).toBe("current");
    expect(standingOf(keyOf(next), [next, current])).toBe("next");
    expect(standingOf({ ...keyOf(next), thumbprint: "FF" }, [next, current])).toBe("unknown");
    expect(standingOf({ ...keyOf(next), thumbprint: null }, [next, current])).toBe("unknown");
  });

  it("is warned of while it is valid, and most when nobody knows whose it is", () => {
    for (const standing of ["current", "next", "chosen", "unknown"] as const)
      expect(removalWarning(standing, "2027-01-01T00:00:00Z", now)).not.toBeNull();
    expect(removalWarning("unknown", null, now)?.text).toContain("another server or organisation");
  });

  it("is not warned of when it has ended", () => {
    expect(removalWarning("unknown", "2024-08-09T10:00:00Z", now)).toBeNull();
  });
});
