import { expect, it } from "vitest";
import { eachOnce } from "./certificates";
import { rehearsal, run, startProgram } from "./testing";

it("lists a certificate once that a receipt names for two uses, for the first of them", async () => {
  await startProgram();
  const setup = await rehearsal("next-certificate", "rotate");
  for (const script of ["certificates", "next", "rollover", "verify-rotation"]) await run(setup, script);
  const { certificates } = setup.view;
  const thumbprints = new Set(certificates.map((one) => one.card.thumbprint));
  expect(certificates.length).toBeGreaterThan(thumbprints.size);

  const once = eachOnce(certificates);
  expect(once.map((one) => one.card.thumbprint)).toEqual([...thumbprints]);
  for (const one of once)
    expect(one).toBe(certificates.find(({ card }) => card.thumbprint === one.card.thumbprint));
});
