// What a write deletes, in words: a page and a button say it before anybody agrees.
import type { KeyFate } from "../../lib/bindings/KeyFate";
import type { PrincipalPlan } from "../../lib/bindings/PrincipalPlan";
import type { VerifiedPrincipal } from "../../lib/bindings/VerifiedPrincipal";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { capital, count, list, principalStateWords } from "../../lib/words";

const certificatesOf = (principals: readonly PrincipalPlan[], fate: KeyFate) => {
  const keys = principals.flatMap((one) => one.keys).filter((key) => key.fate === fate);
  return new Set(keys.map((key, index) => key.thumbprint ?? String(index))).size;
};

/** The applications from which a certificate is deleted. */
export const deletedFrom = (principals: readonly PrincipalPlan[]) =>
  principals.filter((one) => one.keys.some((key) => key.fate === "remove" || key.fate === "drop"));

/** "the old certificate", "2 old certificates", "1 expired certificate", both; "" where none is. */
export function deletedCertificates(principals: readonly PrincipalPlan[]): string {
  const old = certificatesOf(principals, "remove");
  const expired = certificatesOf(principals, "drop");
  return list([
    ...(old === 0 ? [] : [oldCertificates(old)]),
    ...(expired === 0 ? [] : [count(expired, "expired certificate")]),
  ]);
}

const oldCertificates = (n: number) => (n === 1 ? "the old certificate" : count(n, "old certificate"));

/** "The old certificate was deleted from 3 applications" */
export function deletedTitle(removes: readonly string[], results: readonly VerifiedPrincipal[]): string {
  const n = new Set(removes).size;
  const what = n === 0 ? "Expired certificates" : capital(oldCertificates(n));
  const where = results.filter((one) => one.effect === "deletes" || one.effect === "both").length;
  return `${what} ${n === 1 ? "was" : "were"} deleted from ${count(where, "application")}`;
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
