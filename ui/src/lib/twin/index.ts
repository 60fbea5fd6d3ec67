// The in-memory twin of the desktop shell: it answers every command, so that the page can be walked
// through in an ordinary browser. Its organisation and its tenant are made up; nothing leaves the page.
import type { Answering, CommandName, Result } from "../host";
import { around } from "./commands/around";
import { cloud } from "./commands/cloud";
import { files } from "./commands/files";
import { probes } from "./commands/probes";
import { scripts } from "./commands/scripts";
import { setups } from "./commands/setups";
import { signIns } from "./commands/signIns";
import { examples } from "./examples";
import type { TwinState } from "./setup";
import * as service from "./signIn";
import { applications } from "./content";
import { World, type Answers, type Clock } from "./world";

export class Twin extends World {
  readonly #changed: (state: TwinState) => void;
  readonly #commands: Answers<CommandName> = {
    ...setups(this),
    ...around(this),
    ...probes(this),
    ...scripts(this),
    ...signIns(this),
    ...cloud(this),
    ...files(this),
  };

  constructor(time: Clock, state: TwinState, changed: (state: TwinState) => void = () => undefined) {
    super(time, state);
    this.#changed = changed;
  }

  readonly answer: Answering = async (command, args, tell) => {
    const answer = this.#commands[command] as (args: unknown, tell: unknown) => unknown;
    const result = (await answer(args, tell)) as Result<typeof command>;
    this.#changed(this.state);
    // Across a real border only copies travel.
    return structuredClone(result);
  };
}

/** The twin of this browser tab: kept in its session, so that a reload resumes. */
export function browserTwin(): Answering {
  const place = "crosstrust-twin";
  const clock: Clock = {
    now: () => new Date(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const saved = sessionStorage.getItem(place);
  const state: TwinState =
    saved === null ? { theme: "system", setups: [] } : (JSON.parse(saved) as TwinState);
  if (state.setups.length === 0 && new URLSearchParams(location.search).has("examples"))
    state.setups = examples(clock.now());
  const twin = new Twin(clock, state, (kept) => {
    sessionStorage.setItem(place, JSON.stringify(kept));
  });
  play(twin, new URLSearchParams(location.search));
  return twin.answer;
}

/** The address may say who is at the sign-in page and what is not as it should be. */
function play(twin: Twin, asked: URLSearchParams): void {
  twin.person = service.persons.find((one) => one === asked.get("person")) ?? twin.person;
  if (asked.has("disabled")) twin.disabled = applications.slice(1, 2).map((one) => one.appId);
  if (asked.has("foreign")) twin.file = "foreign";
  if (asked.has("gone")) twin.folder = "gone";
  if (asked.has("full")) twin.disk = "full";
  if (asked.has("clock")) twin.clock = "wrong";
}
