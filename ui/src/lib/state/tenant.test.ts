import { beforeEach, describe, expect, it } from "vitest";
import { rehearsal, runAll, signIn, standIn } from "../testing";
import type { Twin } from "../twin";
import type { Setup } from "./setup.svelte";

let twin: Twin;
beforeEach(() => {
  twin = standIn();
});

async function uploaded(): Promise<Setup> {
  const setup = await rehearsal("fresh");
  await runAll(setup);
  await signIn(setup);
  await setup.planUpload(true, false);
  await setup.applyUpload();
  return setup;
}

describe("what the tenant holds", () => {
  it("is told key by key, and what is not ours is called unknown", async () => {
    const setup = await uploaded();
    await setup.verify();
    const standings = setup.view.verified.map((one) => one.keys.map((key) => key.standing));
    expect(standings.flat().filter((one) => one === "current")).toHaveLength(3);
    expect(standings.flat()).toContain("unknown");
    expect(setup.view.verified.every((one) => one.state === "already-there")).toBe(true);
  });

  it("names the next certificate as such", async () => {
    const setup = await rehearsal("next-certificate");
    await runAll(setup);
    await signIn(setup);
    await setup.planUpload(true, false);
    await setup.applyUpload();
    await setup.verify();
    for (const one of setup.view.verified)
      expect(one.keys.map((key) => key.standing)).toEqual(expect.arrayContaining(["current", "next"]));
  });

  it("tells an application that is disabled", async () => {
    const setup = await uploaded();
    twin.disabled = ["7557eb47-c689-4224-abcf-aef9bd7573df"];
    await setup.verify();
    expect(setup.view.verified.map((one) => one.accountEnabled)).toEqual([true, false, true]);
    expect(setup.view.verified.map((one) => one.error?.code)).toEqual([
      undefined,
      "principal-disabled",
      undefined,
    ]);
    await setup.planUpload(true, false);
    expect(setup.view.plan?.principals.map((one) => one.warning?.code)).toEqual([
      undefined,
      "principal-disabled",
      undefined,
    ]);
  });
});
