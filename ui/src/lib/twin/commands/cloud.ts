// Certificates at hand, and what is read and written in the tenant.
import type { PlanView } from "../../bindings/PlanView";
import type { PrincipalPlan } from "../../bindings/PrincipalPlan";
import type { SetupView } from "../../bindings/SetupView";
import type { VerifiedPrincipal } from "../../bindings/VerifiedPrincipal";
import type { Progress } from "../../bindings/Progress";
import { problem } from "../receipt";
import { certificate, type Kept } from "../setup";
import * as service from "../signIn";
import * as graph from "../tenant";
import type { Answers, World } from "../world";
import { askedFor, wantedOf } from "../writes";

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
  | "read_application"
  | "verify"
  | "decide_write"
  | "plan_removal"
  | "apply_removal"
> {
  const told = (principals: PrincipalPlan[]): PlanView => ({
    ...graph.planOf(principals, twin.now()),
    ...(twin.clock === "wrong" && { clockNote: graph.clockNote }),
  });
  const show = (kept: Kept, work: NonNullable<Kept["planned"]>, principals: PrincipalPlan[]) => {
    kept.planned = work;
    kept.view.plan = told(principals);
    return twin.shown(kept);
  };
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
    plan_upload: ({ id, step, dropExpired }) => {
      const kept = twin.signedIn(id);
      if (twin.person === "must-prove-more" && twin.stepUps.get(id) !== "given") {
        twin.stepUps.set(id, "asked");
        throw service.stepUp();
      }
      const wanted = askedFor(kept, twin.step(kept, step));
      return show(
        kept,
        { what: "upload", step },
        graph.planUpload(twin.seen(kept), wanted, dropExpired, twin.now()),
      );
    },
    apply_upload: ({ id }, progress) => apply(twin, id, progress, "upload", "Uploaded"),
    plan_restore: ({ id, backup }) => {
      const kept = twin.signedIn(id);
      return show(
        kept,
        { what: "restore", step: null },
        graph.planRestore(kept.tenant, kept.backups[backup] ?? {}),
      );
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
      // A file holds what one application was.
      const saved = Object.entries(kept.backups[kept.view.backups[0]?.id ?? ""] ?? graph.tenant());
      return show(
        kept,
        { what: "restore", step: null },
        graph.planRestore(kept.tenant, Object.fromEntries(saved.slice(0, 1))),
      );
    },
    apply_restore: ({ id }, progress) => apply(twin, id, progress, "restore", "Put back"),
    decide_write: ({ id, step, answer, change, typed }) => {
      const kept = twin.kept(id);
      const ask = twin.step(kept, step).asks.find((one) => one.ask.answer === answer)?.ask;
      const decided = kept.view.answers.find((one) => one.spec.id === answer);
      if (!ask || !decided)
        throw problem("not-in-guide", "No such question", `No write of ${step} asks ${answer}.`, []);
      if (change && ask.typed !== null && typed !== ask.typed)
        throw problem(
          "answer-invalid",
          "That is not what was asked for",
          `Nothing was decided. To go on, type ${ask.typed} exactly so.`,
          [`Type ${ask.typed}.`],
        );
      decided.value = change ? "true" : "";
      kept.view.plan = null;
      kept.planned = null;
      return twin.touched(kept, "operator", `${ask.title}: ${change ? "decided otherwise" : "heeded"}.`);
    },
    plan_removal: ({ id, appId, key }) => {
      const kept = twin.signedIn(id);
      return show(kept, { what: "removal", step: null }, [graph.planRemoval(twin.seen(kept), appId, key)]);
    },
    apply_removal: ({ id }, progress) => apply(twin, id, progress, "removal", "Deleted a key"),
    read_application: ({ id }) => {
      const kept = twin.signedIn(id);
      readShared(kept, twin.now());
      return twin.touched(kept, "admin@contoso.com", "Read the hybrid application in the tenant.");
    },
    verify: async ({ id }) => {
      const kept = twin.signedIn(id);
      await twin.time.wait(500);
      const ours = kept.view.certificates.filter((one) => one.refused === null);
      const uploads = kept.view.steps.filter((one) => one.kind === "upload");
      // Of several uploads the last says how each application is to be at the end.
      const wanted = new Map(
        uploads.flatMap((step) => wantedOf(kept, step).map((one) => [one.appId, one] as const)),
      );
      kept.view.verified = [...wanted.values()].map((one) =>
        graph.verified(twin.seen(kept), one, ours, twin.now()),
      );
      kept.view.verifiedAt = twin.now().toISOString();
      readShared(kept, twin.now());
      return twin.touched(kept, "admin@contoso.com", "Read everything back.");
    },
  };
}

/** What is read of the shared principal; nothing names an application in the guides here. */
function readShared({ view }: Kept, now: Date): void {
  if (!view.hybrid) return;
  view.hybrid = {
    readAt: now.toISOString(),
    outdated: false,
    findings: [
      {
        code: "not-read:application-id",
        severity: "unknown",
        severityWords: "Not known",
        appId: null,
        thumbprints: [],
        words: "Microsoft does not publish which application its script creates.",
        remedy: ["Look for it in the Microsoft Entra admin center."],
        link: "https://learn.microsoft.com/skypeforbusiness/manage/authentication/configure-a-hybrid-environment",
        detail: null,
      },
      {
        code: "shared-principal-has-keys",
        severity: "warning",
        severityWords: "Needs attention",
        appId: "00000002-0000-0ff1-ce00-000000000000",
        thumbprints: [],
        words: "Office 365 Exchange Online still has keys of servers (CVE-2025-53786).",
        remedy: [
          "Run .\\ConfigureExchangeHybridApplication.ps1 -ResetFirstPartyServicePrincipalKeyCredentials",
        ],
        link: null,
        detail: null,
      },
    ],
    applications: [],
  };
}

async function apply(
  twin: World,
  id: string,
  progress: (message: Progress) => void,
  what: NonNullable<Kept["planned"]>["what"],
  words: string,
): Promise<SetupView> {
  const kept = twin.signedIn(id);
  const { view } = kept;
  const { plan } = view;
  const { planned } = kept;
  if (!plan || planned?.what !== what)
    throw problem("step-not-ready", "Nothing is planned", "Read what is there first.", ["Read again."]);
  const at = twin.now().toISOString();
  keepCopy(twin, kept, plan, at);
  for (const phase of ["reading", "writing", "reading-back"] as const) {
    for (const { appId } of plan.principals) progress({ appId, phase, note: null });
    await twin.time.wait(500);
  }
  const results = plan.principals.map((one): VerifiedPrincipal => {
    progress({ appId: one.appId, phase: "ended", note: null });
    const written = graph.write(kept.tenant, one, view.certificates, twin.now());
    return { ...written, accountEnabled: twin.seen(kept)[one.appId]?.enabled ?? true };
  });
  const isWritten = (appId: string) => results.some((one) => one.appId === appId);
  view.results = [...view.results.filter((one) => !isWritten(one.appId)), ...results];
  view.plan = null;
  kept.planned = null;
  // What was read before is no proof of what is there now.
  view.verified = [];
  view.verifiedAt = null;
  for (const step of view.steps) {
    if (step.kind !== "upload") continue;
    const holds = wantedOf(kept, step).every((one) => graph.isAsWanted(kept.tenant, one));
    step.satisfied = holds;
    if (step.id !== planned.step && step.witness !== "read-back") continue;
    step.state = holds ? "done" : "todo";
    step.witness = holds ? "read-back" : null;
    step.changed = at;
  }
  return twin.touched(kept, "admin@contoso.com", `${words}: ${String(plan.principals.length)} applications.`);
}

/** The copy that is taken before every write. */
function keepCopy(twin: World, kept: Kept, plan: PlanView, at: string): void {
  const { view } = kept;
  const id = crypto.randomUUID();
  const held = plan.principals.flatMap(({ appId }) => {
    const one = kept.tenant[appId];
    return one ? [[appId, structuredClone(one)] as const] : [];
  });
  kept.backups[id] = Object.fromEntries(held);
  const keys = Object.fromEntries(held.map(([appId, one]) => [appId, one.keys.length]));
  view.backups.unshift({ id, takenAt: at, keys });
  view.backupProblem =
    view.backupFolder !== null && twin.folder === "gone"
      ? problem(
          "storage-failed",
          "The copy beside the scripts could not be written",
          `The folder ${view.backupFolder} is not there any more. The copy in this setup is whole.`,
          ["Save the scripts to a folder again."],
          "os error 3",
        )
      : null;
}
