// The result of a receipt in words, a row for each step.
import type { Finding } from "../../lib/bindings/Finding";
import type { FindingState } from "../../lib/bindings/FindingState";
import type { NoChange } from "../../lib/bindings/NoChange";
import type { RowFinding } from "../../lib/bindings/RowFinding";
import type { StepView } from "../../lib/bindings/StepView";
import { shapeOf, statusWords, type Look } from "../../lib/status";
import { say } from "../../lib/messages";
import { date } from "../../lib/words";

/** The last column: the status of the step. */
export function rowState(step: StepView): { look: Look; words: string } {
  const { mark, look } = shapeOf(step);
  if (step.row.notRun) return { look, words: say("script-row-not-run") };
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

const listed = (findings: readonly RowFinding[]) =>
  findings
    .map(({ label, found }) => say("script-row-finding", { label, found }))
    .reduce((before, finding) => say("script-row-more", { before, finding }));

/** What was found, as one line: only what is not as expected is spelled out. */
export function rowFound({ row: { found } }: Pick<StepView, "row">): { look: Look; words: string } {
  switch (found.code) {
    case "other-setup":
      return {
        look: "muted",
        words: say("script-row-other-setup", { guide: found.guide, date: date(found.finished) }),
      };
    case "not-verified":
      return {
        look: "muted",
        words:
          found.note === null
            ? say("script-row-not-verified")
            : say("script-row-not-verified-note", { note: found.note }),
      };
    case "no-result":
      return { look: "muted", words: "" };
    case "problem":
      return { look: "bad", words: found.message };
    case "not-reached":
      return { look: "muted", words: say("script-row-stopped") };
    case "not-read":
      return { look: "attn", words: say("script-row-unknown") };
    case "as-expected":
      return { look: "muted", words: say("script-row-as-expected") };
    case "kept":
      return { look: "muted", words: say("script-row-kept", { findings: listed(found.findings) }) };
    case "noted":
      return { look: "muted", words: say("script-row-noted", { findings: listed(found.findings) }) };
    case "waiting":
      return { look: "waiting", words: listed(found.findings) };
    case "differs":
      return { look: "attn", words: listed(found.findings) };
  }
}

/** Why a dry run would change nothing of a step. */
export const noChangeWords: Record<NoChange, string> = {
  "not-run": say("script-would-not-run"),
  "not-read": say("script-would-unknown"),
  "in-place": say("script-would-in-place"),
  nothing: say("script-would-nothing"),
};

/** What a step rests on that no receipt stands for. */
export function withoutReceipt({ status }: Pick<StepView, "status">): string {
  if (status === "other-setup") return say("script-rests-other-setup", { count: 1 });
  return status === "skipped"
    ? say("script-rests-all-skipped", { count: 1 })
    : say("script-rests-all-marked", { count: 1 });
}
