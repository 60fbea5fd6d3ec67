// What the twin makes of a receipt, step by step, and of the script that finds answers.
import type { Discovery } from "../bindings/Discovery";
import type { StepJudgement } from "../bindings/StepJudgement";
import { judgeFacts } from "./organisation";
import type { Receipt } from "./receipt";

export function judge(receipt: Receipt, id: string, decided: boolean | null): StepJudgement {
  const step = receipt.steps.find((one) => one.id === id);
  const nothing = {
    step: id,
    outcome: "unchanged" as const,
    findings: [],
    changes: [],
    problem: null,
    question: null,
    facts: {},
  };
  if (!step) return { ...nothing, verdict: "not-reached" };
  const base = { ...nothing, outcome: step.outcome, changes: step.changes, facts: step.facts };
  if (step.error)
    return {
      ...base,
      verdict: "failed",
      problem: {
        code: step.error.code,
        title: "Your account lacks a command",
        message: step.error.message,
        next: [
          "Ask somebody with the role Mail Recipient Creation to create the mail user TeamsScheduler.",
          "Then run the same script again: it goes on from there.",
        ],
        detail: "New-MailUser, line 183",
      },
    };
  if (step.outcome === "planned") return { ...base, verdict: "planned" };
  const { findings, question } = judgeFacts(step, decided);
  return { ...base, verdict: question ? "decide" : "in-place", findings, question };
}

export function discovery(now: Date): Discovery {
  return {
    suggestions: [
      { answer: "verified_domain", value: "contoso.com", source: "Default accepted domain", choose: false },
      {
        answer: "domain_controller",
        value: "dc01.contoso.com",
        source: "The one this server uses",
        choose: false,
      },
      { answer: "tenant", value: "contoso.com", source: "Authorization server evoSTS", choose: false },
    ],
    notes: [
      "EX01 is a Mailbox server, Exchange 15.2.1748.10.",
      `The current Auth Certificate ends on ${new Date(now.getTime() + 731 * 86_400_000).toISOString().slice(0, 10)}; no next one is set.`,
      "Exchange Online is a partner application already.",
    ],
    unread: [],
    likelyDone: ["exchange-oauth"],
  };
}
