import { beforeEach, describe, expect, it } from "vitest";
import type { PrincipalPlan } from "../../lib/bindings/PrincipalPlan";
import type { SetupView } from "../../lib/bindings/SetupView";
import type { StepView } from "../../lib/bindings/StepView";
import type { VerifiedPrincipal } from "../../lib/bindings/VerifiedPrincipal";
import type { WriteView } from "../../lib/bindings/WriteView";
import { rehearsal, startProgram } from "../../lib/testing";
import { resultWords } from "./deletes";
import { headingOf, type Situation } from "./headings";
import { applyLabel, areResultsOf, namesRead, planSentence, savedFirst } from "./writes";

beforeEach(async () => {
  await startProgram();
});

const write = (given: Partial<WriteView>): WriteView => ({
  appId: "app",
  keys: false,
  names: [],
  enabled: false,
  removes: [],
  whereHeld: false,
  ...given,
});
const plan = (given: Partial<PrincipalPlan>): PrincipalPlan => ({
  appId: "app",
  displayName: null,
  accountEnabled: true,
  action: "write",
  keys: [],
  names: [],
  problem: null,
  ...given,
});
const key = (fate: "add" | "keep" | "remove" | "drop") => ({
  thumbprint: "AA",
  keyId: null,
  notBefore: null,
  notAfter: null,
  fate,
});
const result = (given: Partial<VerifiedPrincipal>): VerifiedPrincipal => ({
  appId: "app",
  state: "done",
  accountEnabled: true,
  keys: [],
  names: [],
  error: null,
  ...given,
});

function upload(view: SetupView, id = "upload"): StepView {
  const step = view.steps.find((one) => one.id === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
}

describe("what was read back", () => {
  it("shows the names that were wanted, and counts the others", () => {
    expect(namesRead(["Name", "missing"], ["name", "x", "y"])).toEqual({
      ours: [
        { name: "Name", there: true },
        { name: "missing", there: false },
      ],
      others: 2,
    });
  });
});

describe("the results of a setup", () => {
  const wroteOf = (step: string) => ({ what: "upload" as const, step });

  it("belong to the only upload", async () => {
    const { view } = await rehearsal("fresh");
    expect(areResultsOf(view, upload(view), null)).toBe(false);
    const written = { ...view, results: [result({})] };
    expect(areResultsOf(written, upload(written), null)).toBe(true);
  });

  it("belong to the upload that wrote last, when a guide has several", async () => {
    const { view } = await rehearsal("fresh", "rotate");
    const done = (id: string, changed: string | null): SetupView => ({
      ...view,
      results: [result({})],
      steps: view.steps.map((step) =>
        step.id === id ? { ...step, state: "done", evidence: "read-back", changed } : step,
      ),
    });
    const first = done("upload", "2026-11-21T10:00:00Z");
    expect(areResultsOf(first, upload(first), null)).toBe(true);
    expect(areResultsOf(first, upload(first, "remove"), null)).toBe(false);
    expect(areResultsOf(first, upload(first, "remove"), wroteOf("remove"))).toBe(true);
    expect(areResultsOf(first, upload(first), wroteOf("remove"))).toBe(false);
    const both = {
      ...first,
      steps: first.steps.map((step) =>
        step.id === "remove" ? { ...step, state: "failed" as const, changed: "2026-11-21T11:00:00Z" } : step,
      ),
    };
    expect(areResultsOf(both, upload(both, "remove"), null)).toBe(true);
    expect(areResultsOf(both, upload(both), null)).toBe(false);
  });

  it("belong to no upload that somebody only gave his word for", async () => {
    const { view } = await rehearsal("fresh", "rotate");
    const told: SetupView = {
      ...view,
      results: [result({})],
      steps: view.steps.map((step) =>
        step.id === "upload"
          ? { ...step, state: "done", evidence: "word", changed: "2026-11-21T10:00:00Z" }
          : step,
      ),
    };
    expect(areResultsOf(told, upload(told), null)).toBe(false);
  });
});

describe("a plan in words", () => {
  it("speaks of the certificate where keys are written", () => {
    const three = [plan({ keys: [key("add")] }), plan({ keys: [key("add"), key("keep")] })];
    expect(planSentence(three)).toBe(
      "Two applications get the certificate. Certificates that are still valid are kept.",
    );
    expect(savedFirst(three)).toContain("today's keys");
    expect(applyLabel(three, "adds", false)).toBe("Upload to 2 applications");
  });

  it("does not speak of a certificate where only names are written", () => {
    const names = [
      plan({
        names: [
          { name: "a", fate: "add" },
          { name: "b", fate: "add" },
          { name: "c", fate: "present" },
        ],
      }),
    ];
    expect(planSentence(names)).toBe("Two names come to one application. Everything else stays.");
    expect(savedFirst(names)).not.toContain("keys");
    expect(applyLabel(names, "adds", false)).toBe("Write to 1 application");
  });

  it("says what is deleted, and what is done besides", () => {
    expect(planSentence([plan({ keys: [key("remove")] }), plan({ setsEnabled: true })])).toBe(
      "One application is enabled. The old certificate will be deleted from one application. Other valid certificates are kept.",
    );
    expect(planSentence([plan({ keys: [key("drop")] })])).toBe(
      "1 expired certificate will be deleted from one application. Other valid certificates are kept.",
    );
    expect(applyLabel([plan({ keys: [key("add")] })], "adds", true)).toBe("Put back on 1 application");
  });

  it("names the deletion on its button", () => {
    const other = { ...key("remove"), thumbprint: "BB" };
    const label = (effect: "deletes" | "both", ...keys: PrincipalPlan["keys"][]) =>
      applyLabel(
        keys.map((each) => plan({ keys: each })),
        effect,
        false,
      );
    expect(label("deletes", [key("remove")], [key("remove")], [key("keep"), key("remove")])).toBe(
      "Delete the old certificate from 3 applications",
    );
    expect(label("deletes", [key("remove")], [other])).toBe("Delete 2 old certificates from 2 applications");
    expect(label("deletes", [key("drop")], [key("keep")])).toBe(
      "Delete 1 expired certificate from 1 application",
    );
    expect(label("both", [key("add"), key("drop")], [key("add")])).toBe(
      "Upload to 2 applications and delete 1 expired certificate",
    );
    expect(label("both", [key("add")], [key("remove")])).toBe(
      "Upload to 1 application and delete the old certificate",
    );
  });
});

describe("the heading of the upload", () => {
  const situation: Situation = {
    stage: "results",
    effect: "adds",
    waiting: null,
    tenant: "contoso.com",
    writes: [write({ names: ["a"] })],
    toWrite: null,
    writing: false,
    restoring: false,
    fromAFile: false,
    results: [result({})],
    holding: true,
    removed: false,
  };
  const certificates = { ...situation, writes: [write({ keys: true })] };
  const said = (given: Situation) => Object.values(headingOf(given)).join(" ");

  it.each(["sign-in", "plan", "results"] as const)(
    "speaks of no key or certificate for names: %s",
    (stage) => {
      for (const holding of [true, false])
        expect(said({ ...situation, stage, holding })).not.toMatch(/\bkeys?\b|certificate/i);
    },
  );

  it("says that the certificate is there only where all of it was read back", () => {
    expect(headingOf(certificates).title).toBe("The certificate is there");
    expect(headingOf({ ...certificates, holding: false }).title).toBe("Written and read back");
  });

  it("says what failed, and that nothing was changed only where that is known", () => {
    const failed = (...written: (boolean | undefined)[]) =>
      headingOf({
        ...certificates,
        results: written.map((one) =>
          result({ state: "failed", ...(one !== undefined && { written: one }) }),
        ),
      });
    expect(failed(false, false, false)).toEqual({
      title: "Upload failed for 3 of 3 applications",
      lead: "Nothing was changed.",
    });
    for (const written of [true, undefined])
      expect(failed(false, written).lead, String(written)).not.toContain("Nothing");
    const unknown = [result({ state: "unknown", written: true }), result({ written: true })];
    expect(headingOf({ ...certificates, results: unknown }).title).toBe(
      "Upload not confirmed for 1 of 2 applications",
    );
    expect(headingOf({ ...certificates, removed: true, results: unknown.slice(0, 1) }).title).toBe(
      "Deletion not confirmed for 1 of 1 application",
    );
  });

  describe("of a page that deletes", () => {
    const removing = { ...situation, writes: [write({ removes: ["AA"] })] };
    const toWrite = [plan({ keys: [key("remove")] }), plan({ keys: [key("remove")] })];
    const deleting = { ...removing, stage: "plan", toWrite, effect: "deletes" } as const;

    it("says so before, while and after it deletes", () => {
      expect(headingOf(deleting).title).toBe("Delete the old certificate from 2 applications");
      expect(headingOf({ ...deleting, writing: true }).title).toBe("Deleting");
      const results = [result({ effect: "deletes" }), result({ effect: "deletes" }), result({})];
      expect(headingOf({ ...removing, results }).title).toBe(
        "The old certificate was deleted from 2 applications",
      );
      expect(said({ ...removing, stage: "sign-in" })).toMatch(/Nothing is deleted before you agree/);
    });

    it("does not say that something was deleted where nothing was there", () => {
      const results = [result({ state: "already-there" })];
      expect(headingOf({ ...removing, results }).title).toBe(
        "No application has the old certificate any more",
      );
    });

    it("says both where it adds and deletes", () => {
      const both = [plan({ keys: [key("add"), key("drop")] })];
      const mixed = { ...certificates, stage: "plan", toWrite: both, effect: "both" } as const;
      expect(headingOf(mixed).title).toBe("This is what will be added and deleted");
      expect(headingOf({ ...mixed, writing: true }).title).toBe("Writing and deleting");
      const results = [result({ effect: "both" })];
      expect(headingOf({ ...certificates, results }).lead).toMatch(
        /Expired certificates were deleted from 1 application\./,
      );
    });

    it("calls what came of each application by its name", () => {
      expect(resultWords(result({ effect: "deletes" }))).toBe("deleted");
      expect(resultWords(result({ effect: "both" }))).toBe("written, others deleted");
      expect(resultWords(result({ effect: "adds" }))).toBe("written");
      expect(resultWords(result({}))).toBe("written");
      expect(resultWords(result({ state: "failed", effect: "deletes" }))).toBe("not done");
    });
  });

  it("says that a key was deleted where that was the last write", () => {
    expect(said({ ...certificates, removed: true, holding: false })).toMatch(
      /^The key is deleted .* no longer all/,
    );
  });
});
