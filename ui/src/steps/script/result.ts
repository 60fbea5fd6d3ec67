// The result of a receipt in words, a row for each step.
import type { Finding } from "../../lib/bindings/Finding";
import type { FindingState } from "../../lib/bindings/FindingState";
import type { StepJudgement } from "../../lib/bindings/StepJudgement";
import type { StepView } from "../../lib/bindings/StepView";
import { shapeOf, statusWords, type Look } from "../../lib/status";
import { say } from "../../lib/messages";
import { date } from "../../lib/words";

/** The last column: how the step stands. */
export function rowState(step: StepView): { look: Look; words: string } {
  const { mark, look } = shapeOf(step);
  const notReached = step.status === "to-do" || step.status === "script-saved";
  if (notReached && step.judgement?.verdict === "not-reached")
    return { look, words: say("script-row-not-run") };
  return { look, words: `${mark} ${statusWords(step)}`.trimStart() };
}

/** What was found. Of an empty list it depends on what was expected. */
export function foundWords({ found = "", empty, state }: Pick<Finding, "found" | "empty" | "state">): string {
  if (!empty && found !== "") return found;
  return state === "met" ? say("script-finding-none") : say("script-finding-missing");
}

/** The same with what the operator decided, or that it is waited for. */
export const findingWords = (finding: Pick<Finding, "found" | "empty" | "state">): string =>
  say("script-finding", { state: finding.state, found: foundWords(finding) });

const findingShapes: Record<FindingState, { look: Look; mark: string }> = {
  met: { look: "ok", mark: "✓" },
  kept: { look: "muted", mark: "=" },
  waiting: { look: "waiting", mark: "…" },
  noted: { look: "muted", mark: "i" },
  differs: { look: "attn", mark: "!" },
  missing: { look: "attn", mark: "!" },
  ask: { look: "attn", mark: "!" },
};

/** How one fact beside what was expected looks. */
export const findingShape = ({ state }: Pick<Finding, "state">) => findingShapes[state];

/** What was found, as one line: only what is not as expected is spelled out. */
export function rowFound(step: StepView): { look: Look; words: string } {
  const outcome = step.opens?.outcome;
  if (outcome)
    return {
      look: "muted",
      words: say("script-row-other-setup", { guide: outcome.guideTitle, date: date(outcome.finished) }),
    };
  if (!step.restsOnReceipts)
    return {
      look: "muted",
      words:
        step.note === null
          ? say("script-row-not-verified")
          : say("script-row-not-verified-note", { note: step.note }),
    };
  const judgement = step.judgement;
  if (!judgement) return { look: "muted", words: "" };
  if (judgement.problem) return { look: "bad", words: judgement.problem.message };
  if (judgement.verdict === "not-reached") return { look: "muted", words: say("script-row-stopped") };
  if (judgement.verdict === "not-read") return { look: "attn", words: say("script-row-unknown") };
  const other = judgement.findings.filter((finding) => finding.state !== "met");
  if (other.length === 0) return { look: "muted", words: say("script-row-as-expected") };
  const findings = other
    .map(({ label = "", found = "" }) => say("script-row-finding", { label, found }))
    .reduce((before, finding) => say("script-row-more", { before, finding }));
  if (other.every((finding) => finding.state === "kept"))
    return { look: "muted", words: say("script-row-kept", { findings }) };
  if (other.every((finding) => finding.state === "kept" || finding.state === "noted"))
    return { look: "muted", words: say("script-row-noted", { findings }) };
  const waits = other.every((finding) => finding.state === "waiting" || finding.state === "kept");
  return { look: waits ? "waiting" : "attn", words: findings };
}

/** What a dry run would change of a step, where that is nothing. Not every step changes something. */
export function noChange({ verdict }: Pick<StepJudgement, "verdict">): string {
  if (verdict === "not-reached") return say("script-would-not-run");
  if (verdict === "not-read") return say("script-would-unknown");
  return verdict === "in-place" ? say("script-would-in-place") : say("script-would-nothing");
}

/** What a step rests on that no receipt stands for. */
export function withoutReceipt({ status }: Pick<StepView, "status">): string {
  if (status === "other-setup") return say("script-rests-other-setup", { count: 1 });
  return status === "skipped"
    ? say("script-rests-all-skipped", { count: 1 })
    : say("script-rests-all-marked", { count: 1 });
}
