// The pages of a setup in the order in which Back and Next go through them. Steps in a row that one
// script does together are one page, unless the operator goes step by step. A guide may have such a
// script for each place; a step that stands alone between others has its own script.
import type { ScriptChoice } from "../lib/bindings/ScriptChoice";
import type { SetupView } from "../lib/bindings/SetupView";
import type { StepView } from "../lib/bindings/StepView";

export interface Stop {
  steps: readonly StepView[];
  /** The script of the page, where it has one. */
  script: ScriptChoice | null;
}

export function stops(view: SetupView, alone: boolean): Stop[] {
  const made: Stop[] = [];
  for (const step of view.steps) {
    const last = made.at(-1);
    const together = alone
      ? undefined
      : view.scripts.find((script) => script.role === "all-in-one" && script.steps.includes(step.id));
    if (together && last?.script === together)
      made[made.length - 1] = { ...last, steps: [...last.steps, step] };
    else made.push({ steps: [step], script: together ?? ownScript(view, step) });
  }
  return made.map((stop) => {
    const [first, ...others] = stop.steps;
    return first === undefined || others.length > 0
      ? stop
      : { ...stop, script: ownScript(view, first) ?? stop.script };
  });
}

const ownScript = (view: SetupView, step: StepView) =>
  view.scripts.find((script) => script.id === step.script) ?? null;
