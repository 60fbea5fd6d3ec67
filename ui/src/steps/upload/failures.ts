// Failures of several applications that have one cause are one notice.
import type { Problem } from "../../lib/bindings/Problem";
import { say } from "../../lib/messages";
import { list } from "../../lib/words";

/** What went wrong with one application. */
export interface Failed {
  /** What the application is called. */
  name: string;
  problem: Problem;
}

const same = (one: Problem, other: Problem) =>
  one.code === other.code &&
  one.title === other.title &&
  one.message === other.message &&
  one.next.join("\n") === other.next.join("\n");

/**
 * One problem a cause, with the applications in its title. Details differ by their request ids, so each
 * is kept under the name of its application.
 */
export function failuresByCause(failed: readonly Failed[]): Problem[] {
  const causes: Failed[][] = [];
  for (const one of failed) {
    const known = causes.find(([first]) => first !== undefined && same(first.problem, one.problem));
    if (known) known.push(one);
    else causes.push([one]);
  }
  return causes.flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const details = all.flatMap(({ name, problem: { detail } }) =>
      detail === null ? [] : [all.length === 1 ? detail : `${name}\n${detail}`],
    );
    return [
      {
        ...first.problem,
        title: say("upload-failure", {
          applications: list(all.map(({ name }) => name)),
          problem: first.problem.title,
        }),
        detail: details.length === 0 ? null : details.join("\n\n"),
      },
    ];
  });
}
