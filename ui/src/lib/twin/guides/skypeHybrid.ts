// A guide whose upload writes a key, names, and that an application is enabled, and asks before it
// writes what Microsoft warns of. Shortened from the real one.
import { answerOf, scriptOf, scriptsOfSteps, stepsOf, type TwinGuide } from "./guide";

const skype = "00000004-0000-0ff1-ce00-000000000000";
const exchange = "00000002-0000-0ff1-ce00-000000000000";
const place = "A Front End server, Skype for Business Server Management Shell";

const steps = stepsOf([
  {
    id: "organisation",
    kind: "answers",
    phase: "before",
    title: "Your organisation",
    why: "A few names that the scripts and the sign-in use.",
    place: "This PC",
  },
  {
    id: "export",
    kind: "script",
    phase: "server",
    title: "Certificate of Skype for Business Server",
    why: "Skype for Business Server signs with this certificate. The cloud needs its public part.",
    place,
    rights: ["CsViewOnlyAdministrator"],
    changes: ["1 folder with the public certificate"],
    script: "skype-hybrid-token-issuer",
  },
  {
    id: "web-services",
    kind: "script",
    phase: "server",
    title: "Names of the pools",
    why: "The cloud gives out tokens only for names that it knows. This step reads them and changes nothing.",
    place,
    rights: ["CsViewOnlyAdministrator"],
    script: "skype-hybrid-web-services",
  },
  {
    id: "upload",
    kind: "upload",
    phase: "cloud",
    title: "Upload to the tenant",
    why: "Skype for Business Online must know the certificate and the names of your pools, and Exchange Online must be switched on.",
    place: "This PC, with a way to the internet",
    rights: ["Global Administrator"],
    minutes: 3,
    changes: ["The certificate and the names of your pools on Skype for Business Online"],
    undo: "A copy of what was there is saved before each write.",
  },
  {
    id: "verify",
    kind: "verify",
    phase: "proof",
    title: "Verify",
    why: "What was written is read again on both sides.",
    place: "This PC, and a Front End server",
    minutes: 3,
  },
]);

export const skypeHybrid: TwinGuide = {
  id: "skype-hybrid",
  title: "Skype for Business Server with Exchange Online",
  summary: "Users of Skype for Business Server whose mailboxes are in the cloud.",
  minutes: 9,
  article: {
    title: "Configure integration between on-premises Skype for Business Server and Outlook Web App",
    url: "https://learn.microsoft.com/skypeforbusiness/deploy/integrate-with-exchange-server/outlook-web-app",
  },
  phases: [
    { id: "before", title: "Before you begin" },
    { id: "server", title: "On the Front End server" },
    { id: "cloud", title: "In the cloud" },
    { id: "proof", title: "Proof" },
  ],
  applications: [
    {
      appId: skype,
      name: "Skype for Business Online",
      purpose: "The side of Skype for Business in the cloud.",
    },
    {
      appId: exchange,
      name: "Office 365 Exchange Online",
      purpose: "The side of Exchange Online.",
    },
  ],
  answers: [
    answerOf({
      id: "organization_name",
      kind: "text",
      label: "Name of your organisation",
      help: "Only for you.",
      example: "Contoso",
      optional: true,
    }),
    answerOf({
      id: "tenant",
      kind: "tenant",
      label: "Microsoft 365 tenant",
      help: "A domain of your tenant, or its id.",
      example: "contoso.com",
      inScripts: true,
    }),
    answerOf({
      id: "exchange_online_key",
      kind: "flag",
      label: "Upload the certificate to Exchange Online",
      help: "",
      example: "false",
      optional: true,
      default: "false",
      decision: true,
    }),
  ],
  steps,
  scripts: [
    scriptOf({ id: "skype-hybrid-discover", title: "Look at this deployment", role: "discovery", place }),
    scriptOf({
      id: "skype-hybrid-skype",
      title: "All steps on the Front End server",
      role: "all-in-one",
      steps: ["export", "web-services"],
      place,
    }),
    ...scriptsOfSteps(steps),
    scriptOf({
      id: "skype-hybrid-verify",
      title: "Read everything again",
      role: "verification",
      steps: ["export", "web-services"],
      place,
    }),
  ],
  writes: {
    upload: [
      {
        appId: skype,
        keys: true,
        names: { step: "web-services", fact: "externalFqdns", form: `${skype}/{}` },
      },
      { appId: exchange, enabled: true },
      {
        appId: exchange,
        keys: true,
        ask: {
          answer: "exchange_online_key",
          title: "Do not upload the certificate to Exchange Online",
          text: "The article asks for it. Microsoft has since warned of it: whoever gets hold of a server whose key is on this application can act in Exchange Online and leaves hardly a trace (CVE-2025-53786).",
          keep: "Leave it without a key (recommended)",
          change: "Upload it in spite of the warning...",
          difference:
            "The application Office 365 Exchange Online is shared by all of Exchange Online. Upload the key only if Microsoft's support has told you to, and delete it as soon as it is no longer needed.",
          typed: "CVE-2025-53786",
        },
      },
    ],
  },
  facts: { "web-services": { externalFqdns: ["webext.contoso.com", "dialin.contoso.com"] } },
  rehearsalAnswers: { organization_name: "Contoso", tenant: "contoso.com" },
};
