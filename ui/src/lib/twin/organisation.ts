// The twin's Exchange organisation: what a script finds there, changes, and reports.
import type { Change } from "../bindings/Change";
import type { Finding } from "../bindings/Finding";
import type { Outcome } from "../bindings/Outcome";
import type { Question } from "../bindings/Question";
import type { SituationView } from "../bindings/SituationView";

const ours = "TeamsScheduler";
const former = "SfBOnline-ApplicationAccount";

export interface Organisation {
  account: boolean;
  role: boolean;
  sfbonline: string | null;
  scheduler: boolean;
  voicemail: "absent" | "disabled" | "enabled";
  mayCreate: boolean;
  /** Days left of the current certificate. */
  certificate: number;
  next: boolean;
}

/** The states in which the twin's organisation can begin, whatever the guide. */
export const situations: readonly SituationView[] = [
  { id: "fresh", label: "Nothing is there yet", text: "Everything is created. The usual first time." },
  { id: "partly-configured", label: "Partly set up", text: "Somebody began and did not finish." },
  { id: "fully-configured", label: "All set up", text: "See how a second run finds everything in place." },
  {
    id: "half-done-by-hand",
    label: "Half done by hand",
    text: "One application is linked to another account, one is disabled. You are asked to decide.",
  },
  {
    id: "split-permissions",
    label: "Split permissions",
    text: "Your account may not create mail users. See what to ask for.",
  },
  {
    id: "expired-certificate",
    label: "The certificate has expired",
    text: "It is exported but cannot be uploaded. See what to do.",
  },
  {
    id: "next-certificate",
    label: "A next certificate is waiting",
    text: "Exchange holds the current and the next certificate. Both are uploaded.",
  },
];

export type Situation =
  | "fresh"
  | "partly-configured"
  | "fully-configured"
  | "half-done-by-hand"
  | "split-permissions"
  | "expired-certificate"
  | "next-certificate";

export function organisation(situation: Situation): Organisation {
  const bare: Organisation = {
    account: false,
    role: false,
    sfbonline: null,
    scheduler: false,
    voicemail: "absent",
    mayCreate: true,
    certificate: 731,
    next: false,
  };
  const whole = {
    ...bare,
    account: true,
    role: true,
    sfbonline: ours,
    scheduler: true,
    voicemail: "enabled" as const,
  };
  switch (situation) {
    case "fresh":
      return bare;
    case "partly-configured":
      return { ...bare, account: true, role: true };
    case "fully-configured":
      return whole;
    case "half-done-by-hand":
      return { ...whole, sfbonline: former, voicemail: "disabled" };
    case "split-permissions":
      return { ...bare, mayCreate: false };
    case "expired-certificate":
      return { ...bare, certificate: -12 };
    case "next-certificate":
      return { ...bare, certificate: 41, next: true };
  }
}

export interface ReceiptStep {
  id: string;
  outcome: Outcome;
  facts: Record<string, unknown>;
  changes: Change[];
  error: { code: string; message: string } | null;
}

/** Runs one step; with `whatIf` nothing changes. */
export function runStep(
  org: Organisation,
  told: Readonly<Record<string, unknown>>,
  id: string,
  whatIf: boolean,
  relink: boolean,
): ReceiptStep {
  const changes: Change[] = [];
  const step: ReceiptStep = { id, outcome: "unchanged", facts: {}, changes, error: null };
  const change = (target: string, action: string, act: () => void) => {
    changes.push({ target, action, done: !whatIf });
    step.outcome = whatIf ? "planned" : "changed";
    if (!whatIf) act();
  };
  switch (id) {
    case "exchange-oauth":
      step.facts = { authServers: "ACS and evoSTS enabled", exchangeOnlinePartner: true };
      break;
    case "account":
      if (!org.account) {
        if (!org.mayCreate) {
          step.outcome = "failed";
          step.error = { code: "cmdlet-not-in-role", message: "Your account may not use: New-MailUser." };
          return step;
        }
        change(ours, "Create the mail user", () => (org.account = true));
        changes.push({ target: ours, action: "Hide from address lists", done: !whatIf });
      }
      step.facts = { identity: `contoso.com/Users/${ours}`, hidden: true };
      break;
    case "role":
      if (!org.role) {
        change("TeamsSchedulerRole", "Create the role from UserApplication", () => (org.role = true));
        changes.push({
          target: "TeamsSchedulerRole",
          action: "Remove 16 entries, keep GetDelegate",
          done: !whatIf,
        });
        changes.push({ target: "TeamsSchedulerRole", action: "Assign to TeamsScheduler", done: !whatIf });
      }
      step.facts = { entries: ["GetDelegate"], assignees: [ours] };
      break;
    case "sfbonline":
      if (org.sfbonline === null)
        change("SfBOnline", "Create the partner application", () => (org.sfbonline = ours));
      else if (org.sfbonline !== ours && relink)
        change("SfBOnline", `Link to ${ours}`, () => (org.sfbonline = ours));
      step.facts = { enabled: true, linkedAccount: org.sfbonline ?? "" };
      break;
    case "teams-scheduler":
      if (!org.scheduler) change(ours, "Create the partner application", () => (org.scheduler = true));
      step.facts = { enabled: true, linkedAccount: ours };
      break;
    case "cloud-voicemail":
      if (org.voicemail === "absent")
        change("CloudVoicemail", "Create the partner application", () => (org.voicemail = "enabled"));
      else if (org.voicemail === "disabled")
        change("CloudVoicemail", "Enable the partner application", () => (org.voicemail = "enabled"));
      step.facts = { enabled: true, linkedAccount: "" };
      break;
    case "export":
      step.facts = { certificates: org.next ? ["current", "next"] : ["current"], daysLeft: org.certificate };
      break;
    default:
      step.facts = { ...told };
  }
  if (step.outcome === "planned") step.facts = {};
  return step;
}

const met = (label: string, expected: string, found: string): Finding => ({
  label,
  expected,
  found,
  state: "met",
  otherwise: null,
});

/** What a step's facts show, beside what is expected. */
export function judgeFacts(
  step: ReceiptStep,
  decided: boolean | null,
): { findings: Finding[]; question: Question | null } {
  const linked = String(step.facts["linkedAccount"] ?? "");
  switch (step.id) {
    case "exchange-oauth":
      return {
        findings: [
          met("Authorization servers", "ACS and evoSTS enabled", "both enabled"),
          met("Exchange Online", "partner", "enabled"),
        ],
        question: null,
      };
    case "account":
      return {
        findings: [
          met("Mail user", ours, String(step.facts["identity"])),
          met("Address lists", "hidden", "hidden"),
        ],
        question: null,
      };
    case "role":
      return {
        findings: [met("Entries", "GetDelegate only", "GetDelegate"), met("Assigned to", ours, ours)],
        question: null,
      };
    case "sfbonline":
      if (linked !== ours)
        return {
          findings: [
            met("Enabled", "enabled", "enabled"),
            {
              label: "Linked account",
              expected: ours,
              found: linked,
              state: decided === null ? "ask" : "kept",
              otherwise: null,
            },
          ],
          question: decided === null ? relinkQuestion : null,
        };
      return {
        findings: [met("Enabled", "enabled", "enabled"), met("Linked account", ours, linked)],
        question: null,
      };
    case "teams-scheduler":
      return {
        findings: [met("Enabled", "enabled", "enabled"), met("Linked account", ours, linked)],
        question: null,
      };
    case "cloud-voicemail":
      return { findings: [met("Enabled", "enabled", "enabled")], question: null };
    case "export":
      return {
        findings: [
          met(
            "Certificate",
            "current, and next if set",
            `${(step.facts["certificates"] as string[]).join(" and ")}, ${String(step.facts["daysLeft"])} days left`,
          ),
        ],
        question: null,
      };
    default:
      return {
        findings: Object.entries(step.facts).map(([fact, value]) => {
          const said = Array.isArray(value) ? value.join(", ") : String(value);
          return met(fact, said, said);
        }),
        question: null,
      };
  }
}

const relinkQuestion: Question = {
  typed: null,
  answer: "relink_sfbonline",
  title: "SfBOnline is linked to another account",
  text: `It is linked to ${former}, probably from an older setup. That account has wider rights, which archiving and conversation history may rely on.`,
  keep: "Keep it (recommended)",
  change: `Link it to ${ours}…`,
  difference: `${ours} may only read who is whose delegate. ${former} may also act for users and read archives. Teams needs only the first. Whatever else uses SfBOnline may need the second.`,
};
