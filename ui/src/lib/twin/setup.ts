// A setup as the twin keeps it, and a new one.
import type { GuideSummary } from "../bindings/GuideSummary";
import type { HeldCertificate } from "../bindings/HeldCertificate";
import type { SetupView } from "../bindings/SetupView";
import type { SignInState } from "../bindings/SignInState";
import type { Situation, Theme } from "../commands";
import * as content from "./content";
import { organisation, type Organisation } from "./organisation";
import { problem } from "./receipt";
import * as graph from "./tenant";

export interface Kept {
  view: SetupView;
  organisation: Organisation;
  tenant: graph.Tenant;
  backups: Record<string, graph.Tenant>;
  decided: boolean | null;
  /** The verification script found everything in place. */
  readAgain: boolean;
  signIn: SignInState;
}

export interface TwinState {
  theme: Theme;
  setups: Kept[];
}

export const guide: GuideSummary = {
  id: "teams",
  title: "Microsoft Teams with Exchange Server",
  summary:
    "Teams reaches mailboxes on your Exchange server: calendars of delegates, voicemail and Out of Office greetings.",
  article: content.article,
  steps: content.steps.length,
  minutes: 15,
};

/** The values of answers that a rehearsal can be run through with. */
export const rehearsalAnswers: Record<string, string> = {
  organization_name: "Contoso",
  verified_domain: "contoso.com",
  domain_controller: "dc01.contoso.com",
  tenant: "contoso.com",
};

export function newSetup(now: Date, rehearsal: boolean, situation: Situation): Kept {
  const id = crypto.randomUUID();
  const view: SetupView = {
    summary: {
      id,
      name: "New setup",
      guide: guide.id,
      guideTitle: guide.title,
      rehearsal,
      done: 0,
      total: content.steps.length,
      position: "",
      resumeAt: "organisation",
      changed: now.toISOString(),
      certificateDays: null,
      locked: false,
    },
    phases: content.phases,
    steps: structuredClone(content.steps),
    answers: structuredClone(content.answers).map((spec) => ({
      spec,
      value: rehearsal ? (rehearsalAnswers[spec.id] ?? "") : "",
      problem: null,
    })),
    discovery: null,
    scripts: structuredClone(content.scripts),
    lastReceipt: null,
    certificates: [],
    applications: content.applications,
    plan: null,
    results: [],
    verified: [],
    verifiedAt: null,
    backups: [],
    backupFolder: null,
    backupProblem: null,
    journal: [{ at: now.toISOString(), who: "operator", what: "The setup was made." }],
    article: content.article,
  };
  return {
    view,
    organisation: organisation(situation),
    tenant: graph.tenant(),
    backups: {},
    decided: null,
    readAgain: false,
    signIn: { state: "signed-out" },
  };
}

export function certificate(
  use: HeldCertificate["use"],
  days: number,
  source: string,
  now: Date,
): HeldCertificate {
  const first = { current: "D8BB38FFBDCBF465", next: "E1A07C55903B12D4", chosen: "D8BB38FFBDCBF465" }[use];
  const at = (offset: number) => new Date(now.getTime() + offset * 86_400_000).toISOString();
  return {
    use,
    source,
    card: {
      subject: "CN=Microsoft Exchange Server Auth Certificate",
      issuer: "CN=Microsoft Exchange Server Auth Certificate",
      serial: "5C2F8A1B",
      thumbprint: `${first}0A1B2C3D4E5F60718293189F`,
      thumbprintSha256: `${first}0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F6071`,
      notBefore: at(days - 1826),
      notAfter: at(days),
      daysLeft: days,
      key: "RSA 2048",
      warnings: days >= 0 && days < 60 ? [`It ends in ${String(days)} days. Plan its renewal.`] : [],
    },
    refused:
      days >= 0
        ? null
        : problem(
            "certificate-expired",
            "This certificate has expired",
            "The cloud refuses an expired certificate.",
            ["Renew the Auth Certificate on the Exchange server.", "Then run the export step again."],
          ),
  };
}
