// What tests share: a twin on a clock that stands still, put in the backend's place.
import { answerWith } from "./backend";
import type { SignInMethod } from "./bindings/SignInMethod";
import type { Situation } from "./twin/organisation";
import * as backend from "./backend";
import { Setup } from "./state/setup.svelte";
import { Twin } from "./twin";

export function standIn(): Twin {
  const clock = { now: () => new Date("2026-11-21T09:41:00Z"), wait: () => Promise.resolve() };
  const twin = new Twin(clock, { theme: "system", setups: [] });
  answerWith(twin.answer);
  return twin;
}

export async function rehearsal(situation: Situation, guide = "teams"): Promise<Setup> {
  return new Setup(await backend.createSetup(guide, true, situation));
}

/** Runs the script for all on-premises steps and brings its receipt back. */
export async function runAll(setup: Setup, whatIf = false): Promise<void> {
  const script = setup.scriptOfRole("all-in-one");
  if (!script) throw new Error("no script for all steps");
  const output = await setup.rehearse(script.id, whatIf);
  if (output === null) throw new Error("the script did not run");
  await setup.readReceipt("receipt", output);
}

/** Signs in as the person in the imagined browser does. */
export async function signIn(setup: Setup, method: SignInMethod = "device-code"): Promise<void> {
  await setup.signIn.start(method);
  if (method === "device-code") await setup.signIn.openPage();
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}
