// The heading of the upload's page at each of its stages. The core says what is written and what came of
// it; this file has the words.
import type { PlanView } from "../../lib/bindings/PlanView";
import type { UploadOutcome } from "../../lib/bindings/UploadOutcome";
import type { WaitView } from "../../lib/bindings/WaitView";
import type { WriteScope } from "../../lib/bindings/WriteScope";
import { say } from "../../lib/messages";
import * as words from "../../lib/words";
import { workingWords } from "./deletes";
import { applyLabel, planSentence, savedFirst } from "./writes";

export type Stage = "day" | "waiting" | "certificate" | "sign-in" | "plan" | "results";

export interface Situation {
  stage: Stage;
  /** Until when the step waits, and why. */
  waiting: WaitView | null;
  tenant: string;
  scope: WriteScope;
  /** How many applications are written to. */
  applications: number;
  /** What will be written, once it was read; null before. */
  plan: Pick<PlanView, "summary" | "effect"> | null;
  writing: boolean;
  restoring: boolean;
  fromAFile: boolean;
  /** What the last write came to; null before. */
  outcome: UploadOutcome | null;
}

export interface Heading {
  title: string;
  /** None where why the step is done says enough. */
  lead?: string;
}

export function headingOf(now: Situation): Heading {
  switch (now.stage) {
    case "day":
      return {
        title: say("upload-day-title", { when: words.moment(now.waiting?.until ?? "") }),
        ...(now.waiting && { lead: now.waiting.reason }),
      };
    case "waiting":
      return { title: say("upload-waiting-title") };
    case "certificate":
      return { title: say("upload-certificate-title") };
    case "sign-in": {
      const count = now.applications;
      return {
        title: say("upload-sign-in-title", { tenant: now.tenant }),
        lead: now.scope.onlyKeys
          ? say("upload-sign-in-lead-certificates", { count })
          : say("upload-sign-in-lead", { count }),
      };
    }
    case "plan":
      return headingOfPlan(now);
    case "results":
      return now.outcome ? headingOfOutcome(now.outcome, now.scope) : { title: say("upload-none-title") };
  }
}

function headingOfPlan({ plan, writing, restoring, fromAFile, scope }: Situation): Heading {
  if (writing)
    return {
      title: workingWords(plan?.effect ?? "nothing"),
      lead: say("upload-working-lead"),
    };
  if (!plan && fromAFile) return { title: say("upload-file-title"), lead: say("upload-file-lead") };
  if (!plan)
    return {
      title: say("upload-reading-title"),
      lead: scope.onlyKeys ? say("upload-reading-lead-certificates") : say("upload-reading-lead"),
    };
  const { summary, effect } = plan;
  if (summary.applications === 0)
    return {
      title: say("upload-nothing-title"),
      lead: restoring ? say("upload-nothing-lead-restore") : say("upload-nothing-lead"),
    };
  if (restoring)
    return {
      title: say("upload-restore-title"),
      lead: words.sentences([
        summary.onlyKeys ? say("upload-restore-lead-certificates") : say("upload-restore-lead"),
        ...(summary.notRestored > 0 ? [say("upload-restore-lead-expired")] : []),
        say("upload-restore-lead-saved"),
      ]),
    };
  return {
    title:
      effect === "deletes"
        ? applyLabel(summary, effect, restoring)
        : say("upload-plan-title", { effect: effect === "both" ? "both" : "adds" }),
    lead: words.sentences([planSentence(summary), savedFirst(summary)]),
  };
}

function headingOfOutcome(outcome: UploadOutcome, { keys }: WriteScope): Heading {
  switch (outcome.code) {
    case "not-done": {
      const which = outcome.unknown ? "unconfirmed" : "failed";
      return {
        title: say("upload-failed-title", {
          what: outcome.deletion ? `deletion-${which}` : `upload-${which}`,
          failed: outcome.failed,
          count: outcome.applications,
        }),
        lead: outcome.unchanged ? say("upload-failed-lead-unchanged") : say("upload-failed-lead"),
      };
    }
    case "key-deleted":
      return {
        title: say("upload-deleted-one-title"),
        lead: outcome.complete ? say("upload-deleted-one-lead") : say("upload-deleted-one-lead-incomplete"),
      };
    case "incomplete":
      return {
        title: say("upload-incomplete-title"),
        lead: keys ? say("upload-incomplete-lead-certificates") : say("upload-incomplete-lead"),
      };
    case "deleted":
      return {
        title: say("upload-deleted-title", {
          certificates: outcome.certificates,
          count: outcome.applications,
        }),
        lead: say("upload-deleted-lead"),
      };
    case "nothing-to-delete":
      return { title: say("upload-nothing-to-delete-title"), lead: say("upload-deleted-lead") };
    case "certificate-there": {
      const count = outcome.expiredDeletedFrom;
      return {
        title: say("upload-there-title"),
        lead: words.sentences([
          say("upload-there-lead"),
          ...(count > 0 ? [say("upload-there-lead-expired", { count })] : []),
          say("upload-hour"),
        ]),
      };
    }
    case "written":
      return {
        title: say("upload-written-title"),
        lead: words.sentences([say("upload-written-lead"), ...(keys ? [say("upload-hour")] : [])]),
      };
  }
}
