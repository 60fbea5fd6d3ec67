// How the status of a step looks. Which status a step has, and its words, the program decides.
import type { StepStatus } from "./bindings/StepStatus";
import type { StepView } from "./bindings/StepView";
import { say } from "./messages";
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
    ? say("status-waiting-until", { date: date(step.waiting.until) })
    : step.statusWords;
}

/** The day that a status within a sentence names. */
export const dayOfStatus = ({ waiting }: Pick<StepView, "waiting">) => (waiting ? date(waiting.until) : "");

/** "Application account: reported by the script" */
export const stepWithStatus = (step: Pick<StepView, "title" | "status" | "waiting">): string =>
  say("step-with-status", { step: step.title, status: step.status, date: dayOfStatus(step) });
