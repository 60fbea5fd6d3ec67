// The Teams guide.
import * as content from "../content";
import type { TwinGuide } from "./guide";

export const teams: TwinGuide = {
  id: "teams",
  title: "Microsoft Teams with Exchange Server",
  summary:
    "Teams reaches mailboxes on your Exchange server: calendars of delegates, voicemail and Out of Office greetings.",
  minutes: 15,
  article: content.article,
  phases: content.phases,
  applications: content.applications,
  answers: content.answers,
  steps: content.steps,
  scripts: content.scripts,
  writes: { upload: content.applications.map(({ appId }) => ({ appId, keys: true })) },
  facts: {},
  rehearsalAnswers: {
    organization_name: "Contoso",
    verified_domain: "contoso.com",
    domain_controller: "dc01.contoso.com",
    tenant: "contoso.com",
  },
};
