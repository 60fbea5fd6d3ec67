// What a write deletes, in words: a page and a button say it before anybody agrees.
import type { PlanSummary } from "../../lib/bindings/PlanSummary";
import type { VerifiedPrincipal } from "../../lib/bindings/VerifiedPrincipal";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { capital, count, list, principalStateWords } from "../../lib/words";

/** "the old certificate", "2 old certificates", "1 expired certificate", both; "" where none is. */
export const deletedCertificates = ({
  deletesOld,
  deletesExpired,
}: Pick<PlanSummary, "deletesOld" | "deletesExpired">): string =>
  list([
    ...(deletesOld === 0 ? [] : [oldCertificates(deletesOld)]),
    ...(deletesExpired === 0 ? [] : [count(deletesExpired, "expired certificate")]),
  ]);

const oldCertificates = (n: number) => (n === 1 ? "the old certificate" : count(n, "old certificate"));

/** "The old certificate was deleted from 3 applications"; of none, expired ones were. */
export function deletedTitle(certificates: number, applications: number): string {
  const what = certificates === 0 ? "Expired certificates" : capital(oldCertificates(certificates));
  const verb = certificates === 1 ? "was" : "were";
  return `${what} ${verb} deleted from ${count(applications, "application")}`;
}

/** What is going on while a plan is carried out. */
export const workingWords: Record<WriteEffect, string> = {
  nothing: "Writing",
  adds: "Writing",
  deletes: "Deleting",
  both: "Writing and deleting",
};

/** What came of one application. */
export function resultWords({ state, effect }: Pick<VerifiedPrincipal, "state" | "effect">): string {
  if (state !== "done") return principalStateWords[state];
  if (effect === "deletes") return "deleted";
  return effect === "both" ? "written, others deleted" : principalStateWords.done;
}
