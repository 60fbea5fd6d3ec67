// What is being typed on the page of questions. It is saved after a pause, and when a field is left;
// until then it is here, and what the backend returns does not overwrite it.
import type { AnswerView } from "../../lib/bindings/AnswerView";
import { say } from "../../lib/messages";
import type { Setup } from "../../lib/state/setup.svelte";

/** Milliseconds without a key before what was typed is saved. */
export const pause = 800;

export class Draft {
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  /** The field that is being typed in: what is wrong with it is shown when it is left. */
  #typing = $state<string | null>(null);
  /** The operator wanted to go on: from now on empty fields are reported too. */
  strict = $state(false);
  readonly #setup: Setup;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  value(answer: AnswerView): string {
    return this.#typed[answer.spec.id] ?? answer.value;
  }

  type(answer: string, value: string): void {
    this.#typed = { ...this.#typed, [answer]: value };
    this.#typing = answer;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), pause);
  }

  /** The field was left, or a value was chosen. */
  settle(): Promise<boolean> {
    this.#typing = null;
    return this.save();
  }

  /** What is wrong with an answer; silent while it is being typed. */
  problem(answer: AnswerView): string | null {
    const { spec } = answer;
    const value = this.value(answer);
    if (this.#typing === spec.id || value !== answer.value) return null;
    if (value !== "") return answer.problem;
    if (!this.strict) return null;
    if (answer.problem !== null) return answer.problem;
    return answer.missing ? say("answers-needed", { example: spec.example }) : null;
  }

  /** Saves what was typed. What is typed while that runs stays typed. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    const sent = this.#typed;
    if (Object.keys(sent).length === 0) return true;
    if (!(await this.#setup.saveAnswers(sent))) return false;
    this.#typed = Object.fromEntries(
      Object.entries(this.#typed).filter(([answer, value]) => sent[answer] !== value),
    );
    return true;
  }
}
