import { mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as backend from "../backend";
import type { SetupView } from "../bindings/SetupView";
import { type Program, rehearsal, runAll, signIn, startProgram } from "../testing";
import { Setup } from "./setup.svelte";

let program: Program;
beforeEach(async () => {
  program = await startProgram();
});

/** Every write is carried out at once, and answered late. */
const answeredLate = { kind: "delay", method: "PATCH", milliseconds: 1500, times: 100, applied: true };

/** The file that the next save of this rehearsal writes. A folder of that name stops the save. */
async function nameOfNextSave(setup: Setup): Promise<string> {
  const { dataFolder } = await backend.appInfo();
  return join(dataFolder, "rehearsals", `${setup.id}.json.new`);
}

const pageOfScript = (setup: Setup) => setup.view.pages.find(({ steps }) => steps.length > 1);
const onServer = (setup: Setup) => setup.view.steps.filter((step) => step.kind === "script");

describe("a setup", () => {
  it("is walked from the first question to the last tick", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    const states = onServer(setup).map((step) => step.state);
    expect(states).toEqual([...Array<string>(7).fill("done"), "todo"]);
    expect(setup.view.certificates.map((one) => one.use)).toEqual(["current"]);

    await signIn(setup);
    expect(setup.signIn.state?.state).toBe("signed-in");
    await setup.planUpload("upload", true, false);
    expect(setup.view.plan?.principals.map((one) => one.action)).toEqual(["write", "write", "write"]);
    await setup.applyUpload();
    expect(setup.view.results.map((one) => one.state)).toEqual(["done", "done", "done"]);
    expect(Object.values(setup.progress).map((one) => one.phase)).toEqual(["ended", "ended", "ended"]);

    await setup.verify();
    const script = setup.scriptOfRole("verification");
    const output = await setup.rehearse(script?.id ?? "", false);
    await setup.readReceipt("receipt", output ?? "");
    for (const check of setup.step("verify")?.checks ?? []) await setup.tick("verify", check.id, true);
    expect(setup.step("verify")?.state).toBe("done");
    expect(setup.view.summary.done).toBe(setup.view.summary.total);
  });

  it("is found again where it was left", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    const again = new Setup(await backend.openSetup(setup.id));
    expect(again.view.summary.resumeAt).toBe("upload");
    expect(again.view).toEqual({ ...setup.view, sequence: again.view.sequence });
  });

  it("shows the newest state, in whichever order the answers arrive", async () => {
    const setup = await rehearsal("fresh");
    const older = await backend.openSetup(setup.id);
    const newer = await backend.saveAnswers(setup.id, { organization_name: "Fabrikam" });
    let answerFirst = (view: SetupView): void => void view;
    const first = setup.take("first", () => new Promise<SetupView>((resolve) => (answerFirst = resolve)));
    await setup.take("second", () => Promise.resolve(newer));
    expect(setup.commands.running).toBe("second");
    answerFirst(older);
    expect(await first).toBe(true);
    expect(setup.view.answers).toEqual(newer.answers);
    expect(newer.answers).not.toEqual(older.answers);
    expect(setup.commands.busy).toBe(false);
  });

  it("says as long as it is not saved, and looks again until it is", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    await signIn(setup);
    await setup.planUpload("upload", true, false);
    expect(setup.view.notSaved).toBeNull();
    const before = await program.host.principals(setup.id);
    await program.host.fault(setup.id, answeredLate);
    const uploaded = setup.applyUpload();
    await vi.waitFor(
      async () => {
        const now = await program.host.principals(setup.id);
        expect(now.filter((one, index) => !isDeepStrictEqual(one, before[index]))).toHaveLength(3);
      },
      { timeout: 20_000, interval: 20 },
    );
    const taken = await nameOfNextSave(setup);
    mkdirSync(taken);
    await uploaded;
    expect(setup.view.results.map((one) => one.state)).toEqual(["done", "done", "done"]);
    expect(setup.view.notSaved?.code).toBe("storage-failed");

    expect(await setup.saveAnswers({ organization_name: "Fabrikam" })).toBe(false);
    expect(setup.commands.problem("answers")?.code).toBe("storage-failed");
    await setup.lookAgain();
    expect(setup.view.notSaved?.code).toBe("storage-failed");

    rmdirSync(taken);
    await vi.waitFor(
      async () => {
        await setup.lookAgain();
        expect(setup.view.notSaved).toBeNull();
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(setup.step("upload")?.state).toBe("done");
  });

  it("asks before an account is linked anew, and goes on when it is kept", async () => {
    const setup = await rehearsal("half-done-by-hand");
    await runAll(setup);
    expect(setup.step("sfbonline")?.state).toBe("decide");
    expect(pageOfScript(setup)?.blockedBy).toEqual({ reason: "decisions", count: 1 });
    await setup.decide("sfbonline", false);
    expect(pageOfScript(setup)?.blockedBy).toBeNull();
  });

  it("links the account when that is decided and the script runs again", async () => {
    const setup = await rehearsal("half-done-by-hand");
    await runAll(setup);
    await setup.decide("sfbonline", true);
    expect(pageOfScript(setup)?.blockedBy).toEqual({ reason: "receipt" });
    await runAll(setup);
    expect(setup.step("sfbonline")?.state).toBe("done");
    expect(setup.step("sfbonline")?.judgement?.changes.map((change) => change.action)).toEqual([
      "Link to contoso.com/Users/TeamsScheduler",
    ]);
  });

  it("proves by a dry run only what it finds in place", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup, true);
    expect(setup.view.lastReceipt?.whatIf).toBe(true);
    const done = onServer(setup).filter((step) => step.state === "done");
    expect(done.map((step) => step.id)).toEqual(["exchange-oauth"]);
  });

  it("keeps what was done before a script failed", async () => {
    const setup = await rehearsal("split-permissions");
    await runAll(setup);
    expect(setup.step("exchange-oauth")?.state).toBe("done");
    expect(setup.step("account")?.state).toBe("failed");
    expect(setup.step("account")?.judgement?.problem?.code).toBe("cmdlet-not-in-role");
    const reported = setup.view.lastReceipt?.steps.find((one) => one.step === "export");
    expect(reported?.verdict).toBe("not-reached");
    expect(setup.step("export")?.state).toBe("handed-out");
  });

  it("does not offer an expired certificate", async () => {
    const setup = await rehearsal("expired-certificate");
    await runAll(setup);
    expect(setup.view.certificates.map((one) => one.refused?.code)).toEqual(["certificate-expired"]);
    await signIn(setup);
    expect(await setup.planUpload("upload", true, false)).toBe(false);
    expect(setup.commands.problem("plan")?.code).toBe("certificate-expired");
  });

  it("uploads the next certificate beside the current one", async () => {
    const setup = await rehearsal("next-certificate");
    await runAll(setup);
    await signIn(setup);
    await setup.planUpload("upload", true, false);
    const added = setup.view.plan?.principals[0]?.keys.filter((key) => key.fate === "add");
    expect(added).toHaveLength(2);
  });

  it("keeps expired keys when the operator wants that", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    await signIn(setup);
    const fates = () => setup.view.plan?.principals.flatMap((one) => one.keys.map((key) => key.fate));
    await setup.planUpload("upload", true, false);
    expect(fates()).toContain("drop");
    await setup.planUpload("upload", false, false);
    expect(fates()).toContain("keep-expired");
    expect(fates()).not.toContain("drop");
  });

  it("puts keys back as they were", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    await signIn(setup);
    const thumbprints = async () =>
      (await program.host.principals(setup.id)).map(({ keys }) =>
        keys.filter((key) => new Date(key.notAfter) > new Date()).map((key) => key.thumbprint),
      );
    const before = await thumbprints();
    await setup.planUpload("upload", true, false);
    await setup.applyUpload();
    expect(await thumbprints()).not.toEqual(before);
    await setup.planRestore("upload", setup.view.backups[0]?.id ?? "");
    await setup.applyRestore();
    expect(await thumbprints()).toEqual(before);
  });

  it("stops recording steps at the first that is refused", async () => {
    const setup = await rehearsal("fresh");
    expect(await setup.confirm(["account", "no-such-step", "role"], "Done by hand")).toBe(false);
    expect(setup.step("account")?.evidence).toBe("word");
    expect(setup.step("role")?.state).toBe("todo");
    expect(setup.commands.problem("by-hand")?.code).toBe("not-in-guide");
  });

  it("removes the mark when the step is opened again", async () => {
    const setup = await rehearsal("fresh");
    await setup.skip(["role"], "");
    expect(setup.step("role")?.state).toBe("skipped");
    await setup.reopen("role");
    expect(setup.step("role")?.state).toBe("todo");
  });
});

describe("what goes wrong", () => {
  it.each([
    ["nothing of a receipt", "hello", "receipt-not-found"],
    ["a receipt without its end", "-----BEGIN CROSSTRUST RECEIPT-----\nabc", "receipt-cut-off"],
    [
      "a garbled receipt",
      "-----BEGIN CROSSTRUST RECEIPT-----\nabc\n-----END CROSSTRUST RECEIPT-----",
      "receipt-unreadable",
    ],
  ])("stays where it happened: %s", async (_, text, code) => {
    const setup = await rehearsal("fresh");
    expect(await setup.readReceipt("receipt", text)).toBe(false);
    expect(setup.commands.problem("receipt")?.code).toBe(code);
    expect(setup.commands.busy).toBe(false);
    await setup.tick("verify", "message", true);
    expect(setup.commands.problem("receipt")?.code).toBe(code);
    setup.commands.dismiss("receipt");
    expect(setup.commands.problem("receipt")).toBeNull();
  });

  it("goes when the same thing is tried again and works", async () => {
    const setup = await rehearsal("fresh");
    await setup.readReceipt("receipt", "hello");
    await runAll(setup);
    expect(setup.commands.problem("receipt")).toBeNull();
  });

  it("refuses a receipt that belongs to another setup", async () => {
    const one = await rehearsal("fresh");
    const other = await rehearsal("fresh");
    const output = await one.rehearse("teams-on-premises", false);
    await other.readReceipt("receipt", output ?? "");
    expect(other.commands.problem("receipt")?.code).toBe("receipt-of-other-setup");
  });

  it("refuses a file with a private key", async () => {
    const setup = await rehearsal("fresh");
    const file = new URL("../../../../tests/data/certificates/bundle.pfx", import.meta.url);
    expect(await setup.readCertificate("OAuth.PFX", [...readFileSync(file)])).toBe(false);
    expect(setup.commands.problem("certificate")?.code).toBe("certificate-private-key");
    expect(setup.view.certificates).toEqual([]);
  });

  it("is a fault of the program when what was thrown is no problem", () => {
    const problem = backend.toProblem(new TypeError("x is undefined"));
    expect(problem.code).toBe("internal");
    expect(problem.detail).toBe("TypeError: x is undefined");
  });
});

describe("a guarded script", () => {
  it("is written only after the operator has said so, and no longer once that is taken back", async () => {
    const setup = await rehearsal("fresh");
    const guarded = () => setup.scriptOfRole("guarded");
    const ask = guarded()?.ask;
    if (!ask) throw new Error("a guarded script asks first");
    expect(guarded()?.needs).toHaveLength(1);
    await setup.open(ask, true);
    expect(guarded()?.needs).toEqual([]);
    await setup.open(ask, false);
    expect(guarded()?.needs).toHaveLength(1);
  });
});
