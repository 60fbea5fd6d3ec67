// Setups and their answers: made, opened, thrown away.
import type { AppInfo } from "../../bindings/AppInfo";
import { situations, type Situation } from "../organisation";
import { copyAnswers, newSetup } from "../setup";
import type { Answers, World } from "../world";

export function setups(
  twin: World,
): Answers<
  | "home"
  | "app_info"
  | "set_theme"
  | "create_setup"
  | "open_setup"
  | "close_setup"
  | "duplicate_setup"
  | "rename_setup"
  | "delete_setup"
  | "make_real"
  | "situations"
  | "put_right"
  | "save_answers"
> {
  return {
    home: () => twin.home(),
    app_info: (): AppInfo => ({
      version: "1.0.0",
      dataFolder: "~/.local/share/crosstrust",
      logFolder: "~/.local/share/crosstrust/logs",
      theme: twin.state.theme,
      rehearsalOnly: false,
    }),
    set_theme: ({ theme }) => {
      twin.state.theme = theme;
    },
    create_setup: ({ guide, rehearsal, situation, from }) => {
      const began = situations.find((one) => one.id === situation)?.id ?? "fresh";
      const made = newSetup(twin.now(), guide, rehearsal, began as Situation);
      if (from !== null) copyAnswers(twin.kept(from), made);
      twin.state.setups.unshift(made);
      return twin.shown(made);
    },
    situations: () => [...situations],
    put_right: () => [],
    open_setup: ({ id }) => twin.shown(twin.kept(id)),
    close_setup: () => undefined,
    duplicate_setup: ({ id, name }) => {
      const original = twin.kept(id);
      const made = newSetup(
        twin.now(),
        original.view.summary.guide,
        original.view.summary.rehearsal,
        "fresh",
      );
      copyAnswers(original, made);
      twin.refresh(made);
      if (name !== "") made.view.summary.name = name;
      twin.state.setups.unshift(made);
      return twin.home();
    },
    rename_setup: ({ id, name }) => {
      const kept = twin.kept(id);
      if (name !== "") kept.view.summary.name = name;
      return twin.home();
    },
    delete_setup: ({ id }) => {
      twin.state.setups = twin.state.setups.filter((kept) => kept.view.summary.id !== id);
      return twin.home();
    },
    make_real: ({ id }) => {
      const original = twin.kept(id);
      const made = newSetup(twin.now(), original.view.summary.guide, false, "fresh");
      copyAnswers(original, made);
      twin.state.setups.unshift(made);
      return twin.touched(made, "operator", "Made from a rehearsal, with the same answers.");
    },
    save_answers: ({ id, answers }) => {
      const kept = twin.kept(id);
      for (const answer of kept.view.answers) {
        const value = answers[answer.spec.id];
        if (value === undefined || value === answer.value) continue;
        answer.value = value;
        if (!answer.spec.inScripts) continue;
        for (const step of kept.view.steps)
          if (step.kind === "script" && step.state === "done" && step.witness === "receipt")
            step.state = "stale";
      }
      return twin.touched(kept, "operator", "Answers were saved.");
    },
  };
}
