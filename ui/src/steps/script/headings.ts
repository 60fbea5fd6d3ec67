// The heading of a script's page. The core says what it is about; this file has the words.
import type { ScriptLead } from "../../lib/bindings/ScriptLead";
import type { ScriptTitle } from "../../lib/bindings/ScriptTitle";
import type { Shell } from "../../lib/bindings/Shell";
import type { StepProgress } from "../../lib/bindings/StepProgress";
import type { StepView } from "../../lib/bindings/StepView";
import { say } from "../../lib/messages";
import { stepWithStatus } from "../../lib/status";
import { dated, sentences, stepNumbers } from "../../lib/words";

type Step = Pick<StepView, "title" | "status" | "waiting">;

/** "7 of 7 steps verified"; of a single step: "Application account: reported by the script". */
export function titleOf(title: ScriptTitle, step: Step, progress: StepProgress, shell: Shell): string {
  switch (title.code) {
    case "step":
      return step.title;
    case "together":
      return say("script-title-together", { shell });
    case "dry-run":
      return say("script-title-dry-run");
    case "waiting":
      return dated(title.heading, title.until);
    case "status":
      return stepWithStatus(step);
    case "failed":
      return say("script-headline-failed", { number: title.number, step: title.title });
    case "interrupted":
      return say("script-headline-interrupted");
    case "progress":
      return progress.words;
  }
}

/** Whether the script can be run from this PC. */
export type RunsHere = "yes" | "no";

/** The sentences below the title; none where why the step is done says enough. */
export function leadOf(lead: ScriptLead, here: RunsHere): string | undefined {
  switch (lead.code) {
    case "none":
      return undefined;
    case "together":
      return say("script-lead-together", { numbers: stepNumbers(lead.steps) });
    case "dry-run":
      return lead.outdated
        ? say("script-lead-dry-run-outdated", { here })
        : say("script-lead-dry-run", { here });
    case "other-setup":
      return say("script-rests-other-setup", { count: lead.count });
    case "verified":
      return say("script-rests-verified", { where: lead.online ? "online" : "server" });
    case "marked":
      return say("script-rests-all-marked", { count: lead.count });
    case "skipped":
      return say("script-rests-all-skipped", { count: lead.count });
    case "mixed":
      return sentences([
        ...(lead.reported > 0 ? [say("script-rests-reported", { count: lead.reported })] : []),
        ...(lead.marked > 0 ? [say("script-rests-marked", { count: lead.marked })] : []),
        ...(lead.skipped > 0 ? [say("script-rests-skipped", { count: lead.skipped })] : []),
      ]);
    case "date-reached":
      return say("script-lead-date-reached", { reason: lead.reason });
    case "waiting":
      return say("script-lead-waiting", { reason: lead.reason });
    case "no-script":
      return say("script-lead-no-script");
    case "not-yet":
      return say("script-lead-not-yet", { here });
    case "decide":
      return say("script-lead-decide", { count: lead.count });
    case "outdated":
      return say("script-lead-outdated", { here });
    case "interrupted":
      return say("script-lead-interrupted");
    case "fix":
      return say("script-lead-fix");
  }
}
