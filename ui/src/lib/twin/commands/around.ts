// What one setup gives another, what works where, and where a host is.
import type { OtherGuide } from "../../bindings/OtherGuide";
import { features } from "../features";
import { problem } from "../receipt";
import { guideOf } from "../guides";
import { copyAnswers, newSetup, summaryOf, type Kept } from "../setup";
import { valueOf, type Answers, type World } from "../world";

export function around(
  twin: World,
): Answers<"features" | "answer_sources" | "open_other_guide" | "take_outcome" | "resolve_host"> {
  return {
    features: () => features(summaryOf(guideOf("teams"))),
    answer_sources: () =>
      twin.state.setups.flatMap(({ view: { summary, answers } }) => {
        const given = answers.filter((one) => one.value !== "" && !one.spec.decision);
        const { id, name, guideTitle, rehearsal, changed } = summary;
        const labels = given.map((one) => one.spec.label);
        return labels.length === 0 ? [] : [{ id, name, guideTitle, rehearsal, changed, answers: labels }];
      }),
    open_other_guide: ({ id, step }) => {
      const kept = twin.kept(id);
      const opens = opened(twin, kept, step);
      const known = twin.state.setups.find((one) => one.view.summary.id === opens.setup?.id);
      if (known) return known.view.summary.id;
      const made = newSetup(twin.now(), "teams", kept.view.summary.rehearsal, "fresh");
      copyAnswers(kept, made);
      Object.assign(made.view.summary, { guide: opens.guide, guideTitle: opens.title });
      twin.state.setups.unshift(made);
      twin.refresh(made);
      const { id: other, name, position, done, total } = made.view.summary;
      opens.setup = { id: other, name, position, done, total, missing: [] };
      twin.refresh(kept);
      return other;
    },
    take_outcome: ({ id, step }) => {
      const kept = twin.kept(id);
      const opens = opened(twin, kept, step);
      if (!opens.setup || opens.setup.missing.length > 0)
        throw problem("step-not-ready", "Not possible yet", "The other setup is not finished.", []);
      const at = twin.now().toISOString();
      opens.outcome = { name: opens.setup.name, guideTitle: opens.title, finished: at, read: at };
      Object.assign(twin.step(kept, step), { state: "done", witness: "setup", changed: at });
      return twin.touched(kept, "operator", "Took the outcome of another setup.");
    },
    resolve_host: async ({ id, step }) => {
      const kept = twin.kept(id);
      const host = valueOf(kept.view, twin.step(kept, step).resolves ?? "");
      await twin.time.wait(300);
      return {
        found: {
          host,
          outcome: "found",
          addresses: ["192.0.2.10"],
          words: "The made-up organisation answers for its own DNS. Nothing was looked up in any network.",
          detail: null,
          simulated: true,
          at: twin.now().toISOString(),
        },
        setup: twin.touched(kept, "operator", "Looked up a host."),
      };
    },
  };
}

function opened(twin: World, kept: Kept, id: string): OtherGuide {
  const { opens } = twin.step(kept, id);
  if (!opens) throw problem("step-not-ready", "Not possible yet", `The step ${id} opens no guide.`, []);
  return opens;
}
