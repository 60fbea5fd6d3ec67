// The one place that reaches the program: in the window through Tauri's IPC, in an ordinary browser over
// HTTP, where the browser host serves the pages.
//
// What a command rejects with is always a `Problem`.
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { Problem } from "./bindings/Problem";
import type { Commands } from "./bindings/commands";
import { say } from "./messages";

export type CommandName = keyof Commands;
export type Args<C extends CommandName> = Commands[C]["args"];
export type Result<C extends CommandName> = Commands[C]["result"];
/** Takes what a command sends while it runs. */
export type OnMessage<C extends CommandName> = (message: Commands[C]["message"]) => void;

/** Something that answers every command. */
export type Answering = <C extends CommandName>(
  command: C,
  args: Args<C>,
  onMessage?: OnMessage<C>,
) => Promise<Result<C>>;

function isProblem(thrown: unknown): thrown is Problem {
  return (
    typeof thrown === "object" && thrown !== null && "code" in thrown && "title" in thrown && "next" in thrown
  );
}

/** Whatever was thrown, as a problem: the shell's own words, or an internal error of the program. */
export function toProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  return {
    code: "internal",
    title: say("fault-internal-title"),
    message: say("fault-internal-message"),
    next: [say("fault-internal-retry"), say("fault-internal-report")],
    detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
    help: null,
  };
}

declare global {
  /** Answers to what the first page asks for, which the window gives before it loads the page. A browser has none. */
  var crosstrustAnswers: { [C in CommandName]?: Result<C> } | undefined;
}

/** Answers that are there before they are asked for. To a page that is loaded again they are old, and it asks. */
function answersOfStart() {
  const [loading] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const given = loading?.type === "navigate" ? globalThis.crosstrustAnswers : undefined;
  return new Map<string, unknown>(Object.entries(given ?? {}));
}

const ready = answersOfStart();

const desktop: Answering = (command, args, onMessage) => {
  if (!onMessage) {
    const answer = ready.get(command) as Result<typeof command> | undefined;
    // It answers one question: a later one asks what is true by then.
    return ready.delete(command) ? Promise.resolve(answer) : invoke(command, args);
  }
  const channel = new Channel();
  channel.onmessage = onMessage as (message: unknown) => void;
  return invoke(command, { ...args, onMessage: channel });
};

/** A line of the browser host's answer. */
type Line<C extends CommandName> =
  { message: Commands[C]["message"] } | { result: Result<C> } | { problem: Problem };

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

/** The program behind the browser host at this address. */
export function over(address: string, headers: Readonly<Record<string, string>> = {}): Answering {
  return async <C extends CommandName>(command: C, args: Args<C>, onMessage?: OnMessage<C>) => {
    const response = await fetch(`${address}commands/${command}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(args),
    });
    if (!response.ok || !response.body)
      throw new Error(`${String(response.status)} ${await response.text()}`);
    for await (const text of linesOf(response.body)) {
      const line = JSON.parse(text) as Line<C>;
      if ("result" in line) return line.result;
      if ("problem" in line) throw line.problem as unknown;
      onMessage?.(line.message);
    }
    throw new Error("The program ended before it answered.");
  };
}

/** Whether the pages are in the program's own window, and not in an ordinary browser. */
export const inWindow = (): boolean => isTauri();

let answering: Answering | undefined;

/** Lets a test put another program in the backend's place. */
export function answerWith(stand_in: Answering): void {
  answering = stand_in;
}

/** Calls a command. `bindings/commands.ts` has a function for each. */
export const call: Answering = async (command, args, onMessage) => {
  answering ??= isTauri() ? desktop : over("/");
  try {
    return await answering(command, args, onMessage);
  } catch (thrown) {
    throw toProblem(thrown);
  }
};
