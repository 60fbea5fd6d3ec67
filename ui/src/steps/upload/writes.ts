// What a plan comes to, in words.
import type { PlanSummary } from "../../lib/bindings/PlanSummary";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { capital, count, list, number } from "../../lib/words";
import { deletedCertificates } from "./deletes";

const isIn = (names: readonly string[], name: string) =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());

/** The names that were asked for, and how many others there are. */
export function namesRead(
  wanted: readonly string[],
  read: readonly string[],
): { ours: { name: string; there: boolean }[]; others: number } {
  return {
    ours: wanted.map((name) => ({ name, there: isIn(read, name) })),
    others: read.filter((name) => !isIn(wanted, name)).length,
  };
}

const applications = (n: number) => `${number(n)} ${n === 1 ? "application" : "applications"}`;

/** What a plan comes to: "Two applications get the certificate, and one application gets two names." */
export function planSentence(plan: PlanSummary): string {
  const { keysTo, names, namesTo, enables, deletesFrom } = plan;
  const parts = [
    ...(keysTo > 0 ? [`${applications(keysTo)} ${keysTo === 1 ? "gets" : "get"} the certificate`] : []),
    ...(names > 0
      ? [`${number(names)} ${names === 1 ? "name comes" : "names come"} to ${applications(namesTo)}`]
      : []),
    ...(enables > 0 ? [`${applications(enables)} ${enables === 1 ? "is" : "are"} enabled`] : []),
  ];
  const deleted = deletedCertificates(plan);
  const sentences = [
    ...(parts.length > 0 ? [`${capital(list(parts))}.`] : []),
    ...(deleted === "" ? [] : [`${capital(deleted)} will be deleted from ${applications(deletesFrom)}.`]),
    keysTo === 0 && deleted === ""
      ? "Everything else stays."
      : `${deleted === "" ? "Certificates that are still valid" : "Other valid certificates"} are kept.`,
  ];
  return sentences.join(" ");
}

/** What a copy is a copy of. */
export const savedFirst = ({ onlyKeys }: Pick<PlanSummary, "onlyKeys">): string =>
  onlyKeys
    ? "A copy of today's keys is saved first, so that they can be put back."
    : "A copy of what is there today is saved first, so that it can be put back.";

/** What the button does: "Upload to 3 applications", "Delete the old certificate from 3 applications". */
export function applyLabel(plan: PlanSummary, effect: WriteEffect, restoring: boolean): string {
  const where = (n: number) => count(n, "application");
  if (restoring) return `Put back on ${where(plan.applications)}`;
  const deleted = deletedCertificates(plan);
  if (effect === "deletes" && deleted !== "") return `Delete ${deleted} from ${where(plan.deletesFrom)}`;
  const written =
    plan.keysTo > 0 ? `Upload to ${where(plan.keysTo)}` : `Write to ${where(plan.applications)}`;
  return deleted === "" ? written : `${written} and delete ${deleted}`;
}
