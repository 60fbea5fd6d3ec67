// A guide with two uploads: the next certificate beside the one in use, and later the former one goes.
import { applications } from "../content";
import { answerOf, scriptOf, scriptsOfSteps, stepsOf, type TwinGuide } from "./guide";
import { formerThumbprint } from "../tenant";

const place = "A Mailbox server, Exchange Management Shell";
const cloud = "This PC, with a way to the internet";

const steps = stepsOf([
  {
    id: "organisation",
    kind: "answers",
    phase: "before",
    title: "Your organisation",
    why: "The tenant to which the certificate belongs.",
    place: "This PC",
  },
  {
    id: "export",
    kind: "script",
    phase: "before",
    title: "The next certificate",
    why: "Exchange holds the certificate that it will sign with next. Its public part goes to the cloud first.",
    place,
    changes: ["1 folder with the public certificate"],
    script: "rotate-export",
  },
  {
    id: "upload",
    kind: "upload",
    phase: "cloud",
    title: "Upload the next certificate",
    why: "The cloud must know the next certificate before Exchange signs with it.",
    place: cloud,
    rights: ["Global Administrator"],
    minutes: 2,
  },
  {
    id: "changed",
    kind: "script",
    phase: "cloud",
    title: "The change on the server",
    why: "This step reads which certificate Exchange signs with now, and which it signed with before.",
    place,
    script: "rotate-changed",
  },
  {
    id: "remove",
    kind: "upload",
    phase: "proof",
    title: "Remove the former key",
    why: "A key that nothing signs with any more is only a risk.",
    place: cloud,
    rights: ["Global Administrator"],
    minutes: 2,
  },
  {
    id: "verify",
    kind: "verify",
    phase: "proof",
    title: "Verify",
    why: "What was written is read again on both sides.",
    place: "This PC, and a Mailbox server",
  },
]);

export const rotate: TwinGuide = {
  id: "rotate",
  title: "Change to the next Auth Certificate",
  summary: "The next certificate goes to the cloud before Exchange signs with it; the former one goes last.",
  minutes: 8,
  article: {
    title: "Maintain the Exchange Server OAuth certificate",
    url: "https://learn.microsoft.com/exchange/plan-and-deploy/integration-with-sfb-and-sharepoint/maintain-oauth-certificate",
  },
  phases: [
    { id: "before", title: "Before you begin" },
    { id: "cloud", title: "The change" },
    { id: "proof", title: "Afterwards" },
  ],
  applications: applications.slice(1),
  answers: [
    answerOf({
      id: "tenant",
      kind: "tenant",
      label: "Microsoft 365 tenant",
      help: "A domain of your tenant, or its id.",
      example: "contoso.com",
    }),
  ],
  steps,
  scripts: [
    ...scriptsOfSteps(steps),
    scriptOf({
      id: "rotate-verify",
      title: "Read everything again",
      role: "verification",
      steps: ["export", "changed"],
      place,
    }),
  ],
  writes: {
    upload: applications.slice(1).map(({ appId }) => ({ appId, keys: true })),
    remove: applications
      .slice(1)
      .map(({ appId }) => ({ appId, removes: { step: "changed", fact: "formerThumbprint" } })),
  },
  facts: { changed: { formerThumbprint: [formerThumbprint] } },
  rehearsalAnswers: { tenant: "contoso.com" },
};
