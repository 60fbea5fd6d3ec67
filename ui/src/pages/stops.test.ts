import { beforeEach, describe, expect, it } from "vitest";
import { rehearsal, startProgram } from "../lib/testing";
import { stops } from "./stops";

beforeEach(async () => {
  await startProgram();
});

describe("the pages of a setup", () => {
  it("are four when one script does all on-premises steps", async () => {
    const { view } = await rehearsal("fresh");
    const pages = stops(view, false);
    expect(pages.map((stop) => stop.steps.length)).toEqual([1, 7, 1, 1]);
    expect(pages[1]?.script?.role).toBe("all-in-one");
  });

  it("are one a step when the operator goes step by step, each with its own script", async () => {
    const { view } = await rehearsal("fresh");
    const pages = stops(view, true);
    expect(pages.map((stop) => stop.steps.map((step) => step.number))).toEqual(
      view.steps.map((step) => [step.number]),
    );
    expect(pages[2]?.script?.id).toBe("account");
  });

  it("are one for each script that does several steps in a row, by the place where it runs", async () => {
    const { view } = await rehearsal("fresh", "skype-server");
    const pages = stops(view, false);
    expect(pages.map((stop) => [stop.script?.id, ...stop.steps.map((step) => step.id)])).toEqual([
      ["skype-server-discover-exchange", "organisation"],
      ["skype-server-exchange-certificate", "exchange-certificate"],
      ["skype-server-token-issuer", "token-issuer"],
      ["skype-server-exchange", "autodiscover", "skype-partner", "iis"],
      ["skype-server-skype", "dns", "oauth-configuration", "exchange-partner", "test"],
      ["skype-server-verify-exchange", "verify"],
    ]);
  });

  it("are one a step in a guide without a script for all", async () => {
    const { view } = await rehearsal("fresh");
    const scripts = view.scripts.filter((script) => script.role !== "all-in-one");
    expect(stops({ ...view, scripts }, false)).toHaveLength(view.steps.length);
  });
});
