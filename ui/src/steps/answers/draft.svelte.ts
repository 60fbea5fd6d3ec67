// What is being typed on the page of questions. It is saved as soon as a field is left; until then
// it is here, and what the backend returns does not overwrite it.
import type { AnswerView } from "../../lib/bindings/AnswerView";
import type { Setup } from "../../lib/state/setup.svelte";

export class Draft {
  #typed = $state<Record<string, string>>({});
  /** The operator wanted to go on: from now on empty fields are told too. */
  strict = $state(false);
  readonly #setup: Setup;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  value(answer: AnswerView): string {
    return this.#typed[answer.spec.id] ?? answer.value;
  }

  type(answer: string, value: string): void {
    this.#typed[answer] = value;
  }

  /** What is wrong with an answer; silent while it is being typed. */
  problem(answer: AnswerView): string | null {
    const value = this.value(answer);
    if (value !== answer.value) return null;
    if (value === "" && !this.strict) return null;
    if (value === "" && answer.problem === null && !answer.spec.optional && answer.spec.default === null)
      return `This is needed. An example: ${answer.spec.example}`;
    return answer.problem;
  }

  isAsked(answer: AnswerView): boolean {
    if (answer.spec.decision) return false;
    const condition = answer.spec.onlyWhen;
    if (!condition) return true;
    const other = this.#setup.view.answers.find((one) => one.spec.id === condition.id);
    return other !== undefined && (this.value(other) || (other.spec.default ?? "")) === condition.is;
  }

  /** Saves what was typed. What is typed while that runs stays typed. */
  async save(): Promise<boolean> {
    const sent = { ...this.#typed };
    if (Object.keys(sent).length === 0) return true;
    if (!(await this.#setup.saveAnswers(sent))) return false;
    this.#typed = Object.fromEntries(
      Object.entries(this.#typed).filter(([answer, value]) => sent[answer] !== value),
    );
    return true;
  }
}
