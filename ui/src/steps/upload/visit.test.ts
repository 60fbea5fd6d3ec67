import { beforeEach, describe, expect, it } from "vitest";
import * as backend from "../../lib/backend";
import type { Setup } from "../../lib/state/setup.svelte";
import { type Program, rehearsal, run, runAll, signIn, startProgram } from "../../lib/testing";
import { Visit } from "./visit.svelte";

const skype = "00000004-0000-0ff1-ce00-000000000000";
const exchange = "00000002-0000-0ff1-ce00-000000000000";

let program: Program;
beforeEach(async () => {
  program = await startProgram();
});

async function runOne(setup: Setup, script: string): Promise<void> {
  await run(setup, script);
  expect(setup.commands.problem("receipt")).toBeNull();
}

describe("a visit to an upload of names and keys", () => {
  let setup: Setup;
  let visit: Visit;
  beforeEach(async () => {
    setup = await rehearsal("fresh", "skype-hybrid");
    visit = new Visit(setup, "upload");
  });

  it("waits for the receipt with the names, then for the certificate", async () => {
    expect(visit.stage).toBe("waiting");
    expect(visit.step.waitsFor).toEqual(["web-services"]);
    await runOne(setup, "skype-hybrid-web-services");
    expect(visit.stage).toBe("certificate");
    await runOne(setup, "skype-hybrid-token-issuer");
    expect(visit.stage).toBe("sign-in");
  });

  it("plans keys, names and what is enabled, writes them, and shows them read back", async () => {
    await program.host.fault(setup.id, { kind: "disabled", appId: exchange });
    await runAll(setup);
    await signIn(setup);
    expect(visit.wantsPlan).toBe(true);
    await visit.read();
    const [one, other] = visit.plan?.principals ?? [];
    expect(one?.names.map(({ fate }) => fate)).toEqual(["add", "add"]);
    expect(one?.keys.map(({ fate }) => fate)).toContain("add");
    expect(other).toMatchObject({ setsEnabled: true, names: [] });
    expect(other?.keys.every(({ fate }) => fate === "keep")).toBe(true);
    await visit.apply();
    expect(visit.stage).toBe("results");
    expect(setup.step("upload")).toMatchObject({ state: "done", evidence: "read-back" });
    const read = visit.page.results.find(({ appId }) => appId === skype);
    expect(read?.names).toContain(`${skype}/pool1web.contoso.com`);
    expect(read?.names).toContain(`${skype}/*.online.lync.com`);
    expect(visit.page.results.find(({ appId }) => appId === exchange)?.accountEnabled).toBe(true);
  });

  it("puts names and disabled back as they were", async () => {
    await program.host.fault(setup.id, { kind: "disabled", appId: exchange });
    await runAll(setup);
    await signIn(setup);
    await visit.read();
    await visit.apply();
    visit.start({ what: "restore", backup: setup.view.backups[0]?.id ?? "" });
    await visit.read();
    const planned = (appId: string) => visit.plan?.principals.find((one) => one.appId === appId);
    const leaves = planned(skype)?.names.filter(({ fate }) => fate !== "present");
    const pools = ["pool1web", "pool2web"].map((pool) => `${skype}/${pool}.contoso.com`);
    expect(leaves).toEqual(pools.map((name) => ({ name, fate: "remove" })));
    expect(planned(exchange)?.setsEnabled).toBe(false);
    await visit.apply();
    expect(setup.step("upload")?.state).toBe("todo");
    expect(visit.page.results.find(({ appId }) => appId === exchange)?.accountEnabled).toBe(false);
  });

  it("writes what Microsoft warns of only after the confirmation was typed exactly", async () => {
    await runAll(setup);
    const ask = visit.step.asks[0]?.ask;
    if (!ask) throw new Error("nothing is asked");
    const keysOnExchange = () => visit.writes.find(({ appId }) => appId === exchange)?.keys;
    expect(keysOnExchange()).toBe(false);
    for (const typed of ["", "cve-2025-53786", "CVE-2025-53786 "]) {
      expect(await setup.decideWrite("upload", ask, true, typed)).toBe(false);
      expect(setup.commands.problem(`write ${ask.answer}`)?.code).toBe("answer-invalid");
      expect(keysOnExchange()).toBe(false);
    }
    expect(await setup.decideWrite("upload", ask, true, "CVE-2025-53786")).toBe(true);
    expect(keysOnExchange()).toBe(true);
    expect(await setup.decideWrite("upload", ask, false, "")).toBe(true);
    expect(keysOnExchange()).toBe(false);
  });
});

describe("a guide with two uploads", () => {
  it("shows plan and results only on the page of the step they belong to", async () => {
    const setup = await rehearsal("next-certificate", "rotate");
    await runOne(setup, "certificates");
    await runOne(setup, "next");
    await signIn(setup);
    const first = new Visit(setup, "upload");
    const second = new Visit(setup, "remove");
    await first.read();
    expect(second.plan).toBeNull();
    await first.apply();
    expect([first.stage, second.stage]).toEqual(["results", "waiting"]);
    // The rollover waits for its day, and has come when the verification runs.
    await runOne(setup, "rollover");
    expect(second.stage).toBe("waiting");
    await runOne(setup, "verify-rotation");
    expect(second.stage).toBe("plan");
    await second.read();
    expect(second.plan?.principals.every((one) => one.keys.some((key) => key.fate === "remove"))).toBe(true);
    await second.apply();
    expect(second.stage).toBe("results");
    expect(setup.step("remove")?.state).toBe("done");
    expect(setup.step("upload")?.state).toBe("done");
    expect(new Visit(setup, "upload").stage).toBe("plan");
  });
});

describe("one key", () => {
  it("is deleted after its plan was shown, read back, and can be put back", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    await signIn(setup);
    await setup.planUpload("upload", false, false);
    await setup.applyUpload();
    const before = setup.view.results.find(({ appId }) => appId === skype);
    const ours = setup.view.certificates[0]?.card.thumbprint;
    const key = before?.keys.find(({ thumbprint }) => thumbprint !== ours);
    if (!key?.keyId) throw new Error("no key");
    await setup.planRemoval("upload", skype, key.keyId);
    expect(setup.view.plan?.principals.map(({ appId }) => appId)).toEqual([skype]);
    const fates = setup.view.plan?.principals[0]?.keys.map(({ fate }) => fate) ?? [];
    expect(fates.filter((fate) => fate === "remove")).toHaveLength(1);
    await setup.applyRemoval();
    const after = setup.view.results.find(({ appId }) => appId === skype);
    const prints = (of: typeof before) => of?.keys.map(({ thumbprint }) => thumbprint);
    expect(prints(after)).toEqual(prints(before)?.filter((one) => one !== key.thumbprint));
    expect(setup.view.results).toHaveLength(3);
    expect(setup.step("upload")?.state, "it was another's key").toBe("done");

    await setup.planRestore("upload", setup.view.backups[0]?.id ?? "");
    await setup.applyRestore();
    const again = setup.view.results.find(({ appId }) => appId === skype);
    expect(prints(again)).toContain(key.thumbprint);
  });

  it("leaves the upload open again when it was the certificate", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    await signIn(setup);
    await setup.planUpload("upload", true, false);
    await setup.applyUpload();
    await setup.verify();
    const ours = setup.view.certificates[0]?.card.thumbprint ?? "";
    await setup.planRemoval("upload", skype, ours);
    await setup.applyRemoval();
    expect(setup.step("upload")?.state).toBe("stale");
    expect(setup.view.verified, "what was read before proves nothing now").toEqual([]);
  });

  it("is not deleted by a plan of something else", async () => {
    const setup = await rehearsal("fresh");
    await runAll(setup);
    await signIn(setup);
    await setup.planUpload("upload", true, false);
    await expect(backend.applyRemoval(setup.id, () => undefined)).rejects.toMatchObject({
      code: "step-not-ready",
    });
  });
});
