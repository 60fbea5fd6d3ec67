// One thing at a time on a page: what is running, and what went wrong where. A problem stays until
// it is dismissed or the same thing is tried again.
import { toProblem } from "../backend";
import type { Problem } from "../bindings/Problem";

export class Work {
  /** The place on the page that is waiting for a command. */
  running = $state<string | null>(null);
  problems = $state.raw<Readonly<Record<string, Problem>>>({});

  get busy(): boolean {
    return this.running !== null;
  }

  problem(place: string): Problem | null {
    return this.problems[place] ?? null;
  }

  dismiss(place: string): void {
    this.problems = Object.fromEntries(Object.entries(this.problems).filter(([at]) => at !== place));
  }

  fail(place: string, problem: Problem): void {
    this.problems = { ...this.problems, [place]: problem };
  }

  /** Runs it; null when it went wrong, and then the problem stands at `place`. */
  async run<T>(place: string, work: () => Promise<T>): Promise<{ value: T } | null> {
    this.dismiss(place);
    this.running = place;
    try {
      return { value: await work() };
    } catch (thrown) {
      this.fail(place, toProblem(thrown));
      return null;
    } finally {
      this.running = null;
    }
  }
}
