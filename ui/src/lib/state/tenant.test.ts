import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import * as backend from "../backend";
import { answerWith } from "../backend";
import { type Program, type Person, rehearsal, runAll, signIn, startProgram } from "../testing";
import type { Setup } from "./setup.svelte";

let program: Program;
beforeEach(async () => {
  program = await startProgram();
});

async function ready(person: Person | null = "global-administrator"): Promise<Setup> {
  await program.host.person(person);
  const setup = await rehearsal("fresh");
  await runAll(setup);
  return setup;
}

/** A setup whose certificate is uploaded, perhaps after its scripts were saved to a folder. */
async function uploaded({ exported = false } = {}): Promise<Setup> {
  const setup = await ready();
  await signIn(setup);
  if (exported) await setup.exportBundle(false);
  await setup.planUpload("upload", true, false);
  await setup.applyUpload();
  return setup;
}

const scheduler = "7557eb47-c689-4224-abcf-aef9bd7573df";
const voicemail = "db7de2b5-2149-435e-8043-e080dd50afae";

const stepUp = {
  code: "sign-in-step-up" as const,
  title: "",
  message: "",
  next: [],
  detail: null,
  help: null,
};

/** The copy of an application's keys that the upload left beside the scripts. */
function copyOfKeys(setup: Setup, appId: string): string {
  const folder = setup.view.backupFolder ?? "";
  const copies = readdirSync(folder)
    .filter((one) => one.includes(appId))
    .map((one) => join(folder, one));
  const newest = copies.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
  if (newest === undefined) throw new Error(`no copy of ${appId} in ${folder}`);
  return newest;
}

describe("who signs in", () => {
  it("goes on with the browser where a code is blocked", async () => {
    const setup = await ready("blocked-by-defaults");
    await signIn(setup);
    expect(setup.commands.problem("sign-in")?.code).toBe("sign-in-device-code-blocked");
    expect(setup.signIn.instead).toBe("browser");
    await signIn(setup, "browser");
    expect(setup.signIn.state).toMatchObject({ state: "signed-in", method: "browser" });
    expect(setup.commands.problem("sign-in")).toBeNull();
  });

  it("goes on with a code where the browser finds no way back", async () => {
    const setup = await ready();
    await program.host.fault(setup.id, { kind: "sign-in-error", error: "invalid_client", number: 50011 });
    await signIn(setup, "browser");
    expect(setup.signIn.instead).toBe("device-code");
    await signIn(setup);
    expect(setup.signIn.state).toMatchObject({ state: "signed-in", method: "device-code" });
  });

  it("is named a guest where that is so", async () => {
    const setup = await ready("guest");
    await signIn(setup);
    expect(setup.signIn.state).toMatchObject({ account: { guest: true } });
  });

  it.each([
    ["global-administrator", null, { known: "holds", doubtful: false }],
    ["application-administrator", null, { known: "holds", doubtful: true }],
    ["no-role", null, { known: "lacks" }],
    ["global-administrator", "roles-hidden", { known: "unknown" }],
  ] as const)("has roles that hold up nothing: %s %s", async (person, fault, role) => {
    const setup = await ready(person);
    if (fault) await program.host.fault(setup.id, { kind: fault });
    await signIn(setup);
    expect(setup.signIn.role).toMatchObject(role);
    expect(await setup.planUpload("upload", true, false)).toBe(true);
  });

  it("signs in through the app that the answers name", async () => {
    const setup = await ready(null);
    const own = "11112222-bbbb-3333-cccc-4444dddd5555";
    await setup.saveAnswers({ client_id: own });
    await setup.signIn.start("browser");
    const { state } = setup.signIn;
    expect(state?.state === "browsing" && state.page.clientName).toContain(own);
    expect(state?.state === "browsing" && state.page.address).toContain(own);
  });

  it("shows an app id that cannot be one as wrong, at the field", async () => {
    const setup = await ready();
    await setup.saveAnswers({ client_id: "my app" });
    const answer = setup.view.answers.find((one) => one.spec.id === "client_id");
    expect(answer?.problem).not.toBeNull();
  });

  it("is asked again, with the reason, when the tenant wants a stronger sign-in", async () => {
    const setup = await ready();
    await signIn(setup);
    const { answer } = program;
    answerWith(((command: never, args: never) => {
      if (command !== "plan_upload") return answer(command, args);
      answerWith(answer);
      return Promise.reject(stepUp);
    }) as typeof answer);
    expect(await setup.planUpload("upload", true, false)).toBe(false);
    expect(setup.signIn.state).toEqual({ state: "signed-out" });
    expect(setup.signIn.again?.code).toBe("sign-in-step-up");
    expect(setup.commands.problem("plan")).toBeNull();
    await signIn(setup);
    expect(setup.signIn.again).toBeNull();
    expect(await setup.planUpload("upload", true, false)).toBe(true);
  });

  it("is asked again when the applications want a stronger sign-in, and then goes on", async () => {
    const setup = await ready();
    await signIn(setup);
    await program.host.fault(setup.id, { kind: "claims-challenge", interactiveOnly: true });
    expect(await setup.planUpload("upload", true, false)).toBe(true);
    expect(setup.view.plan?.principals.map((one) => one.problem?.code)).toEqual(
      Array(3).fill("sign-in-step-up"),
    );
    expect(setup.signIn.again?.code).toBe("sign-in-step-up");
    await signIn(setup);
    expect(await setup.planUpload("upload", true, false)).toBe(true);
    expect(setup.view.plan?.principals.every((one) => one.problem === null)).toBe(true);
  });

  it("is asked again when one application alone wants a stronger sign-in", async () => {
    const setup = await uploaded();
    const step = await backend.signInState(setup.id);
    expect(step.state).toBe("signed-in");
    const first = setup.view.results[0];
    if (!first) throw new Error("nothing was written");
    const refused = {
      ...setup.view,
      verified: [{ ...first, keys: [], accountEnabled: null, error: stepUp }],
    };
    const { answer } = program;
    answerWith(((command: never, args: never) =>
      command === "verify" ? Promise.resolve(refused) : answer(command, args)) as typeof answer);
    expect(await setup.verify()).toBe(true);
    expect(setup.signIn.again?.code).toBe("sign-in-step-up");
    expect(setup.view.verified).toHaveLength(1);
  });

  it("stays signed in when something else goes wrong in the tenant", async () => {
    const setup = await uploaded({ exported: true });
    const copy = copyOfKeys(setup, voicemail);
    const ours = JSON.parse(readFileSync(copy, "utf8")) as Record<string, unknown>;
    const theirs = { ...ours, tenantId: "bbbbcccc-0000-dddd-2222-eeee3333ffff" };
    writeFileSync(copy, JSON.stringify(theirs));
    await program.host.choices([copy]);
    expect(await setup.planRestoreFile("upload")).toBe(false);
    expect(setup.commands.problem("plan")?.code).toBe("backup-foreign");
    expect(setup.signIn.signedIn).toBe(true);
  });
});

describe("what the tenant holds", () => {
  it("comes with a note where the clock of this computer is wrong, and with none where it is right", async () => {
    const setup = await ready();
    await signIn(setup);
    await setup.planUpload("upload", true, false);
    expect(setup.view.plan?.clockNote).toBeNull();
    await program.host.fault(setup.id, { kind: "wrong-date", hours: 3 });
    await setup.planUpload("upload", true, false);
    expect(setup.view.plan?.clockNote).toContain("Correct the date and time");
  });

  it("is shown key by key, and what is not ours is called unknown", async () => {
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
    await setup.planUpload("upload", true, false);
    await setup.applyUpload();
    await setup.verify();
    for (const one of setup.view.verified)
      expect(one.keys.map((key) => key.standing)).toEqual(expect.arrayContaining(["current", "next"]));
  });

  it("shows an application that is disabled", async () => {
    const setup = await uploaded();
    await program.host.fault(setup.id, { kind: "disabled", appId: scheduler });
    await setup.verify();
    expect(setup.view.verified.map((one) => one.accountEnabled)).toEqual([true, false, true]);
    expect(setup.view.verified.map((one) => one.error?.code)).toEqual([
      undefined,
      "principal-disabled",
      undefined,
    ]);
    await setup.planUpload("upload", true, false);
    expect(setup.view.plan?.principals.map((one) => one.warning?.code)).toEqual([
      undefined,
      "principal-disabled",
      undefined,
    ]);
  });
});

describe("copies of keys", () => {
  it("are planned from a file, and nothing changes when none is chosen", async () => {
    const setup = await uploaded({ exported: true });
    await program.host.choices([null]);
    expect(await setup.planRestoreFile("upload")).toBe(false);
    expect(setup.commands.problem("plan")).toBeNull();
    expect(setup.view.plan).toBeNull();
    await program.host.choices([copyOfKeys(setup, voicemail)]);
    expect(await setup.planRestoreFile("upload")).toBe(true);
    expect(setup.view.plan?.principals[0]?.keys.map((key) => key.fate)).toEqual(["remove"]);
  });

  it("go beside the scripts once those were saved to a folder, and a notice says when they cannot", async () => {
    const setup = await uploaded();
    expect(setup.view.backupFolder).toBeNull();
    await setup.exportBundle(false);
    const { backupFolder } = await backend.openSetup(setup.id);
    if (backupFolder === null) throw new Error("the scripts were saved to a folder");
    rmSync(backupFolder, { recursive: true });
    await setup.planRestore("upload", setup.view.backups[0]?.id ?? "");
    await setup.applyRestore();
    expect(setup.view.backupFolder).not.toBeNull();
    expect(setup.view.backupProblem?.code).toBe("storage-failed");
  });

  it("that are put back may leave the step open", async () => {
    const setup = await uploaded();
    expect(setup.step("upload")?.state).toBe("done");
    await setup.planRestore("upload", setup.view.backups[0]?.id ?? "");
    await setup.applyRestore();
    expect(setup.step("upload")?.state).toBe("todo");
  });
});

describe("what this PC keeps", () => {
  it("is forgotten whole, and setups stay", async () => {
    const one = await uploaded();
    const other = await ready();
    await signIn(other);
    expect(await backend.forgetEverything()).toEqual({ signIns: 2 });
    expect(await backend.forgetEverything()).toEqual({ signIns: 0 });
    for (const setup of [one, other])
      expect(await backend.signInState(setup.id)).toEqual({ state: "signed-out" });
    expect((await backend.home()).setups).toHaveLength(2);
  });

  it("is listed before it is put into a support file, and a setup only from that setup", async () => {
    const setup = await ready();
    const names = async (id: string | null) =>
      (await backend.supportContents(id)).entries.map((entry) => entry.name);
    expect(await names(null)).not.toContain("setup.json");
    expect(await names(setup.id)).toContain("setup.json");
    expect(await backend.saveSupportFile(setup.id)).toMatch(/\.zip$/);
  });
});
