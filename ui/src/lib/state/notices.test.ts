import { describe, expect, it } from "vitest";
import type { NoticeView } from "../bindings/NoticeView";
import { answerWith } from "../backend";
import * as backend from "../backend";
import type { Answering, CommandName } from "../host";
import { rehearsal, startProgram } from "../testing";
import { Notices } from "./notices.svelte";
import { Setup } from "./setup.svelte";

const again: NoticeView = {
  code: "already-imported",
  severity: "info",
  text: "You already imported this receipt. Nothing changed.",
};
const older = (step: string): NoticeView => ({
  code: "older-receipt",
  steps: [step],
  severity: "attention",
  text: `This receipt is older: "${step}".`,
});

describe("notices", () => {
  it("stand beside those of before, the newest first, and equal ones once", () => {
    const notices = new Notices();
    notices.add([again]);
    notices.add([older("role")]);
    notices.add([again, older("account"), older("role")]);
    expect(notices.list).toEqual([older("account"), older("role"), again]);
  });

  it("stay until they are dismissed, each by itself, and come again when it happens again", () => {
    const notices = new Notices();
    notices.add([again, older("role")]);
    notices.dismiss(again);
    expect(notices.list).toEqual([older("role")]);
    notices.add([]);
    expect(notices.list).toEqual([older("role")]);
    notices.add([again]);
    expect(notices.list).toEqual([again, older("role")]);
  });
});

describe("the notices of a setup", () => {
  /** Every command that gives a setup anew, and how the window asks for it. */
  const commands: [CommandName, (setup: Setup) => Promise<unknown>][] = [
    ["save_answers", (setup) => setup.saveAnswers({})],
    ["copy_script", (setup) => setup.copyScript("all", false)],
    ["save_script", (setup) => setup.saveScript("all")],
    ["read_receipt", (setup) => setup.readReceipt("receipt", "")],
    ["read_receipt_bytes", (setup) => setup.readReceiptFile("receipt", [])],
    ["open_receipt", (setup) => setup.openReceipt("receipt")],
    ["decide", (setup) => setup.decide("sfbonline", true)],
    ["confirm_step", (setup) => setup.confirm(["role"], "")],
    ["skip_step", (setup) => setup.skip(["role"], "")],
    ["reopen_step", (setup) => setup.reopen("role")],
    ["tick", (setup) => setup.tick("verify", "mail", true)],
    ["choose_certificate", (setup) => setup.chooseCertificate()],
    ["read_certificate", (setup) => setup.readCertificate("auth.cer", [])],
    ["plan_upload", (setup) => setup.planUpload("upload", true, false)],
    ["apply_upload", (setup) => setup.applyUpload()],
    ["plan_removal", (setup) => setup.planRemoval("upload", "app", "key")],
    ["apply_removal", (setup) => setup.applyRemoval()],
    ["plan_restore", (setup) => setup.planRestore("upload", "1")],
    ["plan_restore_file", (setup) => setup.planRestoreFile("upload")],
    ["apply_restore", (setup) => setup.applyRestore()],
    ["verify", (setup) => setup.verify()],
    ["import_linked_result", (setup) => setup.takeOutcome("exchange-oauth")],
    ["resolve_host", (setup) => setup.resolveHost("role")],
  ];

  it.each(commands)("are kept whatever brought them: %s", async (command, ask) => {
    await startProgram();
    const setup = await rehearsal("fresh");
    const view = { ...setup.view, notices: [older("role")] };
    const wrapped = { save_script: { path: null, setup: view }, resolve_host: { found: {}, setup: view } };
    answerWith((async (asked: CommandName) => {
      expect(asked).toBe(command);
      return wrapped[asked as keyof typeof wrapped] ?? view;
    }) as unknown as Answering);
    await ask(setup);
    expect(setup.notices.list).toEqual([older("role")]);
    expect(setup.view.notices).toEqual([]);
  });

  it("come with a setup that is opened", async () => {
    await startProgram();
    const view = await backend.createSetup("teams", true, "fresh");
    expect(new Setup({ ...view, notices: [again] }).notices.list).toEqual([again]);
  });
});
