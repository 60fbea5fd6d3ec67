// What tests share: the real program in a process of its own, put in the backend's place. Every test file
// has its own process; every test begins without setups.
import { afterAll, vi } from "vitest";
import { exampleAnswers, Host } from "../../scripts/host.mjs";
import * as backend from "./backend";
import type { SignInMethod } from "./bindings/SignInMethod";
import type { Situation } from "./bindings/Situation";
import { over, type Answering } from "./host";
import { Setup } from "./state/setup.svelte";

export { exampleAnswers };

/** Somebody on the sign-in page of the simulated tenant. */
export type Person =
  "application-administrator" | "blocked-by-defaults" | "global-administrator" | "guest" | "no-role";

/** The program that answers, and what a test arranges around it. */
export interface Program {
  answer: Answering;
  host: Host;
}

let running: Promise<Host> | undefined;
afterAll(async () => (await running)?.stop());

/** The program without setups, and an administrator who signs in. */
export async function startProgram(): Promise<Program> {
  const host = await (running ??= Host.start());
  const answer = over(host.address, host.headers);
  backend.answerWith(answer);
  for (const { id } of (await backend.home()).setups) await backend.deleteSetup(id);
  await host.person("global-administrator" satisfies Person);
  await host.choices([]);
  return { answer, host };
}

/** A rehearsal whose questions are answered. */
export async function rehearsal(situation: Situation, guide = "teams"): Promise<Setup> {
  const setup = new Setup(await backend.createSetup(guide, true, situation));
  await setup.saveAnswers(exampleAnswers(setup.view));
  return setup;
}

/** Runs a script and imports its receipt. */
export async function run(setup: Setup, script: string, whatIf = false): Promise<void> {
  const output = await setup.rehearse(script, whatIf);
  if (output === null) throw new Error(`${script} did not run`);
  await setup.readReceipt("receipt", output);
}

/** Runs the script for all on-premises steps and imports its receipt. */
export async function runAll(setup: Setup, whatIf = false): Promise<void> {
  const script = setup.scriptOfRole("all-in-one");
  if (!script) throw new Error("no script for all steps");
  await run(setup, script.id, whatIf);
}

/** Signs in, or is refused, as the person in the simulated browser does. */
export async function signIn(setup: Setup, method: SignInMethod = "device-code"): Promise<void> {
  await setup.signIn.start(method);
  if (method === "device-code") await setup.signIn.openPage();
  await vi.waitFor(
    () => {
      if (setup.signIn.waiting || (setup.signIn.signedIn && setup.signIn.role === null))
        throw new Error("the sign-in has not ended");
    },
    { timeout: 20_000 },
  );
}
