// A setup as the twin keeps it, and a new one.
import type { GuideSummary } from "../bindings/GuideSummary";
import type { HeldCertificate } from "../bindings/HeldCertificate";
import type { NoticeView } from "../bindings/NoticeView";
import type { SetupView } from "../bindings/SetupView";
import type { SignInState } from "../bindings/SignInState";
import type { Theme } from "../bindings/Theme";
import { progressOf } from "../status";
import { guideOf } from "./guides";
import type { TwinGuide } from "./guides/guide";
import { choicesOf } from "./guides/how";
import { organisation, type Organisation, type Situation } from "./organisation";
import { problem } from "./receipt";
import * as graph from "./tenant";

export interface Kept {
  view: SetupView;
  organisation: Organisation;
  tenant: graph.Tenant;
  backups: Record<string, graph.Tenant>;
  decided: boolean | null;
  /** The work that the last plan shown was made for, and the step, where it is of one. */
  planned: { what: "upload" | "restore" | "removal"; step: string | null } | null;
  /** The verification scripts that found everything in place. */
  readAgain: string[];
  signIn: SignInState;
  /** What the next view tells. */
  notices: NoticeView[];
}

export interface TwinState {
  theme: Theme;
  setups: Kept[];
}

export const summaryOf = (guide: TwinGuide): GuideSummary => ({
  id: guide.id,
  title: guide.title,
  summary: guide.summary,
  article: guide.article,
  steps: guide.steps.length,
  minutes: guide.minutes,
});

export function newSetup(now: Date, of: string, rehearsal: boolean, situation: Situation): Kept {
  const guide = guideOf(of);
  const id = crypto.randomUUID();
  const view: SetupView = {
    summary: {
      id,
      name: "New setup",
      guide: guide.id,
      guideTitle: guide.title,
      rehearsal,
      done: 0,
      total: guide.steps.length,
      standing: "open",
      progress: progressOf([]),
      checksOpen: 0,
      position: "",
      resumeAt: "organisation",
      waiting: null,
      changed: now.toISOString(),
      certificateDays: null,
      due: null,
      locked: false,
    },
    phases: guide.phases,
    steps: structuredClone(guide.steps),
    answers: structuredClone(guide.answers).map((spec) => ({
      spec,
      value: rehearsal ? (guide.rehearsalAnswers[spec.id] ?? "") : "",
      problem: null,
    })),
    discovery: null,
    servers: { standing: "open", words: "", progress: progressOf([]) },
    scripts: choicesOf(guide.scripts, guide.steps),
    lastReceipt: null,
    certificates: [],
    applications: guide.applications,
    writes: [],
    plan: null,
    results: [],
    verified: [],
    verifiedAt: null,
    ...(guide.id === "skype-hybrid" && {
      hybrid: { readAt: null, outdated: false, findings: [], applications: [] },
    }),
    backups: [],
    backupFolder: null,
    backupProblem: null,
    askedFromOutside: true,
    probed: null,
    notSaved: null,
    notices: [],
    journal: [{ at: now.toISOString(), who: "operator", what: [{ text: "The setup was made." }] }],
    article: guide.article,
  };
  return {
    view,
    organisation: organisation(situation),
    tenant: graph.tenant(),
    backups: {},
    decided: null,
    planned: null,
    readAgain: [],
    signIn: { state: "signed-out" },
    notices: [],
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
      neverEnds: false,
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

/** Gives one setup the answers of another, as far as both ask. */
export function copyAnswers(from: Kept, to: Kept): void {
  for (const answer of to.view.answers)
    answer.value = from.view.answers.find((one) => one.spec.id === answer.spec.id)?.value ?? "";
}
