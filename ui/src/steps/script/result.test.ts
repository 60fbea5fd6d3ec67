import { describe, expect, it } from "vitest";
import { beforeEach } from "vitest";
import { rehearsal, runAll, standIn } from "../../lib/testing";
import { foundWords, headline, noChange, rowFound, rowState } from "./result";

beforeEach(() => {
  standIn();
});

async function rows(situation: Parameters<typeof rehearsal>[0]) {
  const setup = await rehearsal(situation);
  await runAll(setup);
  const steps = setup.view.steps.filter((step) => step.kind === "script");
  const row = (id: string) => {
    const found = steps.find((step) => step.id === id);
    if (!found) throw new Error(`no step ${id}`);
    return found;
  };
  return { setup, steps, row };
}

describe("the result of a receipt", () => {
  it("tells what was set up apart from what was there", async () => {
    const { row, steps } = await rows("partly-configured");
    expect(rowState(row("account"))).toEqual({ look: "ok", words: "✓ in place" });
    expect(rowState(row("sfbonline"))).toEqual({ look: "ok", words: "✓ set up" });
    expect(rowFound(row("account")).words).toBe("as expected");
    expect(headline(steps)).toBe("All seven steps are in place");
  });

  it("tells none apart from what is missing", () => {
    expect(foundWords({ found: "nothing", state: "met" })).toBe("none");
    expect(foundWords({ found: "nothing", state: "differs" })).toBe("nothing");
    expect(foundWords({ found: "EX02", state: "differs" })).toBe("EX02");
  });

  it("calls a step in place after a dry run only when that was read", () => {
    expect(noChange({ verdict: "in-place" })).toBe("nothing: it is in place");
    expect(noChange({ verdict: "not-reached" })).toBe("not reached");
    for (const verdict of ["planned", "differs", "decide", "failed"] as const)
      expect(noChange({ verdict })).toBe("nothing");
  });

  it("spells out only what is not as expected", async () => {
    const { row, steps } = await rows("half-done-by-hand");
    expect(rowFound(row("sfbonline"))).toEqual({
      look: "attn",
      words: "Linked account: SfBOnline-ApplicationAccount",
    });
    expect(rowState(row("sfbonline")).words).toBe("! decide");
    expect(headline(steps)).toBe("Six of seven steps are in place");
  });

  it("says of a link that was kept that it was kept", async () => {
    const { setup } = await rows("half-done-by-hand");
    await setup.decide("sfbonline", false);
    const step = setup.step("sfbonline");
    if (!step) throw new Error("no step");
    expect(rowFound(step).words).toContain("(kept)");
    expect(headline([step])).toBe("SfBOnline app: in place");
  });

  it("tells where a script failed and what it did not reach", async () => {
    const { row, steps } = await rows("split-permissions");
    expect(rowState(row("account"))).toEqual({ look: "bad", words: "✗ failed" });
    expect(rowFound(row("account")).words).toContain("New-MailUser");
    expect(rowState(row("export")).words).toBe("not reached");
    expect(headline(steps)).toBe("One of seven steps is in place");
    expect(headline([row("account")])).toBe("Application account: failed");
  });

  it("shows the operator's word as such", async () => {
    const { setup } = await rows("split-permissions");
    await setup.confirm(["account"], "Made by the directory team");
    await setup.skip(["role"], "");
    const [account, role] = [setup.step("account"), setup.step("role")];
    if (!account || !role) throw new Error("no step");
    expect(rowState(account).words).toBe("✓ on your word");
    expect(rowFound(account).words).toBe("Made by the directory team");
    expect(rowState(role).words).toBe("left out");
    expect(headline([role])).toBe("Management role: left out");
  });

  it.each(["stale", "unknown"] as const)("asks to look again at a step that is %s", async (state) => {
    const { row } = await rows("fresh");
    expect(rowState({ ...row("role"), state }).look).toBe("attn");
  });
});
