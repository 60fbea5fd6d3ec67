import { beforeEach, describe, expect, it } from "vitest";
import * as backend from "../../lib/backend";
import { exampleAnswers, rehearsal, run, signIn, startProgram } from "../../lib/testing";
import { rowFound, rowState } from "../script/result";
import { Setup } from "../../lib/state/setup.svelte";
import { stepWithStatus } from "../../lib/status";

beforeEach(async () => {
  await startProgram();
});

/** Takes the guide for Exchange Server and Exchange Online to its end. */
async function finish(setup: Setup): Promise<void> {
  const mailboxes = { test_mailbox: "anna@contoso.com", online_mailbox: "ben@contoso.com" };
  await setup.saveAnswers({ ...exampleAnswers(setup.view), ...mailboxes });
  // What a script asks a person to do is done when the next one runs.
  const [onPremises, online] = ["exchange-oauth-on-premises", "exchange-oauth-online"];
  for (const script of [onPremises, online, onPremises, online]) await run(setup, script);
  await signIn(setup);
  await setup.planUpload("register-names", true, false);
  await setup.applyUpload();
  for (const script of ["enable-connector", "test-online", "verify-oauth", "verify-oauth-online"])
    await run(setup, script);
  await setup.verify();
  for (const { id } of setup.step("verify")?.checks ?? []) await setup.tick("verify", id, true);
  expect(setup.view.summary.standing).toBe("in-place");
}

const opened = (setup: Setup) => setup.step("exchange-oauth")?.opens;

describe("a setup and another one", () => {
  it("begins with the answers that the other one offers", async () => {
    const first = await rehearsal("fresh");
    await first.saveAnswers({ organization_name: "Fabrikam" });
    const sources = await backend.answerSources("teams");
    expect(sources.map((one) => one.id)).toEqual([first.id]);
    expect(sources[0]?.answers.length).toBeGreaterThan(1);
    const made = await backend.createSetup("teams", true, "fresh", first.id);
    expect(made.summary.name).toBe("Fabrikam");
  });

  it("opens the setup of a step once, and finds it again", async () => {
    const setup = await rehearsal("fresh");
    expect(opened(setup)?.setup).toBeNull();
    const other = await setup.openOther("exchange-oauth");
    expect(await setup.openOther("exchange-oauth")).toBe(other);
    const again = new Setup(await backend.openSetup(setup.id));
    const [missing] = opened(again)?.setup?.missing ?? [];
    expect(missing).toMatch(/^Not finished there yet: /);
    await backend.deleteSetup(other ?? "");
    expect(opened(new Setup(await backend.openSetup(setup.id)))?.setup).toBeNull();
  });

  it("takes an outcome only when nothing is missing, and says whose it is", async () => {
    const setup = await rehearsal("fresh");
    const id = await setup.openOther("exchange-oauth");
    expect(await setup.takeOutcome("exchange-oauth")).toBe(false);
    expect(setup.commands.problem("other exchange-oauth")?.code).toBe("step-not-ready");
    await finish(new Setup(await backend.openSetup(id ?? "")));
    setup.view = await backend.openSetup(setup.id);
    expect(opened(setup)?.setup?.missing).toEqual([]);
    expect(await setup.takeOutcome("exchange-oauth")).toBe(true);
    const step = setup.step("exchange-oauth");
    if (!step) throw new Error("no step");
    expect(rowState(step)).toEqual({ look: "elsewhere", words: "↗ Verified in another setup" });
    expect(rowFound(step).words).toContain("Exchange Server and Exchange Online, finished");
    expect(stepWithStatus(step)).toBe("Exchange OAuth: verified in another setup");
  });

  it("says what is wrong when a step opens nothing", async () => {
    const setup = await rehearsal("fresh");
    expect(await setup.openOther("account")).toBeNull();
    expect(setup.commands.problem("other account")?.message).toContain(
      "You didn't open a setup from the step",
    );
  });
});

describe("a host", () => {
  it("is looked up without finishing the step", async () => {
    const setup = await rehearsal("fresh", "skype-server");
    const entries = setup.view.journalEntries;
    const found = await setup.resolveHost("dns");
    expect(found).toMatchObject({ outcome: "found", simulated: true, host: "autodiscover.contoso.com" });
    expect(setup.step("dns")?.state).toBe("todo");
    expect(setup.view.journalEntries).toBe(entries + 1);
    await run(setup, "skype-server-skype");
    expect(setup.step("dns")?.state).toBe("done");
  });

  it("is not asked for where a step is not there", async () => {
    const setup = await rehearsal("fresh");
    expect(await setup.resolveHost("nowhere")).toBeNull();
    expect(setup.commands.problem("resolve nowhere")?.code).toBe("not-in-guide");
  });
});

describe("what works where", () => {
  it("lists every combination once", async () => {
    const table = await backend.features();
    const pairs = new Set(table.combinations.map((one) => `${one.exchange} ${one.side}`));
    expect(pairs.size).toBe(table.exchanges.length * table.sides.length);
    const retired = table.combinations.filter((one) => one.support === "retired");
    expect(retired.every((one) => one.instead !== null && one.features.every((row) => !row.works))).toBe(
      true,
    );
  });
});
