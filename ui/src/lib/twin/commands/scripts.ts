// Scripts handed out and run, receipts read, and what the operator says of a step.
import type { Judgement } from "../../bindings/Judgement";
import type { SetupView } from "../../bindings/SetupView";
import type { StepJudgement } from "../../bindings/StepJudgement";
import * as content from "../content";
import { discovery, judge } from "../judge";
import { runStep } from "../organisation";
import { parsed, printed, problem, type Receipt } from "../receipt";
import { guideOf } from "../guides";
import { fileName } from "../guides/how";
import { certificate, type Kept } from "../setup";
import type { Answers, World } from "../world";

export function scripts(
  twin: World,
): Answers<
  | "script"
  | "copy_script"
  | "save_script"
  | "rehearse_script"
  | "read_receipt"
  | "read_receipt_bytes"
  | "open_receipt"
  | "decide"
  | "confirm_step"
  | "skip_step"
  | "reopen_step"
  | "tick"
> {
  return {
    script: ({ id, script }) => {
      const kept = twin.kept(id);
      const choice = twin.choice(kept, script);
      const value = (name: string) => kept.view.answers.find((one) => one.spec.id === name)?.value ?? "";
      const text = content.scriptText(choice.title, value("verified_domain"), value("domain_controller"));
      const lines = text.split("\n");
      return {
        id: script,
        fileName: fileName(kept.view.scripts, script),
        title: choice.title,
        text,
        lines: lines.length,
        firstLine: Math.max(
          0,
          lines.findIndex((line) => line.startsWith("function")),
        ),
        explanations: kept.view.steps
          .filter((step) => choice.steps.includes(step.id))
          .flatMap((step) => content.explanations[step.id] ?? [])
          .filter((one, index, all) => all.findIndex((other) => other.command === one.command) === index),
      };
    },
    copy_script: ({ id, script, dryRun }) =>
      handOut(twin, id, script, dryRun ? "copied as a dry run" : "copied"),
    save_script: ({ id, script }) => ({
      path: `C:\\Users\\you\\Documents\\${fileName(twin.kept(id).view.scripts, script)}`,
      setup: handOut(twin, id, script, "saved"),
    }),
    rehearse_script: async ({ id, script, whatIf }) => {
      await twin.time.wait(600);
      return { console: run(twin, twin.kept(id), script, whatIf) };
    },
    read_receipt: ({ id, text }) => read(twin, twin.kept(id), text),
    read_receipt_bytes: ({ id, bytes }) =>
      read(twin, twin.kept(id), new TextDecoder().decode(Uint8Array.from(bytes))),
    open_receipt: () => null,
    decide: ({ id, step, change }) => {
      const kept = twin.kept(id);
      kept.decided = change;
      const decided = twin.step(kept, step);
      if (decided.judgement) {
        decided.judgement.question = null;
        for (const finding of decided.judgement.findings)
          if (finding.state === "ask") finding.state = change ? "differs" : "kept";
        decided.judgement.verdict = change ? "differs" : "in-place";
      }
      decided.state = change ? "stale" : "done";
      decided.witness = change ? null : "receipt";
      if (change)
        kept.notices.push({
          code: "run-again",
          step,
          severity: "info",
          text: `Run the script of "${decided.title}" again. It makes the change now.`,
        });
      return twin.touched(
        kept,
        "operator",
        change ? "Decided to link it anew." : "Decided to keep the link.",
      );
    },
    confirm_step: ({ id, step, note }) => settle(twin, id, step, "done", note),
    skip_step: ({ id, step, note }) => settle(twin, id, step, "skipped", note),
    reopen_step: ({ id, step }) => settle(twin, id, step, "todo", ""),
    tick: ({ id, step, check, ticked }) => {
      const kept = twin.kept(id);
      for (const one of twin.step(kept, step).checks) if (one.id === check) one.ticked = ticked;
      return twin.touched(kept, "operator", ticked ? `Seen: ${check}.` : `No longer seen: ${check}.`);
    },
  };
}

function handOut(twin: World, id: string, script: string, how: string): SetupView {
  const kept = twin.kept(id);
  const choice = twin.choice(kept, script);
  for (const step of kept.view.steps)
    if (choice.steps.includes(step.id) && (step.state === "todo" || step.state === "stale"))
      step.state = "handed-out";
  return twin.touched(kept, "operator", `The script ${fileName(kept.view.scripts, script)} was ${how}.`);
}

function settle(
  twin: World,
  id: string,
  step: string,
  state: "done" | "skipped" | "todo",
  note: string,
): SetupView {
  const kept = twin.kept(id);
  const settled = twin.step(kept, step);
  settled.state = state;
  settled.witness = state === "done" ? "word" : null;
  settled.note = note === "" ? null : note;
  settled.judgement = null;
  settled.changed = twin.now().toISOString();
  return twin.touched(kept, "operator", `${settled.title}: ${state}.`);
}

function run(twin: World, kept: Kept, script: string, whatIf: boolean): string {
  const choice = twin.choice(kept, script);
  const started = twin.now();
  const { facts } = guideOf(kept.view.summary.guide);
  const lines = ["* Check this window"];
  const steps: Receipt["steps"] = [];
  let failure: string | null = null;
  for (const id of choice.steps) {
    lines.push(`* ${twin.step(kept, id).title}`);
    const done = runStep(kept.organisation, facts[id] ?? {}, id, whatIf, kept.decided === true);
    steps.push(done);
    for (const change of done.changes)
      lines.push(`  ${whatIf ? "Would: " : ""}${change.action}: ${change.target}`);
    if (!done.error) continue;
    failure = id;
    lines.push(`WARNING: Stopped at step "${id}": ${done.error.message}`);
    break;
  }
  const receipt: Receipt = {
    format: 1,
    guide: kept.view.summary.guide,
    setup: kept.view.summary.id,
    script,
    computer: "EX01",
    build: "Version 15.2 (Build 1748.10)",
    powershell: "5.1.17763",
    whatIf,
    started: started.toISOString(),
    ended: new Date(started.getTime() + 12_000).toISOString(),
    steps,
    failure,
  };
  return [...lines, "", printed(receipt), "", "Saved as C:\\OAuthConfig\\receipt.txt"].join("\n");
}

function read(twin: World, kept: Kept, text: string): SetupView {
  const receipt = parsed(text);
  if (receipt.setup !== kept.view.summary.id)
    throw problem(
      "receipt-of-other-setup",
      "This receipt belongs to another setup",
      "The script that wrote it was taken from another setup.",
      ["Take the script from this page, run it, and bring its receipt back."],
    );
  const choice = twin.choice(kept, receipt.script);
  choice.dryRunFirst = false;
  const judged = choice.steps.map((id): StepJudgement => judge(receipt, id, kept.decided));
  const discovered = choice.role === "discovery" ? discovery(twin.now()) : null;
  if (discovered) kept.view.discovery = discovered;
  if (!receipt.whatIf) for (const one of judged) takeIn(twin, kept, one);
  const days = kept.organisation.certificate;
  if (!receipt.whatIf && judged.some((one) => one.step === "export" && one.verdict === "in-place")) {
    const current = certificate("current", days, "From the receipt of EX01", twin.now());
    const { thumbprint } = current.card;
    if (kept.view.certificates.every((one) => one.card.thumbprint !== thumbprint))
      kept.notices.push({
        code: "certificate-received",
        thumbprint,
        severity: "info",
        text: `The receipt has a certificate that is new to this setup. Its thumbprint is ${thumbprint}.`,
      });
    kept.view.certificates = [current];
    if (kept.organisation.next)
      kept.view.certificates.push(certificate("next", 1800, "From the receipt of EX01", twin.now()));
  }
  const whole: Judgement = {
    steps: judged,
    refused: null,
    computer: receipt.computer,
    build: receipt.build,
    powershell: receipt.powershell,
    whatIf: receipt.whatIf,
    started: receipt.started,
    ended: receipt.ended,
    certificates: [],
    discovery: discovered,
  };
  kept.view.lastReceipt = whole;
  if (choice.role === "verification")
    kept.readAgain = [
      ...kept.readAgain.filter((one) => one !== choice.id),
      ...(judged.every((one) => one.verdict === "in-place") ? [choice.id] : []),
    ];
  return twin.touched(kept, receipt.computer, receipt.whatIf ? "A dry run was read." : "A receipt was read.");
}

function takeIn(twin: World, kept: Kept, judged: StepJudgement): void {
  const step = twin.step(kept, judged.step);
  if (judged.verdict === "not-reached" && step.state === "done") return;
  step.judgement = judged;
  step.changed = twin.now().toISOString();
  step.witness = judged.verdict === "in-place" ? "receipt" : null;
  step.state =
    judged.verdict === "in-place"
      ? "done"
      : judged.verdict === "decide"
        ? "decide"
        : judged.verdict === "not-reached"
          ? "handed-out"
          : "failed";
}
