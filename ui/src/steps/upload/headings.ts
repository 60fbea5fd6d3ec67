// The heading of the upload's page at each of its stages. The core says what is written and what came of
// it; this words it.
import type { PlanView } from "../../lib/bindings/PlanView";
import type { UploadOutcome } from "../../lib/bindings/UploadOutcome";
import type { WaitView } from "../../lib/bindings/WaitView";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import type { WriteScope } from "../../lib/bindings/WriteScope";
import * as words from "../../lib/words";
import { deletedTitle, workingWords } from "./deletes";
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
  const { onlyDeletes, onlyKeys } = now.scope;
  switch (now.stage) {
    case "day":
      return {
        title: `Waiting until ${words.moment(now.waiting?.until ?? "")}`,
        ...(now.waiting && { lead: now.waiting.reason }),
      };
    case "waiting":
      return {
        title: `What is to be ${onlyDeletes ? "deleted" : "written"} is not known yet`,
      };
    case "certificate":
      return { title: "Which certificate?" };
    case "sign-in": {
      const n = now.applications;
      return {
        title: `Sign in to ${now.tenant}`,
        lead: `Crosstrust reads ${onlyKeys ? "the keys of " : ""}${words.number(n)} ${n === 1 ? "application" : "applications"} and shows what would change. Nothing is ${onlyDeletes ? "deleted" : "written"} before you agree.`,
      };
    }
    case "plan":
      return headingOfPlan(now);
    case "results":
      return now.outcome ? headingOfOutcome(now.outcome, now.scope) : { title: "Nothing was written yet" };
  }
}

function headingOfPlan({ plan, writing, restoring, fromAFile, scope }: Situation): Heading {
  if (writing)
    return {
      title: workingWords[plan?.effect ?? "nothing"],
      lead: "All applications are changed side by side. You may wait here.",
    };
  if (!plan && fromAFile)
    return {
      title: "Put keys back from a file",
      lead: "Choose a copy that Crosstrust saved beside exported scripts; each holds the keys of one application. A copy from another tenant is refused.",
    };
  if (!plan)
    return {
      title: "Reading what is there",
      lead: scope.onlyKeys
        ? "The keys of each application are read first."
        : "Each application is read first.",
    };
  const { summary, effect } = plan;
  if (summary.applications === 0)
    return {
      title: "Nothing has to be changed",
      lead: restoring
        ? "Everything is as it was in the copy."
        : "Every application holds what it should already.",
    };
  if (restoring) {
    const back = summary.onlyKeys ? "Keys go back to how they were" : "Everything goes back to how it was";
    const gone = summary.deletesExpired > 0 ? ", but for expired keys: Microsoft takes none back" : "";
    return {
      title: "This is what will be put back",
      lead: `${back}${gone}. Today's are saved first.`,
    };
  }
  const titles: Record<WriteEffect, string> = {
    nothing: "This is what will change",
    adds: "This is what will change",
    deletes: applyLabel(summary, effect, restoring),
    both: "This is what will be added and deleted",
  };
  return { title: titles[effect], lead: `${planSentence(summary)} ${savedFirst(summary)}` };
}

const hour = "Microsoft says a new key can take up to an hour to work everywhere.";

function headingOfOutcome(outcome: UploadOutcome, { keys }: WriteScope): Heading {
  switch (outcome.code) {
    case "not-done":
      return {
        title: `${outcome.deletion ? "Deletion" : "Upload"} ${outcome.unknown ? "not confirmed" : "failed"} for ${String(outcome.failed)} of ${words.count(outcome.applications, "application")}`,
        lead: outcome.unchanged
          ? "Nothing was changed."
          : "Completed applications are kept. Try again to continue with the others.",
      };
    case "key-deleted":
      return {
        title: "The key is deleted",
        lead: outcome.complete
          ? "What each application holds now stands below."
          : "What each application holds now stands below. It is no longer all that this step writes.",
      };
    case "incomplete":
      return {
        title: "Written and read back",
        lead: keys
          ? "What each application holds now stands below. Not every one of them holds your certificate."
          : "What each application holds now stands below. It is not all that this step writes.",
      };
    case "deleted":
      return {
        title: deletedTitle(outcome.certificates, outcome.applications),
        lead: "Crosstrust read every application back. Other valid certificates are kept.",
      };
    case "nothing-to-delete":
      return {
        title: "No application has the old certificate any more",
        lead: "Crosstrust read every application back. Other valid certificates are kept.",
      };
    case "certificate-there": {
      const from = outcome.expiredDeletedFrom;
      return {
        title: "The certificate is there",
        lead: `It was read back from every application.${from > 0 ? ` ${deletedTitle(0, from)}.` : ""} ${hour}`,
      };
    }
    case "written":
      return {
        title: "Everything is written",
        lead: `It was read back from every application.${keys ? ` ${hour}` : ""}`,
      };
  }
}
