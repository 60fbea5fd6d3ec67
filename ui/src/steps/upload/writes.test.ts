import { describe, expect, it } from "vitest";
import type { PlanSummary } from "../../lib/bindings/PlanSummary";
import type { WriteScope } from "../../lib/bindings/WriteScope";
import { resultWords } from "./deletes";
import { headingOf, type Situation } from "./headings";
import { applyLabel, planSentence, savedFirst } from "./writes";

const plan = (given: Partial<PlanSummary>): PlanSummary => ({
  applications: 1,
  keysTo: 0,
  names: 0,
  namesTo: 0,
  enables: 0,
  deletesOld: 0,
  deletesExpired: 0,
  notRestored: 0,
  deletesFrom: 0,
  absent: 0,
  hasExpired: false,
  onlyKeys: true,
  ...given,
});
const keys: WriteScope = { keys: true, onlyKeys: true, onlyDeletes: false };
const names: WriteScope = { keys: false, onlyKeys: false, onlyDeletes: false };
const deletions: WriteScope = { keys: false, onlyKeys: true, onlyDeletes: true };

describe("a plan in words", () => {
  it("speaks of the certificate where keys are written", () => {
    const two = plan({ applications: 2, keysTo: 2 });
    expect(planSentence(two)).toBe(
      "2 applications get the certificate. Certificates that are still valid are kept.",
    );
    expect(savedFirst(two)).toContain("current certificates");
    expect(applyLabel(two, "adds", false)).toBe("Upload to 2 applications");
  });

  it("does not speak of a certificate where only names are written", () => {
    const named = plan({ names: 2, namesTo: 1, onlyKeys: false });
    expect(planSentence(named)).toBe("2 names are added to 1 application. Everything else is kept.");
    expect(savedFirst(named)).not.toContain("certificates");
    expect(applyLabel(named, "adds", false)).toBe("Change 1 application");
  });

  it("says what is deleted, and what is done besides", () => {
    const enabling = plan({ applications: 2, enables: 1, deletesOld: 1, deletesFrom: 1 });
    expect(planSentence(enabling)).toBe(
      "1 application is enabled. The old certificate will be deleted from 1 application. Other valid certificates are kept.",
    );
    expect(planSentence(plan({ deletesExpired: 1, deletesFrom: 1 }))).toBe(
      "1 expired certificate will be deleted from 1 application. Other valid certificates are kept.",
    );
    expect(applyLabel(plan({ keysTo: 1 }), "adds", true)).toBe("Restore 1 application");
  });

  it("names the deletion on its button", () => {
    const label = (effect: "deletes" | "both", given: Partial<PlanSummary>) =>
      applyLabel(plan(given), effect, false);
    expect(label("deletes", { deletesOld: 1, deletesFrom: 3 })).toBe(
      "Delete the old certificate from 3 applications",
    );
    expect(label("deletes", { deletesOld: 2, deletesFrom: 2 })).toBe(
      "Delete 2 old certificates from 2 applications",
    );
    expect(label("deletes", { deletesExpired: 1, deletesFrom: 1 })).toBe(
      "Delete 1 expired certificate from 1 application",
    );
    expect(label("both", { applications: 2, keysTo: 2, deletesExpired: 1, deletesFrom: 1 })).toBe(
      "Upload to 2 applications and delete 1 expired certificate",
    );
    expect(label("both", { applications: 2, keysTo: 1, deletesOld: 1, deletesFrom: 1 })).toBe(
      "Upload to 1 application and delete the old certificate",
    );
  });
});

describe("the heading of the upload", () => {
  const situation: Situation = {
    stage: "results",
    waiting: null,
    tenant: "contoso.com",
    scope: names,
    applications: 1,
    plan: null,
    writing: false,
    restoring: false,
    fromAFile: false,
    outcome: { code: "written" },
  };
  const certificates = { ...situation, scope: keys };
  const there = { code: "certificate-there", expiredDeletedFrom: 0 } as const;
  const said = (given: Situation) => Object.values(headingOf(given)).join(" ");

  it.each(["sign-in", "plan", "results"] as const)(
    "speaks of no key or certificate for names: %s",
    (stage) => {
      for (const code of ["written", "incomplete"] as const)
        expect(said({ ...situation, stage, outcome: { code } })).not.toMatch(/\bkeys?\b|certificate/i);
    },
  );

  it("says that the certificate is there only where all of it was read back", () => {
    expect(headingOf({ ...certificates, outcome: there }).title).toBe("The certificate is uploaded");
    const incomplete = headingOf({ ...certificates, outcome: { code: "incomplete" } });
    expect(incomplete.title).toBe("Not every change is in place");
    expect(incomplete.lead).toContain("At least one application doesn't have your certificate");
  });

  it("says what failed, and that nothing was changed only where that is known", () => {
    const failed = { code: "not-done", failed: 3, applications: 3, unknown: false, deletion: false } as const;
    const of = (given: Partial<typeof failed>, unchanged = false) =>
      headingOf({ ...certificates, outcome: { ...failed, ...given, unchanged } });
    expect(of({}, true)).toEqual({
      title: "Upload failed for 3 of 3 applications",
      lead: "Nothing was changed.",
    });
    expect(of({}).lead).not.toContain("Nothing");
    const unknown = { ...failed, failed: 1, unknown: true, unchanged: false };
    expect(headingOf({ ...certificates, outcome: { ...unknown, applications: 2 } }).title).toBe(
      "Upload not confirmed for 1 of 2 applications",
    );
    const deletion = { ...unknown, applications: 1, deletion: true };
    expect(headingOf({ ...certificates, outcome: deletion }).title).toBe(
      "Deletion not confirmed for 1 of 1 application",
    );
  });

  it("says that nothing was written where nothing was", () => {
    expect(headingOf({ ...certificates, outcome: null }).title).toBe("Nothing is uploaded yet");
  });

  describe("of a page that deletes", () => {
    const removing = { ...situation, scope: deletions };
    const summary = plan({ applications: 2, deletesOld: 1, deletesFrom: 2 });
    const deleting = { ...removing, stage: "plan", plan: { summary, effect: "deletes" } } as const;

    it("says so before, while and after it deletes", () => {
      expect(headingOf(deleting).title).toBe("Delete the old certificate from 2 applications");
      expect(headingOf({ ...deleting, writing: true }).title).toBe("Deleting");
      const outcome = { code: "deleted", certificates: 1, applications: 2 } as const;
      expect(headingOf({ ...removing, outcome }).title).toBe(
        "The old certificate was deleted from 2 applications",
      );
      expect(said({ ...removing, stage: "sign-in" })).toMatch(/changes nothing before you agree/);
    });

    it("does not say that something was deleted where nothing was there", () => {
      expect(headingOf({ ...removing, outcome: { code: "nothing-to-delete" } }).title).toBe(
        "No application has the old certificate",
      );
    });

    it("says both where it adds and deletes", () => {
      const both = plan({ keysTo: 1, deletesExpired: 1, deletesFrom: 1 });
      const mixed = { ...certificates, stage: "plan", plan: { summary: both, effect: "both" } } as const;
      expect(headingOf(mixed).title).toBe("Review what will be added and deleted");
      expect(headingOf({ ...mixed, writing: true }).title).toBe("Writing and deleting");
      const outcome = { ...there, expiredDeletedFrom: 1 };
      expect(headingOf({ ...certificates, outcome }).lead).toMatch(
        /deleted expired certificates from 1 application\./,
      );
    });

    it("calls what came of each application by its name", () => {
      expect(resultWords({ state: "done", effect: "deletes" })).toBe("deleted");
      expect(resultWords({ state: "done", effect: "both" })).toBe("updated, others deleted");
      expect(resultWords({ state: "done", effect: "adds" })).toBe("updated");
      expect(resultWords({ state: "done" })).toBe("updated");
      expect(resultWords({ state: "failed", effect: "deletes" })).toBe("failed");
    });
  });

  it("says that a key was deleted where that was the last write", () => {
    expect(said({ ...certificates, outcome: { code: "key-deleted", complete: false } })).toMatch(
      /^The certificate is deleted .* is missing/,
    );
  });
});
