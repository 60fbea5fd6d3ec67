import { describe, expect, it } from "vitest";
import { beforeEach } from "vitest";
import type { StepPage } from "../../lib/bindings/StepPage";
import type { Setup } from "../../lib/state/setup.svelte";
import { rehearsal, runAll, startProgram } from "../../lib/testing";
import { leadOf, titleOf } from "./headings";
import { foundWords, rowFound, rowState } from "./result";

beforeEach(async () => {
  await startProgram();
});

/** The heading of a page. */
function headingOf(setup: Setup, page: StepPage | undefined): { title: string; lead: string | undefined } {
  const step = setup.step(page?.steps[0] ?? null);
  if (!step || !page?.scriptPage) throw new Error("no page of a script");
  const { title, lead } = page.scriptPage;
  return { title: titleOf(title, step, page.progress, "exchange"), lead: leadOf(lead, "no") };
}

/** The heading of the page of several steps. */
const together = (setup: Setup) =>
  headingOf(
    setup,
    setup.view.pages.find((one) => one.steps.length > 1),
  );

/** The heading of a step's own page. */
const alone = (setup: Setup, id: string) =>
  headingOf(
    setup,
    setup.view.singlePages.find((one) => one.steps.includes(id)),
  );

async function rows(situation: Parameters<typeof rehearsal>[0]) {
  const setup = await rehearsal(situation);
  await runAll(setup);
  const steps = setup.view.steps.filter((step) => step.kind === "script");
  const row = (id: string) => {
    const found = steps.find((step) => step.id === id);
    if (!found) throw new Error(`no step ${id}`);
    return found;
  };
  return { setup, row };
}

describe("the result of a receipt", () => {
  it("shows what was set up apart from what was there", async () => {
    const { row, setup } = await rows("partly-configured");
    expect(rowState(row("sfbonline"))).toEqual({ look: "ok", words: "✓ Verified" });
    expect(rowState(row("account"))).toEqual({ look: "reported", words: "» Reported by the script" });
    expect(rowFound(row("sfbonline")).words).toBe("As expected");
    expect(together(setup).title).toMatch(/^\d of 7 steps verified, \d reported by the script$/);
  });

  it("shows none apart from what is missing", () => {
    expect(foundWords({ found: "nothing", empty: true, state: "met" })).toBe("none");
    expect(foundWords({ found: "nothing", empty: true, state: "differs" })).toBe("missing");
    expect(foundWords({ found: "EX02", state: "differs" })).toBe("EX02");
  });

  it("spells out only what is not as expected", async () => {
    const { row, setup } = await rows("half-done-by-hand");
    expect(rowFound(row("sfbonline"))).toEqual({
      look: "attn",
      words: "Linked account: contoso.com/Users/SfBOnline-ApplicationAccount",
    });
    expect(rowState(row("sfbonline")).words).toBe("! Needs your decision");
    expect(together(setup).title).toMatch(/^\d of 7 steps verified/);
  });

  it("shows that a link was kept", async () => {
    const { setup } = await rows("half-done-by-hand");
    await setup.decide("sfbonline", false);
    const step = setup.step("sfbonline");
    if (!step) throw new Error("no step");
    expect(rowFound(step).words).toContain("(kept)");
    expect(alone(setup, "sfbonline").title).toBe("SfBOnline app: verified");
  });

  it("shows where a script failed and what it did not reach", async () => {
    const { setup, row } = await rows("split-permissions");
    expect(rowState(row("account"))).toEqual({ look: "bad", words: "✗ Failed" });
    expect(rowFound(row("account")).words).toContain("New-MailUser");
    const notRun = { ...row("export"), row: { notRun: true, found: { code: "not-reached" } } } as const;
    expect(rowState(notRun).words).toBe("Not run");
    expect(rowFound(notRun).words).toBe("The script stopped before this step.");
    expect(rowState(row("export")).words).toBe("Waiting for the script result");
    const { number } = row("account");
    expect(together(setup).title).toBe(`The script failed at step ${String(number)}: Application account`);
    expect(alone(setup, "account").title).toBe("Application account: failed");
  });

  it("shows a step that the operator marked or skipped as not verified", async () => {
    const { setup } = await rows("split-permissions");
    await setup.confirm(["account"], "Made by the directory team");
    await setup.skip(["role"], "");
    const [account, role] = [setup.step("account"), setup.step("role")];
    if (!account || !role) throw new Error("no step");
    expect(rowState(account).words).toBe("✎ Marked as done");
    expect(rowFound(account).words).toBe("Not verified. Note: Made by the directory team");
    expect(rowState(role).words).toBe("– Skipped");
    expect(rowFound(role).words).toBe("Not verified");
    expect(alone(setup, "role").title).toBe("Management role: skipped");
  });

  it.each(["out-of-date", "unknown"] as const)("asks to look again at a step that is %s", async (status) => {
    const { row } = await rows("fresh");
    expect(rowState({ ...row("role"), status }).look).toBe("attn");
  });

  it("never calls steps verified that a person marked or skipped", async () => {
    const setup = await rehearsal("fresh");
    const onServer = () => setup.view.steps.filter((step) => step.kind === "script");
    const all = onServer().map((step) => step.id);
    await runAll(setup, true);
    await setup.confirm(all, "I hope so");
    expect(together(setup).title).toBe("7 of 7 steps marked as done, 0 verified");
    const lead = together(setup).lead;
    expect(lead).toBe("You marked these steps as done. Crosstrust hasn't verified them.");
    for (const step of onServer()) {
      expect(rowFound(step)).toEqual({ look: "muted", words: "Not verified. Note: I hope so" });
      expect(rowState(step)).toEqual({ look: "marked", words: "✎ Marked as done" });
    }
    expect(setup.view.summary.standing).toBe("open");
    for (const step of all) await setup.reopen(step);
    await setup.skip(all, "");
    expect(together(setup).title).toBe("0 of 7 steps verified (7 skipped)");
    expect(together(setup).lead).toBe(
      "You skipped these steps. They aren't verified, and nothing was changed.",
    );
  });

  it("says what a script reported of its own changes, and how to verify it", async () => {
    const { setup } = await rows("fresh");
    expect(together(setup).title).toMatch(/reported by the script/);
    const lead = together(setup).lead;
    expect(lead).toContain("run the verification script");
    expect(lead).not.toMatch(/read each setting|verified/);
  });
});
