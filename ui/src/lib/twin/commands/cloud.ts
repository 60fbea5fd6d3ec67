// Certificates at hand, and what is read and written in the tenant.
import type { PrincipalResult } from "../../bindings/PrincipalResult";
import type { SetupView } from "../../bindings/SetupView";
import type { OnProgress } from "../../commands";
import { problem } from "../receipt";
import { certificate, type Kept } from "../setup";
import * as service from "../signIn";
import * as graph from "../tenant";
import type { Answers, World } from "../world";

export function cloud(
  twin: World,
): Answers<
  | "choose_certificate"
  | "read_certificate"
  | "plan_upload"
  | "apply_upload"
  | "plan_restore"
  | "plan_restore_file"
  | "apply_restore"
  | "verify"
> {
  return {
    choose_certificate: ({ id }) => {
      const kept = twin.kept(id);
      kept.view.certificates = [certificate("chosen", 700, "OAuthCert.cer", twin.now())];
      return twin.touched(kept, "operator", "Chose a certificate file.");
    },
    read_certificate: ({ id, name }) => {
      if (name.toLowerCase().endsWith(".pfx"))
        throw problem(
          "certificate-private-key",
          "This file holds a private key",
          "Crosstrust does not read it any further. Only the public part may leave the server.",
          ["Choose the .cer file that the export step wrote."],
        );
      const kept = twin.kept(id);
      kept.view.certificates = [certificate("chosen", 700, name, twin.now())];
      return twin.touched(kept, "operator", `Took the certificate ${name}.`);
    },
    plan_upload: ({ id, dropExpired }) => {
      const kept = twin.signedIn(id);
      if (twin.person === "must-prove-more" && twin.stepUps.get(id) !== "given") {
        twin.stepUps.set(id, "asked");
        throw service.stepUp();
      }
      kept.view.plan = graph.planUpload(
        kept.tenant,
        graph.appIds,
        twin.disabled,
        wanted(kept),
        dropExpired,
        twin.now(),
      );
      if (twin.clock === "wrong") kept.view.plan.clockNote = graph.clockNote;
      return twin.shown(kept);
    },
    apply_upload: ({ id, progress }) => apply(twin, id, progress, "Uploaded the certificate"),
    plan_restore: ({ id, backup }) => {
      const kept = twin.signedIn(id);
      kept.view.plan = graph.planRestore(kept.tenant, kept.backups[backup] ?? {}, twin.now());
      return twin.shown(kept);
    },
    plan_restore_file: ({ id }) => {
      const kept = twin.signedIn(id);
      if (twin.file === "called-off") return null;
      if (twin.file === "foreign")
        throw problem(
          "backup-foreign",
          "This copy of keys belongs elsewhere",
          "The copy was taken in another tenant or from another principal. Nothing was read or written.",
          ["Choose the copy that was taken in this tenant."],
        );
      // A file holds the keys of one application.
      const saved = Object.entries(kept.backups[kept.view.backups[0]?.id ?? ""] ?? graph.tenant());
      kept.view.plan = graph.planRestore(kept.tenant, Object.fromEntries(saved.slice(0, 1)), twin.now());
      return twin.shown(kept);
    },
    apply_restore: ({ id, progress }) => apply(twin, id, progress, "Put keys back"),
    verify: async ({ id }) => {
      const kept = twin.signedIn(id);
      await twin.time.wait(500);
      const ours = kept.view.certificates.filter((one) => one.refused === null);
      kept.view.verified = graph.appIds.map((appId) =>
        graph.verified(kept.tenant, appId, ours, !twin.disabled.includes(appId), twin.now()),
      );
      kept.view.verifiedAt = twin.now().toISOString();
      return twin.touched(kept, "admin@contoso.com", "Read everything back.");
    },
  };
}

async function apply(twin: World, id: string, progress: OnProgress, what: string): Promise<SetupView> {
  const kept = twin.signedIn(id);
  const plan = kept.view.plan;
  if (!plan)
    throw problem("step-not-ready", "Nothing is planned", "Read what is there first.", ["Read again."]);
  const at = twin.now().toISOString();
  const backup = crypto.randomUUID();
  kept.backups[backup] = structuredClone(kept.tenant);
  const keys = Object.fromEntries(Object.entries(kept.tenant).map(([appId, held]) => [appId, held.length]));
  kept.view.backups.unshift({ id: backup, takenAt: at, keys });
  kept.view.backupProblem =
    kept.view.backupFolder !== null && twin.folder === "gone"
      ? problem(
          "storage-failed",
          "The copy beside the scripts could not be written",
          `The folder ${kept.view.backupFolder} is not there any more. The copy in this setup is whole.`,
          ["Save the scripts to a folder again."],
          "os error 3",
        )
      : null;
  for (const phase of ["reading", "writing", "reading-back"] as const) {
    for (const { appId } of plan.principals) progress({ appId, phase, note: null });
    await twin.time.wait(500);
  }
  kept.view.results = plan.principals.map((one): PrincipalResult => {
    progress({ appId: one.appId, phase: "ended", note: null });
    return graph.write(kept.tenant, one);
  });
  kept.view.plan = null;
  const step = twin.step(kept, "upload");
  // Keys that were put back may be without the certificate.
  const holding = kept.view.results.every(({ thumbprints }) =>
    kept.view.certificates.every(({ card }) => thumbprints.includes(card.thumbprint)),
  );
  step.state = holding ? "done" : "todo";
  step.witness = holding ? "read-back" : null;
  return twin.touched(kept, "admin@contoso.com", `${what}: ${String(plan.principals.length)} applications.`);
}

function wanted(kept: Kept): graph.Key[] {
  const usable = kept.view.certificates.filter((one) => one.refused === null);
  if (usable.length === 0)
    throw problem("certificate-missing", "No certificate to upload", "None has been received or chosen.", [
      "Bring back the receipt of the export step, or choose the .cer file.",
    ]);
  return usable.map(({ card }) => ({
    thumbprint: card.thumbprint,
    keyId: "",
    notBefore: card.notBefore,
    notAfter: card.notAfter,
  }));
}
