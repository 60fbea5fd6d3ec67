// What a plan comes to, in words.
import type { PlanSummary } from "../../lib/bindings/PlanSummary";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { say } from "../../lib/messages";
import { sentences } from "../../lib/words";

/** What a plan comes to: "2 applications get the certificate. 2 names are added to 1 application." */
export function planSentence(plan: PlanSummary): string {
  const { keysTo, names, namesTo, enables, deletesFrom, deletesOld, deletesExpired } = plan;
  const [old, expired, count] = [deletesOld, deletesExpired, deletesFrom];
  const deletes = old > 0 || expired > 0;
  return sentences([
    ...(keysTo > 0 ? [say("upload-plan-certificates", { count: keysTo })] : []),
    ...(names > 0 ? [say("upload-plan-names", { names, count: namesTo })] : []),
    ...(enables > 0 ? [say("upload-plan-enables", { count: enables })] : []),
    ...(old > 0 && expired > 0 ? [say("upload-plan-deletes-both", { old, expired, count })] : []),
    ...(old > 0 && expired === 0 ? [say("upload-plan-deletes-old", { old, count })] : []),
    ...(old === 0 && expired > 0 ? [say("upload-plan-deletes-expired", { expired, count })] : []),
    say("upload-plan-keeps", {
      what: deletes ? "other-valid" : keysTo === 0 ? "everything" : "valid",
    }),
  ]);
}

/** What is backed up before. */
export const savedFirst = ({ onlyKeys }: Pick<PlanSummary, "onlyKeys">): string =>
  onlyKeys ? say("upload-plan-backup-certificates") : say("upload-plan-backup");

/** What the button does: "Upload to 3 applications", "Delete the old certificate from 3 applications". */
export function applyLabel(plan: PlanSummary, effect: WriteEffect, restoring: boolean): string {
  if (restoring) return say("upload-apply-restore", { count: plan.applications });
  const [old, expired, count] = [plan.deletesOld, plan.deletesExpired, plan.deletesFrom];
  if (effect === "deletes") {
    if (old > 0 && expired > 0) return say("upload-apply-delete-both", { old, expired, count });
    if (old > 0) return say("upload-apply-delete-old", { old, count });
    if (expired > 0) return say("upload-apply-delete-expired", { expired, count });
  }
  const apply =
    plan.keysTo > 0
      ? say("upload-apply", { what: "upload", count: plan.keysTo })
      : say("upload-apply", { what: "change", count: plan.applications });
  if (old > 0 && expired > 0) return say("upload-apply-and-delete-both", { apply, old, expired });
  if (old > 0) return say("upload-apply-and-delete-old", { apply, old });
  return expired > 0 ? say("upload-apply-and-delete-expired", { apply, expired }) : apply;
}
