// How the status of a step looks, and what several come to in words. Which status a step has, and its
// words, the program decides.
import type { StepProgress } from "./bindings/StepProgress";
import type { StepStatus } from "./bindings/StepStatus";
import type { StepView } from "./bindings/StepView";
import { date } from "./words";

/** A colour of words and marks; never the only sign of anything. */
export type Look = "ok" | "reported" | "marked" | "elsewhere" | "waiting" | "attn" | "bad" | "muted";

interface Shape {
  /** The sign before the words; none for a step that nothing has happened to. */
  mark: string;
  look: Look;
}

const shapes: Record<StepStatus, Shape> = {
  verified: { mark: "✓", look: "ok" },
  answered: { mark: "✓", look: "ok" },
  reported: { mark: "»", look: "reported" },
  "marked-done": { mark: "✎", look: "marked" },
  "other-setup": { mark: "↗", look: "elsewhere" },
  skipped: { mark: "–", look: "muted" },
  waiting: { mark: "…", look: "waiting" },
  "not-yet": { mark: "…", look: "waiting" },
  "date-reached": { mark: "!", look: "attn" },
  decide: { mark: "!", look: "attn" },
  differs: { mark: "✗", look: "bad" },
  failed: { mark: "✗", look: "bad" },
  "out-of-date": { mark: "!", look: "attn" },
  unknown: { mark: "!", look: "attn" },
  "to-do": { mark: "", look: "muted" },
  "script-saved": { mark: "", look: "muted" },
};

export const shapeOf = (step: Pick<StepView, "status">): Shape => shapes[step.status];

/** The words for a step's status, with the day that it waits for. */
export function statusWords(step: Pick<StepView, "status" | "statusWords" | "waiting">): string {
  return step.status === "waiting" && step.waiting
    ? `Waiting until ${date(step.waiting.until)}`
    : step.statusWords;
}

/** The same within a sentence: "Application account: reported by the script". */
export function statusInSentence(step: Pick<StepView, "status" | "statusWords" | "waiting">): string {
  const words = statusWords(step);
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** Whether nothing that a script read is what the step rests on, and it can be taken back. */
export const restsOnOperator = ({ status }: Pick<StepView, "status">) =>
  status === "marked-done" || status === "other-setup" || status === "skipped";

/** How many of some steps have which status, as `StepProgress` counts them. */
export function progressOf(steps: readonly Pick<StepView, "status">[]): StepProgress {
  const count = (...wanted: StepStatus[]) => steps.filter(({ status }) => wanted.includes(status)).length;
  const counted = {
    total: steps.length,
    verified: count("verified", "other-setup"),
    reported: count("reported"),
    marked: count("marked-done"),
    skipped: count("skipped"),
    waiting: count("waiting"),
  };
  const open =
    counted.total - counted.verified - counted.reported - counted.marked - counted.skipped - counted.waiting;
  return { ...counted, open, words: progressWords(counted) };
}

/** "3 of 9 steps verified, 2 reported by the script (1 skipped)" */
function progressWords({
  total,
  verified,
  reported,
  marked,
  skipped,
  waiting,
}: Omit<StepProgress, "open" | "words">): string {
  const steps = total === 1 ? "step" : "steps";
  const all = `${String(total)} of ${String(total)} ${steps}`;
  if (total > 0 && marked === total) return `${all} marked as done, 0 verified`;
  if (total > 0 && reported === total) return `${all} reported by the script, 0 verified`;
  const parts = [
    `${String(verified)} of ${String(total)} ${steps} verified`,
    ...(reported > 0 ? [`${String(reported)} reported by the script`] : []),
    ...(marked > 0 ? [`${String(marked)} marked as done`] : []),
    ...(waiting > 0 ? [`${String(waiting)} waiting for a date`] : []),
  ];
  return parts.join(", ") + (skipped > 0 ? ` (${String(skipped)} skipped)` : "");
}
