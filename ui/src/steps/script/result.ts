// The result of a receipt in words, a row for each step.
import type { Finding } from "../../lib/bindings/Finding";
import type { FindingState } from "../../lib/bindings/FindingState";
import type { StepJudgement } from "../../lib/bindings/StepJudgement";
import type { StepView } from "../../lib/bindings/StepView";
import type { StepProgress } from "../../lib/bindings/StepProgress";
import { shapeOf, statusInSentence, statusWords, type Look } from "../../lib/status";
import { count, date } from "../../lib/words";

/** The last column: how the step stands. */
export function rowState(step: StepView): { look: Look; words: string } {
  const { mark, look } = shapeOf(step);
  const notReached = step.status === "to-do" || step.status === "script-saved";
  if (notReached && step.judgement?.verdict === "not-reached") return { look, words: "Not reached" };
  return { look, words: `${mark} ${statusWords(step)}`.trimStart() };
}

/** What was found, in a word: what is as it should be is none, not nothing. */
export function foundWords({ found, empty, state }: Pick<Finding, "found" | "empty" | "state">): string {
  if (!empty && found !== "") return found;
  return state === "met" ? "none" : "nothing";
}

const findingShapes: Record<FindingState, { look: Look; mark: string; remark: string }> = {
  met: { look: "ok", mark: "✓", remark: "" },
  kept: { look: "muted", mark: "=", remark: " (kept)" },
  waiting: { look: "waiting", mark: "…", remark: " (not yet)" },
  differs: { look: "attn", mark: "!", remark: "" },
  missing: { look: "attn", mark: "!", remark: "" },
  ask: { look: "attn", mark: "!", remark: "" },
};

/** How one fact beside what was expected looks. */
export const findingShape = ({ state }: Pick<Finding, "state">) => findingShapes[state];

/** What was found, as one line: only what is not as expected is spelled out. */
export function rowFound(step: StepView): { look: Look; words: string } {
  const outcome = step.opens?.outcome;
  if (outcome) return { look: "muted", words: `${outcome.guideTitle}, finished ${date(outcome.finished)}` };
  if (!step.restsOnReceipts)
    return { look: "muted", words: step.note === null ? "Not read" : `Not read. Note: ${step.note}` };
  const judgement = step.judgement;
  if (!judgement) return { look: "muted", words: "" };
  if (judgement.problem) return { look: "bad", words: judgement.problem.message };
  if (judgement.verdict === "not-reached") return { look: "muted", words: "the script ended before it" };
  if (judgement.verdict === "not-read") return { look: "attn", words: "not known: it could not be read" };
  const other = judgement.findings.filter((finding) => finding.state !== "met");
  if (other.length === 0) return { look: "muted", words: "as expected" };
  const words = other.map((finding) => `${finding.label}: ${finding.found}`).join("; ");
  if (other.every((finding) => finding.state === "kept")) return { look: "muted", words: `${words} (kept)` };
  const waits = other.every((finding) => finding.state === "waiting" || finding.state === "kept");
  return { look: waits ? "waiting" : "attn", words };
}

/** What a dry run would change of a step, where that is nothing. Not every step changes something. */
export function noChange({ verdict }: Pick<StepJudgement, "verdict">): string {
  if (verdict === "not-reached") return "not reached";
  if (verdict === "not-read") return "not known: it could not be read";
  return verdict === "in-place" ? "nothing: it is in place" : "nothing";
}

/** "7 of 7 steps verified"; of a single step: "Application account: reported by the script" */
export function headline(steps: readonly StepView[], progress: StepProgress): string {
  const only = steps.length === 1 ? steps[0] : undefined;
  return only ? `${only.title}: ${statusInSentence(only)}` : progress.words;
}

/** What a step rests on that no receipt stands for. */
export function withoutReceipt({ status }: Pick<StepView, "status">): string {
  if (status === "other-setup") return "Another setup verified it.";
  return status === "skipped"
    ? "You skipped this step. Nothing was read or changed."
    : "You marked this step as done. Crosstrust hasn't verified it.";
}

/** What finished steps rest on, below the headline. `place` is where their scripts run. */
export function restsOn(steps: readonly StepView[], progress: StepProgress, place: string): string {
  const { total, verified, reported, marked, skipped } = progress;
  const these = total === 1 ? "this step" : "these steps";
  const hasNot = "Crosstrust hasn't verified";
  if (steps.every((step) => step.status === "other-setup")) return "Another setup verified it.";
  if (verified === total) return `A script read each fact ${place} and changed nothing.`;
  if (marked === total) return `You marked ${these} as done. ${hasNot} ${total === 1 ? "it" : "them"}.`;
  if (skipped === total) return `You skipped ${these}. Nothing was read or changed.`;
  return [
    ...(reported > 0
      ? [
          `The script made changes and reported ${reported === 1 ? "the result" : "the results"}. Run the verification script in the last step to verify ${reported === 1 ? "it" : "them"}.`,
        ]
      : []),
    ...(marked > 0
      ? [`You marked ${count(marked, "step")} as done; ${hasNot} ${marked === 1 ? "it" : "them"}.`]
      : []),
    ...(skipped > 0 ? [`You skipped ${count(skipped, "step")}.`] : []),
  ].join(" ");
}
