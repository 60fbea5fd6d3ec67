import { beforeEach, describe, expect, it } from "vitest";
import * as backend from "../../lib/backend";
import { rehearsal, runAll, standIn } from "../../lib/testing";
import type { Twin } from "../../lib/twin";
import { headline, rowFound, rowState } from "../script/result";
import { Setup } from "../../lib/state/setup.svelte";

let twin: Twin;
beforeEach(() => {
  twin = standIn();
});

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
    expect(opened(again)?.setup?.missing).toEqual(["Not finished there yet."]);
    await backend.deleteSetup(other ?? "");
    expect(opened(new Setup(await backend.openSetup(setup.id)))?.setup).toBeNull();
  });

  it("takes an outcome only when nothing is missing, and says whose it is", async () => {
    const setup = await rehearsal("fresh");
    const id = await setup.openOther("exchange-oauth");
    expect(await setup.takeOutcome("exchange-oauth")).toBe(false);
    expect(setup.work.problem("other exchange-oauth")?.code).toBe("step-not-ready");
    const other = twin.state.setups.find((one) => one.view.summary.id === id);
    for (const step of other?.view.steps ?? []) Object.assign(step, { state: "done", witness: "word" });
    await backend.openSetup(id ?? "");
    setup.view = await backend.openSetup(setup.id);
    expect(opened(setup)?.setup?.missing).toEqual([]);
    expect(await setup.takeOutcome("exchange-oauth")).toBe(true);
    const step = setup.step("exchange-oauth");
    if (!step) throw new Error("no step");
    expect(rowState(step)).toEqual({ look: "elsewhere", words: "↗ Verified in another setup" });
    expect(rowFound(step).words).toContain("Exchange Server and Exchange Online, finished");
    expect(headline([step])).toBe("Exchange OAuth: verified in another setup");
  });

  it("says what is wrong when a step opens nothing", async () => {
    const setup = await rehearsal("fresh");
    expect(await setup.openOther("account")).toBeNull();
    expect(setup.work.problem("other account")?.message).toContain("opens no guide");
  });
});

describe("a host", () => {
  it("is looked up without finishing the step", async () => {
    const setup = await rehearsal("fresh");
    const entries = setup.view.journal.length;
    const found = await setup.resolveHost("exchange-oauth");
    expect(found).toMatchObject({ outcome: "found", simulated: true, host: "dc01.contoso.com" });
    expect(setup.step("exchange-oauth")?.state).toBe("todo");
    expect(setup.view.journal.length).toBe(entries + 1);
    await runAll(setup);
    expect(setup.step("exchange-oauth")?.state).toBe("done");
  });

  it("is not asked for where a step is not there", async () => {
    const setup = await rehearsal("fresh");
    expect(await setup.resolveHost("nowhere")).toBeNull();
    expect(setup.work.problem("resolve nowhere")?.code).toBe("not-in-guide");
  });
});

describe("what works where", () => {
  it("tells every combination once", async () => {
    const table = await backend.features();
    const pairs = new Set(table.combinations.map((one) => `${one.exchange} ${one.side}`));
    expect(pairs.size).toBe(table.exchanges.length * table.sides.length);
    const retired = table.combinations.filter((one) => one.support === "retired");
    expect(retired.every((one) => one.instead !== null && one.features.every((row) => !row.works))).toBe(
      true,
    );
  });
});
