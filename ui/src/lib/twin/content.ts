// The Teams guide as the twin tells it: enough of its words to walk through every page. The real
// words come from the guide's folder; these are never part of the program.
import type { AnswerSpec } from "../bindings/AnswerSpec";
import type { Application } from "../bindings/Application";
import type { Article } from "../bindings/Article";
import type { Difference } from "../bindings/Difference";
import type { Explanation } from "../bindings/Explanation";
import type { OtherGuide } from "../bindings/OtherGuide";
import type { Phase } from "../bindings/Phase";
import type { Question } from "../bindings/Question";
import type { StepView } from "../bindings/StepView";
import type { TwinScript } from "./guides/how";
import { statusTable } from "./status";

export const article: Article = {
  title: "Configure Integration and OAuth between Microsoft Teams services and Exchange Server",
  url: "https://learn.microsoft.com/en-us/exchange/plan-and-deploy/integration-with-sfb-and-sharepoint/configure-oauth-teams-services-exchange-server",
};

export const phases: Phase[] = [
  { id: "before", title: "Before you begin" },
  { id: "server", title: "On the Exchange server" },
  { id: "cloud", title: "In the cloud" },
  { id: "proof", title: "Proof" },
];

export const applications: Application[] = [
  {
    appId: "db7de2b5-2149-435e-8043-e080dd50afae",
    name: "Cloud Voicemail",
    purpose: "Puts voicemail into mailboxes and reads Out of Office greetings.",
  },
  {
    appId: "7557eb47-c689-4224-abcf-aef9bd7573df",
    name: "Teams Calendar Scheduler",
    purpose: "Lets delegates schedule Teams meetings for somebody else.",
  },
  {
    appId: "00000004-0000-0ff1-ce00-000000000000",
    name: "Skype for Business Online (legacy)",
    purpose: "Older parts of Teams still come in under this name.",
  },
];

const spec = (
  given: Partial<AnswerSpec> & Pick<AnswerSpec, "id" | "kind" | "label" | "help" | "example">,
) => ({
  optional: false,
  default: null,
  inScripts: false,
  advanced: false,
  onlyWhen: null,
  choices: [],
  decision: false,
  ...given,
});

export const answers: AnswerSpec[] = [
  spec({
    id: "organization_name",
    kind: "text",
    label: "Name of your organisation",
    help: "Only for you: it stands on the first page and in the report.",
    example: "Contoso",
    optional: true,
  }),
  spec({
    id: "verified_domain",
    kind: "smtp-domain",
    label: "Mail domain",
    help: "A domain that Exchange accepts mail for and that is verified in your tenant. The application account gets an address in it.",
    example: "contoso.com",
    inScripts: true,
  }),
  spec({
    id: "domain_controller",
    kind: "fqdn",
    label: "Domain controller",
    help: "The full name of one writable domain controller. All commands talk to it, so that each sees what the one before it wrote.",
    example: "dc01.contoso.com",
    inScripts: true,
  }),
  spec({
    id: "tenant",
    kind: "tenant",
    label: "Microsoft 365 tenant",
    help: "A domain of your tenant, or its id. You sign in to exactly this one.",
    example: "contoso.com",
  }),
  spec({
    id: "cloud",
    kind: "choice",
    label: "Cloud",
    help: "Where your tenant lives. Almost always the worldwide cloud.",
    example: "Worldwide",
    optional: true,
    default: "global",
    advanced: true,
    choices: [
      { value: "global", label: "Worldwide and GCC" },
      {
        value: "gcc-high",
        label: "GCC High",
        note: "In GCC High, delegates cannot schedule Teams meetings for people whose mailboxes are on your servers. Calendars of such mailboxes are supported.",
      },
      ...[
        { value: "dod", label: "DoD" },
        { value: "china", label: "21Vianet (China)" },
        { value: "bleu", label: "Bleu (France)" },
        { value: "delos", label: "Delos (Germany)" },
      ].map((choice) => ({
        ...choice,
        note: "Microsoft supports Teams calendars of mailboxes on your servers only in the commercial cloud, GCC and GCC High. In this cloud, expect delegation and calendars not to work for them.",
      })),
      { value: "custom", label: "My own addresses" },
    ],
  }),
  spec({
    id: "login_url",
    kind: "url",
    label: "Sign-in address",
    help: "Where to sign in, without a path.",
    example: "https://login.microsoftonline.com/",
    advanced: true,
    onlyWhen: { id: "cloud", is: "custom" },
  }),
  spec({
    id: "client_id",
    kind: "uuid",
    role: "client-id",
    label: "Your own app registration",
    help: "Leave it empty to sign in with Microsoft Graph Command Line Tools, which most tenants know. Otherwise the id of a registration of your own: a public client with the delegated permission Application.ReadWrite.All.",
    example: "11112222-bbbb-3333-cccc-4444dddd5555",
    optional: true,
    advanced: true,
  }),
  spec({
    id: "test_mailbox",
    kind: "smtp-address",
    label: "Mailbox for a test",
    help: "When you name one, the script also tries whether Exchange Online accepts a sign-in for it.",
    example: "anna@contoso.com",
    optional: true,
    inScripts: true,
    advanced: true,
  }),
  spec({
    id: "legacy_removal",
    kind: "flag",
    label: "Microsoft has told us that the legacy application may go",
    help: "",
    example: "false",
    optional: true,
    default: "false",
    decision: true,
  }),
  spec({
    id: "relink_sfbonline",
    kind: "flag",
    label: "Relink SfBOnline",
    help: "",
    example: "false",
    optional: true,
    inScripts: true,
    decision: true,
  }),
];

const explain = (...pairs: [string, string][]): Explanation[] =>
  pairs.map(([command, says]) => ({ command, says }));

const partner = explain(
  [
    "Get-PartnerApplication",
    "Lists the applications that Exchange trusts, to see whether this one is among them.",
  ],
  ["New-PartnerApplication", "Adds the application to the trusted ones, by Microsoft's identifier for it."],
  [
    "Set-PartnerApplication",
    "Switches it on where it was off. The link to an account is changed only if you decided so.",
  ],
);

type Base = Omit<
  StepView,
  | "opens"
  | "resolves"
  | "finds"
  | "found"
  | "scriptOutdated"
  | "number"
  | "state"
  | "status"
  | "statusWords"
  | "waiting"
  | "announced"
  | "timeline"
  | "witness"
  | "note"
  | "changed"
  | "needs"
  | "judgement"
  | "checks"
  | "writes"
  | "asks"
  | "waitsFor"
  | "rightsNotes"
  | "satisfied"
  | "section"
  | "shell"
  | "internet"
  | "sectionStep"
  | "remedies"
> & {
  section?: string;
  checks?: StepView["checks"];
  explanations: Explanation[];
};

const onServer = {
  kind: "script",
  phase: "server",
  place: "A Mailbox server, Exchange Management Shell",
  minutes: 1,
  undo: "The undo script removes what this setup created, and nothing that was there before.",
  differences: [] as Difference[],
} as const;
const rights = ["Organization Management"];

const base: Base[] = [
  {
    id: "organisation",
    kind: "answers",
    phase: "before",
    title: "Your organisation",
    why: "A few facts that every script and the upload use. A script can find most of them for you.",
    place: "This PC",
    rights: [],
    minutes: 1,
    changes: ["Nothing: answers are only saved on this PC"],
    expectation: "Every question has an answer.",
    undo: "Change an answer at any time. Steps that used it are then run again.",
    differences: [],
    explanations: [],
    script: null,
  },
  {
    ...onServer,
    id: "exchange-oauth",
    title: "Exchange OAuth",
    why: "Teams builds on the trust between Exchange Server and Exchange Online. This step looks whether it is there, and changes nothing.",
    rights: ["View-Only Organization Management"],
    changes: [],
    expectation: "ACS and evoSTS are enabled, and Exchange Online is a partner.",
    undo: "Nothing to take back: this step only reads.",
    section: "Step 1",
    differences: [
      {
        published: "The key is also uploaded to Office 365 Exchange Online.",
        trouble: "Since October 2025 that is harmful (CVE-2025-53786).",
        instead: "The script only reads. It never proposes that upload.",
      },
    ],
    explanations: explain(
      ["Get-AuthConfig", "Reads which certificate Exchange signs with."],
      ["Get-AuthServer", "Lists whose tokens Exchange accepts."],
    ),
    script: "teams-exchange-oauth",
  },
  {
    ...onServer,
    id: "account",
    title: "Application account",
    why: "Teams acts in Exchange under an account of its own. It cannot sign in and nobody sees it in the address book.",
    rights: ["Organization Management, or Mail Recipient Creation and Mail Recipients"],
    changes: ["1 mail user, hidden from address lists"],
    expectation: "A mail user TeamsScheduler, hidden from address lists.",
    section: "Step 2",
    differences: [
      {
        published: "New-MailUser is given -ApplicationAccount.",
        trouble:
          "No version of the cmdlet's reference knows that parameter. Where it is missing, the command fails and every later step has no account.",
        instead: "The parameter is passed only where this server's cmdlet has it.",
      },
    ],
    explanations: explain(
      ["Get-Recipient", "Looks whether the name is free or the account is there already."],
      ["New-MailUser", "Creates the mail user TeamsScheduler."],
      ["Set-MailUser", "Hides it from address lists."],
    ),
    script: "teams-account",
  },
  {
    ...onServer,
    id: "role",
    title: "Management role",
    why: "The account gets one right: to read who is whose delegate.",
    rights: ["Organization Management, or Role Management"],
    changes: ["1 management role with one entry"],
    expectation: "TeamsSchedulerRole holds GetDelegate only, and is assigned to the account.",
    section: "Step 3",
    differences: [
      {
        published: "Every entry of the role but GetDelegate is removed through a pipe.",
        trouble: "Each removal asks for a confirmation. Nobody is there to answer.",
        instead: "One call an entry, without the question, and the count is told.",
      },
    ],
    explanations: explain(
      ["New-ManagementRole", "Creates TeamsSchedulerRole as a copy of UserApplication."],
      ["Remove-ManagementRoleEntry", "Takes every right out of it but GetDelegate."],
      ["New-ManagementRoleAssignment", "Gives the role to the account."],
    ),
    script: "teams-role",
  },
  {
    ...onServer,
    id: "sfbonline",
    title: "SfBOnline app",
    why: "Older parts of Teams still come in as Skype for Business Online. Exchange must know that application.",
    rights,
    changes: ["1 partner application"],
    expectation: "Enabled, linked to TeamsScheduler.",
    section: "Step 4",
    differences: [
      {
        published: "The application is linked to the new account whatever it was linked to before.",
        trouble:
          "An older setup gave it an account with wider rights, which archiving and conversation history may rely on.",
        instead: "An account that is linked stays, and you are asked.",
      },
    ],
    explanations: partner,
    script: "teams-sfbonline",
  },
  {
    ...onServer,
    id: "teams-scheduler",
    title: "TeamsScheduler app",
    why: "Under this application Teams reads calendars for delegates.",
    rights,
    changes: ["1 partner application"],
    expectation: "Enabled, linked to TeamsScheduler.",
    section: "Step 4",
    explanations: partner,
    script: "teams-teams-scheduler",
  },
  {
    ...onServer,
    id: "cloud-voicemail",
    title: "CloudVoicemail app",
    why: "Under this application voicemail is put into mailboxes.",
    rights,
    changes: ["1 partner application"],
    expectation: "Enabled. It has no linked account.",
    section: "Step 4",
    explanations: partner,
    script: "teams-cloud-voicemail",
  },
  {
    ...onServer,
    id: "export",
    title: "Export the certificate",
    why: "Exchange signs with its Auth Certificate. The cloud needs the public part to believe it.",
    rights: ["A local administrator's window"],
    changes: ["1 folder with the public certificate"],
    expectation: "The current certificate, and the next one if it is set.",
    section: "Step 5",
    differences: [
      {
        published: "Only the current certificate is exported.",
        trouble: "On the day Exchange changes to the next one, everything stops.",
        instead: "The next certificate is exported too, when there is one.",
      },
    ],
    explanations: explain(
      ["Get-AuthConfig", "Reads the thumbprint of the current and of the next certificate."],
      ["Get-ChildItem", "Finds the certificates on this server. Private keys are not touched."],
    ),
    script: "teams-export",
  },
  {
    id: "upload",
    kind: "upload",
    phase: "cloud",
    title: "Upload the certificate",
    why: "Three applications of Microsoft's must know the certificate with which Exchange signs.",
    place: "This PC, signed in to your tenant",
    rights: ["Global Administrator"],
    minutes: 2,
    changes: ["1 key on each of 3 applications in your tenant"],
    expectation: "The certificate is read back from all three applications.",
    undo: "A copy of today's keys is kept. It can be put back from this page.",
    section: "Step 6",
    differences: [
      {
        published: "Expired keys are removed without a word.",
        trouble: "They may belong to another Exchange organisation.",
        instead: "They are shown before anything is written, and you decide.",
      },
    ],
    explanations: [],
    script: null,
  },
  {
    id: "verify",
    kind: "verify",
    phase: "proof",
    title: "Verify",
    why: "What was written is read again on both sides, and you try it as a user would.",
    place: "This PC, and a Mailbox server",
    rights: ["Global Administrator, or Global Reader"],
    minutes: 3,
    changes: ["Nothing: everything is only read"],
    expectation: "Keys match Exchange, all steps are in place, and calls and calendars work.",
    undo: "Nothing to take back.",
    section: "Step 7",
    differences: [],
    explanations: [],
    script: null,
    checks: [
      {
        id: "greeting",
        ticked: false,
        text: "Call someone whose Out of Office voicemail greeting is on: you hear that greeting.",
        ifNot: ["Wait an hour after the upload and try again.", "Verify again, and look at Cloud Voicemail."],
      },
      {
        id: "message",
        ticked: false,
        text: "Leave a message: it arrives in the mailbox.",
        ifNot: ["Look whether CloudVoicemail is enabled.", "Restart IIS on the Mailbox servers."],
      },
      {
        id: "history",
        ticked: false,
        onlyWith: "Skype for Business clients",
        text: "Chat on a phone: the conversation is in the folder Conversation History.",
        ifNot: ["You chatted in Teams: no entry is right."],
      },
      {
        id: "calendar",
        ticked: false,
        text: "In the Teams calendar, schedule for someone you are a delegate of.",
        ifNot: [
          "Look whether TeamsScheduler is linked to its account.",
          "Restart IIS on the Mailbox servers.",
        ],
      },
    ],
  },
];

/** The commands of each step's script in words. */
export const explanations: Record<string, Explanation[]> = Object.fromEntries(
  base.map((step) => [step.id, step.explanations]),
);

export const steps: StepView[] = base.map(({ explanations: _, ...step }, index) => ({
  checks: [],
  writes: [],
  asks: [],
  waitsFor: [],
  satisfied: false,
  section: "",
  ...step,
  shell: step.kind === "script" ? "exchange" : null,
  internet: step.kind === "upload",
  sectionStep: step.kind === "script" ? Number(step.section?.replace("Step ", "")) : null,
  remedies: [],
  number: index + 1,
  rights: [...step.rights],
  rightsNotes: [],
  differences: [...step.differences],
  state: "todo",
  status: "to-do",
  statusWords: statusTable["to-do"],
  waiting: null,
  announced: null,
  timeline: [],
  witness: null,
  note: null,
  changed: null,
  needs: [],
  judgement: null,
  opens: step.id === "exchange-oauth" ? otherGuide() : null,
  resolves: step.id === "exchange-oauth" ? "domain_controller" : null,
  finds: [],
  found: [],
  scriptOutdated: false,
}));

/** The guide that does a step in full. */
function otherGuide(): OtherGuide {
  return {
    guide: "exchange-oauth",
    title: "Exchange Server and Exchange Online",
    summary: "Exchange Server and Exchange Online trust each other.",
    setup: null,
    outcome: null,
  };
}

const serverSteps = steps.filter((step) => step.kind === "script");

const choices: Omit<TwinScript, "needs" | "ask" | "place">[] = [
  { id: "teams-discover", title: "Find the answers", role: "discovery", steps: [] },
  {
    id: "teams-on-premises",
    title: "All on-premises steps",
    role: "all-in-one",
    steps: serverSteps.map((step) => step.id),
  },
  ...serverSteps.map((step) => ({
    id: step.script ?? "",
    title: step.title,
    role: "step" as const,
    steps: [step.id],
  })),
  {
    id: "teams-verify",
    title: "Read everything again",
    role: "verification",
    steps: serverSteps.map((step) => step.id),
  },
  { id: "teams-undo", title: "Take back what was created", role: "undo", steps: [] },
  {
    id: "teams-remove-legacy",
    title: "Remove the legacy application",
    role: "guarded",
    steps: [],
  },
];

const guard: Question = {
  typed: null,
  answer: "legacy_removal",
  title: "Do not remove the legacy application yet",
  text: "Microsoft writes: removing this application disrupts features that still depend on it, such as Out of Office voicemail greetings.",
  keep: "Leave it (recommended)",
  change: "Microsoft has told us to remove it…",
  difference:
    "The script removes one partner application from Exchange. The account, its role and the other two stay.",
};

export const scripts: TwinScript[] = choices.map((choice) => ({
  ...choice,
  place: onServer.place,
  needs: [],
  ask: choice.role === "guarded" ? guard : null,
}));

/** A script's text: a shortened form of what the program writes. */
export function scriptText(title: string, domain: string, controller: string): string {
  const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
  return `<#
.SYNOPSIS
    ${title}.
.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time. With -WhatIf it only tells what it would do.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param([string]$OutputFolder = "$env:SystemDrive\\OAuthConfig")

$Answers = @{
    VerifiedDomain   = ${literal(domain)}
    DomainController = ${literal(controller)}
}

function Invoke-AccountStep {
    Start-Step 'account' 'Application account TeamsScheduler'
    $account = Get-SchedulerAccount
    if (-not $account) {
        Invoke-Change 'TeamsScheduler' 'Create the mail user' {
            $new = @{
                Name                 = 'TeamsScheduler'
                ExternalEmailAddress = 'TeamsScheduler-ApplicationAccount@' + $Answers.VerifiedDomain
            }
            # The published command carries -ApplicationAccount, which the cmdlet's reference does
            # not know; it is passed only where this server's cmdlet has it.
            if ((Get-Command -Name New-MailUser).Parameters.ContainsKey('ApplicationAccount')) { $new['ApplicationAccount'] = $true }
            New-MailUser @new @Dc
        }
    }
    if (-not $account.HiddenFromAddressListsEnabled) {
        Set-MailUser -Identity $account.Identity -HiddenFromAddressListsEnabled $true @Dc
    }
}

function Invoke-RoleStep {
    $role = @(Get-ManagementRole @Dc | Where-Object { $_.Name -eq 'TeamsSchedulerRole' })
    if ($role.Count -eq 0) { New-ManagementRole -Name 'TeamsSchedulerRole' -Parent 'UserApplication' @Dc }
}

Invoke-AccountStep
Invoke-RoleStep
Write-Receipt
`;
}
