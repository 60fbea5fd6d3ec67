// The one place that reaches the program: in the window through Tauri's IPC. Where there is no program
// (an ordinary browser, under `npm run dev`), the in-memory twin answers instead.
//
// What a command rejects with is always a `Problem`.
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { Problem } from "./bindings/Problem";
import type { Commands } from "./bindings/commands";

export type CommandName = keyof Commands;
export type Args<C extends CommandName> = Commands[C]["args"];
export type Result<C extends CommandName> = Commands[C]["result"];
/** Takes what a command sends while it runs. */
export type Tell<C extends CommandName> = (message: Commands[C]["message"]) => void;

/** Something that answers every command: the program, or its twin. */
export type Answering = <C extends CommandName>(
  command: C,
  args: Args<C>,
  tell?: Tell<C>,
) => Promise<Result<C>>;

function isProblem(thrown: unknown): thrown is Problem {
  return (
    typeof thrown === "object" && thrown !== null && "code" in thrown && "title" in thrown && "next" in thrown
  );
}

/** Whatever was thrown, as a problem: the shell's own words, or a fault of the program told as such. */
export function toProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  return {
    code: "internal",
    title: "Something went wrong inside Crosstrust",
    message: "This is a fault of the program, not of yours. What was saved before is still there.",
    next: ["Try it once more.", "If it happens again, copy the details and report them."],
    detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
    help: null,
  };
}

const desktop: Answering = (command, args, tell) => {
  if (!tell) return invoke(command, args);
  const channel = new Channel();
  channel.onmessage = tell as (message: unknown) => void;
  return invoke(command, { ...args, tell: channel });
};

async function absent(): Promise<never> {
  throw new Error("This page belongs to the Crosstrust program. Start the program instead.");
}

let answering: Promise<Answering> | undefined;

function backend(): Promise<Answering> {
  if (isTauri()) return (answering ??= Promise.resolve(desktop));
  if (__TWIN__) return (answering ??= import("./twin/index").then((module) => module.browserTwin()));
  return absent();
}

/** Lets a test put its own twin in the backend's place. */
export function answerWith(stand_in: Answering): void {
  answering = Promise.resolve(stand_in);
}

/** Calls a command. `bindings/commands.ts` has a function for each. */
export const call: Answering = async (command, args, tell) => {
  try {
    const answer = await backend();
    return await answer(command, args, tell);
  } catch (thrown) {
    throw toProblem(thrown);
  }
};
