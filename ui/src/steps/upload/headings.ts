// The heading of the upload's page at each of its stages.
import type { PrincipalPlan } from "../../lib/bindings/PrincipalPlan";
import type { VerifiedPrincipal } from "../../lib/bindings/VerifiedPrincipal";
import type { WaitView } from "../../lib/bindings/WaitView";
import * as words from "../../lib/words";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { deletedTitle, workingWords } from "./deletes";
import type { WriteView } from "../../lib/bindings/WriteView";
import { applyLabel, planSentence, savedFirst } from "./writes";

export type Stage = "day" | "waiting" | "certificate" | "sign-in" | "plan" | "results";

export interface Situation {
  stage: Stage;
  /** Until when the step waits, and why. */
  waiting: WaitView | null;
  tenant: string;
  writes: readonly WriteView[];
  /** What will be written, once it was read; null before. */
  toWrite: readonly PrincipalPlan[] | null;
  /** Whether the plan adds or deletes. */
  effect: WriteEffect;
  writing: boolean;
  restoring: boolean;
  fromAFile: boolean;
  results: readonly VerifiedPrincipal[];
  /** What was read back is all that this step writes, as the program judges it. */
  holding: boolean;
  /** The last write deleted one key. */
  removed: boolean;
}

export interface Heading {
  title: string;
  /** None where why the step is done says enough. */
  lead?: string;
}

export const isNotDone = (one: Pick<VerifiedPrincipal, "state">) =>
  one.state === "failed" || one.state === "unknown";

export function headingOf(now: Situation): Heading {
  switch (now.stage) {
    case "day":
      return {
        title: `Waiting until ${words.moment(now.waiting?.until ?? "")}`,
        ...(now.waiting && { lead: now.waiting.reason }),
      };
    case "waiting":
      return {
        title: `What is to be ${onlyDeletes(now.writes) ? "deleted" : "written"} is not known yet`,
      };
    case "certificate":
      return { title: "Which certificate?" };
    case "sign-in": {
      const n = now.writes.length;
      return {
        title: `Sign in to ${now.tenant}`,
        lead: `Crosstrust reads ${onlyKeys(now.writes) ? "the keys of " : ""}${words.number(n)} ${n === 1 ? "application" : "applications"} and shows what would change. Nothing is ${onlyDeletes(now.writes) ? "deleted" : "written"} before you agree.`,
      };
    }
    case "plan":
      return headingOfPlan(now);
    case "results":
      return headingOfResults(now);
  }
}

/** Certificates are deleted, and nothing else is done. */
export const onlyDeletes = (writes: readonly WriteView[]) =>
  writes.length > 0 &&
  writes.every((one) => !one.keys && one.names.length === 0 && !one.enabled && one.removes.length > 0);

const onlyKeys = (writes: readonly WriteView[]) =>
  writes.every((one) => one.names.length === 0 && !one.enabled);

function headingOfPlan({ toWrite, effect, writing, restoring, fromAFile, writes }: Situation): Heading {
  if (writing)
    return {
      title: workingWords[effect],
      lead: "All applications are changed side by side. You may wait here.",
    };
  if (!toWrite && fromAFile)
    return {
      title: "Put keys back from a file",
      lead: "Choose a copy that Crosstrust saved beside exported scripts; each holds the keys of one application. A copy from another tenant is refused.",
    };
  if (!toWrite)
    return {
      title: "Reading what is there",
      lead: onlyKeys(writes)
        ? "The keys of each application are read first."
        : "Each application is read first.",
    };
  if (toWrite.length === 0)
    return {
      title: "Nothing has to be changed",
      lead: restoring
        ? "Everything is as it was in the copy."
        : "Every application holds what it should already.",
    };
  if (restoring) {
    const someGone = toWrite.some((one) => one.keys.some((key) => key.fate === "drop"));
    const what = toWrite.some((one) => one.names.length > 0 || one.setsEnabled !== undefined)
      ? "Everything goes"
      : "Keys go";
    return {
      title: "This is what will be put back",
      lead: `${what} back to how ${what === "Keys go" ? "they were" : "it was"}${someGone ? ", but for expired keys: Microsoft takes none back" : ""}. Today's are saved first.`,
    };
  }
  const titles: Record<WriteEffect, string> = {
    nothing: "This is what will change",
    adds: "This is what will change",
    deletes: applyLabel(toWrite, effect, restoring),
    both: "This is what will be added and deleted",
  };
  return { title: titles[effect], lead: `${planSentence(toWrite)} ${savedFirst(toWrite)}` };
}

function headingOfResults({ results, writes, holding, removed }: Situation): Heading {
  const failed = results.filter(isNotDone).length;
  if (failed > 0) {
    const unknown = results.some((one) => one.state === "unknown");
    return {
      title: `${removed ? "Deletion" : "Upload"} ${unknown ? "not confirmed" : "failed"} for ${String(failed)} of ${words.count(results.length, "application")}`,
      lead: results.every((one) => one.written === false)
        ? "Nothing was changed."
        : "Completed applications are kept. Try again to continue with the others.",
    };
  }
  if (removed)
    return {
      title: "The key is deleted",
      lead: holding
        ? "What each application holds now stands below."
        : "What each application holds now stands below. It is no longer all that this step writes.",
    };
  if (!holding)
    return {
      title: "Written and read back",
      lead: writes.some((one) => one.keys)
        ? "What each application holds now stands below. Not every one of them holds your certificate."
        : "What each application holds now stands below. It is not all that this step writes.",
    };
  const removes = writes.flatMap((one) => one.removes);
  const deleted = results.some((one) => one.effect === "deletes" || one.effect === "both");
  if (onlyDeletes(writes))
    return {
      title: deleted ? deletedTitle(removes, results) : "No application has the old certificate any more",
      lead: "Crosstrust read every application back. Other valid certificates are kept.",
    };
  if (onlyKeys(writes) && writes.every((one) => one.keys && one.removes.length === 0))
    return {
      title: "The certificate is there",
      lead: `It was read back from every application.${deleted ? ` ${deletedTitle(removes, results)}.` : ""} Microsoft says a new key can take up to an hour to work everywhere.`,
    };
  const hour = writes.some((one) => one.keys)
    ? " Microsoft says a new key can take up to an hour to work everywhere."
    : "";
  return {
    title: "Everything is written",
    lead: `It was read back from every application.${hour}`,
  };
}
