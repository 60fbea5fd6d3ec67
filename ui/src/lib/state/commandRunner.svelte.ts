// Runs the commands of a page: which action is running, and what went wrong with which. A
// problem stays until it is dismissed or the same action is tried again.
import { toProblem } from "../backend";
import type { Problem } from "../bindings/Problem";

export class CommandRunner {
  /** The action whose command is running; of several, the one that began last. */
  running = $state<string | null>(null);
  /** How many are running: two quick clicks can start two. */
  #count = 0;
  problems = $state.raw<Readonly<Record<string, Problem>>>({});

  get busy(): boolean {
    return this.running !== null;
  }

  problem(action: string): Problem | null {
    return this.problems[action] ?? null;
  }

  dismiss(action: string): void {
    this.problems = Object.fromEntries(Object.entries(this.problems).filter(([at]) => at !== action));
  }

  fail(action: string, problem: Problem): void {
    this.problems = { ...this.problems, [action]: problem };
  }

  /** Runs the command of an action; null when it went wrong, and then the action has a problem. */
  async run<T>(action: string, command: () => Promise<T>): Promise<{ value: T } | null> {
    this.dismiss(action);
    this.running = action;
    this.#count += 1;
    try {
      return { value: await command() };
    } catch (thrown) {
      this.fail(action, toProblem(thrown));
      return null;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.running = null;
    }
  }
}
