// The pages of a setup in the order in which Back and Next go through them. Steps that one script
// does together are one page, unless the operator goes step by step.
import type { ScriptChoice } from "../lib/bindings/ScriptChoice";
import type { SetupView } from "../lib/bindings/SetupView";
import type { StepView } from "../lib/bindings/StepView";

export interface Stop {
  steps: readonly StepView[];
  /** The script of the page, where it has one. */
  script: ScriptChoice | null;
}

export function stops(view: SetupView, alone: boolean): Stop[] {
  const together = alone ? undefined : view.scripts.find((script) => script.role === "all-in-one");
  const made: Stop[] = [];
  for (const step of view.steps) {
    const last = made.at(-1);
    if (together?.steps.includes(step.id)) {
      if (last?.script === together) made[made.length - 1] = { ...last, steps: [...last.steps, step] };
      else made.push({ steps: [step], script: together });
      continue;
    }
    made.push({ steps: [step], script: view.scripts.find((script) => script.id === step.script) ?? null });
  }
  return made;
}
