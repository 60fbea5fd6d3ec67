// The result of a receipt in words, a row for each step.
import type { Finding } from "../../lib/bindings/Finding";
import type { FindingState } from "../../lib/bindings/FindingState";
import type { StepJudgement } from "../../lib/bindings/StepJudgement";
import type { StepView } from "../../lib/bindings/StepView";
import { capital, date, isSettled, number } from "../../lib/words";

export type RowLook = "ok" | "attn" | "bad" | "muted";

/** The last column: how the step stands. */
export function rowState(step: StepView): { look: RowLook; words: string } {
  switch (step.state) {
    case "skipped":
      return { look: "muted", words: "left out" };
    case "stale":
      return { look: "attn", words: "! run again" };
    case "unknown":
      return { look: "attn", words: "! check again" };
    case "decide":
      return { look: "attn", words: "! decide" };
    case "waiting":
      return {
        look: "muted",
        words: step.waiting?.over
          ? "run again"
          : `… ${step.waiting ? `until ${date(step.waiting.until)}` : "waiting"}`,
      };
    case "done":
      if (step.witness === "setup") return { look: "ok", words: "✓ by another setup" };
      if (step.witness === "word") return { look: "ok", words: "✓ on your word" };
      return { look: "ok", words: step.judgement?.outcome === "changed" ? "✓ set up" : "✓ in place" };
    case "failed":
      return { look: "bad", words: step.judgement?.verdict === "differs" ? "✗ differs" : "✗ failed" };
    case "todo":
    case "handed-out":
      return { look: "muted", words: step.judgement?.verdict === "not-reached" ? "not reached" : "to do" };
  }
}

/** What was found, in a word: what is as it should be is none, not nothing. */
export function foundWords({ found, state }: Pick<Finding, "found" | "state">): string {
  const nothing = found === "" || found === "nothing";
  return nothing ? (state === "met" ? "none" : "nothing") : found;
}

const findingShapes: Record<FindingState, { look: RowLook; mark: string; remark: string }> = {
  met: { look: "ok", mark: "✓", remark: "" },
  kept: { look: "muted", mark: "=", remark: " (kept)" },
  waiting: { look: "muted", mark: "…", remark: " (not before the date)" },
  differs: { look: "attn", mark: "!", remark: "" },
  missing: { look: "attn", mark: "!", remark: "" },
  ask: { look: "attn", mark: "!", remark: "" },
};

/** How one fact beside what was expected looks. */
export const findingShape = ({ state }: Pick<Finding, "state">) => findingShapes[state];

/** What was found, as one line: only what is not as expected is spelled out. */
export function rowFound(step: StepView): { look: RowLook; words: string } {
  const outcome = step.opens?.outcome;
  if (outcome) return { look: "muted", words: `${outcome.guideTitle}, finished ${date(outcome.finished)}` };
  const judgement = step.judgement;
  if (!judgement) return { look: "muted", words: step.note ?? "" };
  if (judgement.problem) return { look: "bad", words: judgement.problem.message };
  if (judgement.verdict === "not-reached") return { look: "muted", words: "the script ended before it" };
  const other = judgement.findings.filter((finding) => finding.state !== "met");
  if (other.length === 0) return { look: "muted", words: "as expected" };
  const kept = other.every((finding) => finding.state === "kept");
  const waiting = other.every((finding) => finding.state === "waiting" || finding.state === "kept");
  const words = other.map((finding) => `${finding.label}: ${finding.found}`).join("; ");
  if (kept) return { look: "muted", words: `${words} (kept)` };
  return { look: waiting ? "muted" : "attn", words };
}

/** What a dry run would change of a step, where that is nothing. Not every step changes something. */
export function noChange({ verdict }: Pick<StepJudgement, "verdict">): string {
  if (verdict === "not-reached") return "not reached";
  return verdict === "in-place" ? "nothing: it is in place" : "nothing";
}

/** "All seven steps are in place", "Six of seven steps are in place" */
export function headline(steps: readonly StepView[]): string {
  const only = steps.length === 1 ? steps[0] : undefined;
  if (only) {
    if (only.waiting)
      return `${only.title}: ${only.waiting.over ? "run the script again" : `waiting until ${date(only.waiting.until)}`}`;
    if (only.state === "skipped") return `${only.title}: left out`;
    return isSettled(only)
      ? `${only.title}: in place`
      : `${only.title}: ${rowState(only).words.replace(/^\W+/, "")}`;
  }
  const done = steps.filter((step) => step.state === "done").length;
  if (done === steps.length) return `All ${number(steps.length)} steps are in place`;
  return `${capital(number(done))} of ${number(steps.length)} steps ${done === 1 ? "is" : "are"} in place`;
}
