// What an upload writes to which application, and how that is said. Nothing is decided here.
import type { PrincipalPlan } from "../../lib/bindings/PrincipalPlan";
import type { SetupView } from "../../lib/bindings/SetupView";
import type { StepView } from "../../lib/bindings/StepView";
import type { Wrote } from "../../lib/state/setup.svelte";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { capital, count, list, number } from "../../lib/words";
import { deletedCertificates, deletedFrom } from "./deletes";

/** Whether the last results are about this step: a guide may upload more than once. */
export function areResultsOf(view: SetupView, step: StepView, wrote: Wrote | null): boolean {
  if (view.results.length === 0) return false;
  const uploads = view.steps.filter((one) => one.kind === "upload");
  if (uploads.length < 2) return true;
  if (wrote !== null) return wrote.step === step.id;
  const written = uploads.filter(
    ({ state, evidence, changed }) =>
      changed !== null &&
      (state === "failed" || state === "unknown" || (state === "done" && evidence === "read-back")),
  );
  written.sort((one, other) => Date.parse(other.changed ?? "") - Date.parse(one.changed ?? ""));
  return written[0]?.id === step.id;
}

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
export function planSentence(principals: readonly PrincipalPlan[]): string {
  const having = (test: (one: PrincipalPlan) => boolean) => principals.filter(test);
  const keys = having((one) => one.keys.some((key) => key.fate === "add")).length;
  const named = having((one) => one.names.some((name) => name.fate === "add"));
  const names = named.flatMap((one) => one.names).filter((one) => one.fate === "add").length;
  const enabled = having((one) => one.setsEnabled === true).length;
  const parts = [
    ...(keys > 0 ? [`${applications(keys)} ${keys === 1 ? "gets" : "get"} the certificate`] : []),
    ...(names > 0
      ? [`${number(names)} ${names === 1 ? "name comes" : "names come"} to ${applications(named.length)}`]
      : []),
    ...(enabled > 0 ? [`${applications(enabled)} ${enabled === 1 ? "is" : "are"} enabled`] : []),
  ];
  const deleted = deletedCertificates(principals);
  const sentences = [
    ...(parts.length > 0 ? [`${capital(list(parts))}.`] : []),
    ...(deleted === ""
      ? []
      : [`${capital(deleted)} will be deleted from ${applications(deletedFrom(principals).length)}.`]),
    keys === 0 && deleted === ""
      ? "Everything else stays."
      : `${deleted === "" ? "Certificates that are still valid" : "Other valid certificates"} are kept.`,
  ];
  return sentences.join(" ");
}

/** What a copy is a copy of. */
export const savedFirst = (principals: readonly PrincipalPlan[]): string =>
  principals.every((one) => one.names.length === 0 && one.setsEnabled === undefined)
    ? "A copy of today's keys is saved first, so that they can be put back."
    : "A copy of what is there today is saved first, so that it can be put back.";

/** What the button does: "Upload to 3 applications", "Delete the old certificate from 3 applications". */
export function applyLabel(
  principals: readonly PrincipalPlan[],
  effect: WriteEffect,
  restoring: boolean,
): string {
  const where = (some: readonly PrincipalPlan[]) => count(some.length, "application");
  if (restoring) return `Put back on ${where(principals)}`;
  const deleted = deletedCertificates(principals);
  const from = deletedFrom(principals);
  if (effect === "deletes" && deleted !== "") return `Delete ${deleted} from ${where(from)}`;
  const uploaded = principals.filter((one) => one.keys.some((key) => key.fate === "add"));
  const written = uploaded.length > 0 ? `Upload to ${where(uploaded)}` : `Write to ${where(principals)}`;
  return deleted === "" ? written : `${written} and delete ${deleted}`;
}
