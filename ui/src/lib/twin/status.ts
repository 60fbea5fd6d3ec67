// What the twin makes of a step and of a setup, as the program does: from how the step was done.
import type { StepProgress } from "../bindings/StepProgress";
import type { ServerStanding } from "../bindings/ServerStanding";
import type { Servers } from "../bindings/Servers";
import type { SetupStanding } from "../bindings/SetupStanding";
import type { SetupView } from "../bindings/SetupView";
import type { StepStatus } from "../bindings/StepStatus";
import type { StepView } from "../bindings/StepView";
import { progressOf } from "../status";

/** The words for each status; a test holds them against the program's. */
export const statusTable: Record<StepStatus, string> = {
  verified: "Verified",
  reported: "Reported by the script",
  "marked-done": "Marked as done",
  "other-setup": "Verified in another setup",
  skipped: "Skipped",
  waiting: "Waiting for a date",
  "not-yet": "Waiting for another step",
  answered: "Answered",
  "date-reached": "Date reached: run the script again",
  "to-do": "To do",
  "script-saved": "Waiting for the script's result",
  decide: "Needs your decision",
  differs: "Not as expected",
  failed: "Failed",
  "out-of-date": "Changed since: check again",
  unknown: "Unknown: check again",
};

function statusOf(step: StepView): StepStatus {
  switch (step.state) {
    case "todo":
      return "to-do";
    case "handed-out":
      return "script-saved";
    case "waiting":
      if (!step.waiting) return "not-yet";
      return step.waiting.over ? "date-reached" : "waiting";
    case "failed":
      return step.judgement?.verdict === "differs" ? "differs" : "failed";
    case "stale":
      return "out-of-date";
    case "done":
      return doneStatus(step);
    case "decide":
    case "skipped":
    case "unknown":
      return step.state;
  }
}

function doneStatus({ kind, witness, judgement }: StepView): StepStatus {
  switch (witness) {
    case "setup":
      return "other-setup";
    case "read-back":
      return "verified";
    case "receipt":
      return kind === "verify" || judgement?.outcome === "unchanged" ? "verified" : "reported";
    case "word":
    case null:
      return kind === "answers" ? "answered" : "marked-done";
  }
}

/** How many checks that concern everybody are not ticked. */
export function openChecks(view: SetupView): number {
  const checks = view.steps.flatMap((step) => step.checks);
  return checks.filter((check) => !check.ticked && check.onlyWith === undefined).length;
}

/** Gives every step its status, and the setup what they come to. */
export function giveStatuses(view: SetupView): void {
  for (const step of view.steps) {
    step.status = statusOf(step);
    step.statusWords = statusTable[step.status];
  }
  const steps = view.steps.filter((step) => step.kind !== "answers");
  const checksOpen = openChecks(view);
  const standing = standingOf(view.steps);
  view.servers = serversOf(view);
  Object.assign(view.summary, { standing, progress: progressOf(steps), checksOpen });
}

const settled: readonly StepStatus[] = [
  "verified",
  "reported",
  "marked-done",
  "other-setup",
  "skipped",
  "answered",
];
const read: readonly StepStatus[] = ["verified", "other-setup", "answered"];

function standingOf(steps: readonly StepView[]): SetupStanding {
  if (!steps.every(({ status }) => settled.includes(status))) return "open";
  return steps.every(({ status }) => read.includes(status)) ? "in-place" : "finished";
}

function serversOf(view: SetupView): Servers {
  const steps = view.steps.filter((step) => step.kind === "script");
  const progress: StepProgress = progressOf(steps);
  const said = (standing: ServerStanding, words: string) => ({ standing, words, progress });
  const has = (status: StepStatus) => steps.some((step) => step.status === status);
  if (!steps.every(({ status }) => settled.includes(status))) return said("open", "Not finished");
  const verify = view.steps.find((step) => step.kind === "verify");
  const asked = verify?.needs.some((need) => need.includes("verification script")) ?? true;
  if (!asked)
    return steps.every(({ status }) => read.includes(status))
      ? said("verified", statusTable.verified)
      : said("partly-verified", "Partly verified");
  if (has("reported")) return said("not-verified", "Reported by the script, not verified yet");
  if (has("marked-done")) return said("not-verified", "Marked as done, not verified yet");
  if (steps.every(({ status }) => status === "skipped")) return said("not-verified", statusTable.skipped);
  return said("not-verified", "Verification script not run yet");
}
