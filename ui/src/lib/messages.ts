// What the window says: the messages of the catalog, with their arguments filled in.
import { FluentBundle, FluentResource, type Message } from "@fluent/bundle";
import type { MessageArguments, MessageMarks } from "./bindings/messages";
import { locale } from "./locale";

/** A message without parts that a page renders itself. */
export type PlainMessage = Exclude<keyof MessageArguments, keyof MessageMarks>;

/** What is given with a message: nothing where it takes nothing. */
export type Given<Id extends keyof MessageArguments> = keyof MessageArguments[Id] extends never
  ? []
  : [args: MessageArguments[Id]];

type Values = Readonly<Record<string, string | number | Date>>;

const files = import.meta.glob<string>("../../../src-tauri/core/messages/en/window-*.ftl", {
  query: "?raw",
  eager: true,
  import: "default",
});

/** The messages of several files. A file is parsed when a message of it is first said: most pages need few. */
class Catalog extends FluentBundle {
  #unread: readonly string[];

  constructor(texts: readonly string[], formats: string) {
    // Texts are compared, copied and read by programs: no invisible marks around what is filled in.
    super(formats, { useIsolating: false });
    this.#unread = texts;
  }

  override hasMessage(id: string): boolean {
    if (super.hasMessage(id)) return true;
    const has = (text: string) => text.startsWith(`${id} =`) || text.includes(`\n${id} =`);
    const found = this.#unread.filter(has);
    this.#unread = this.#unread.filter((text) => !found.includes(text));
    for (const text of found) {
      const errors = this.addResource(new FluentResource(text));
      if (errors[0]) throw errors[0];
    }
    return super.hasMessage(id);
  }

  override getMessage(id: string): Message | undefined {
    return this.hasMessage(id) ? super.getMessage(id) : undefined;
  }
}

/** A catalog of the texts of its files. What does not parse is an error where it is said. */
export function catalog(texts: readonly string[], formats: string): FluentBundle {
  return new Catalog(texts, formats);
}

/** A message of a catalog: "home-title", or its attribute, "home-new.title". */
export function messageOf(bundle: FluentBundle, id: string, values: Values = {}): string {
  const [name = "", attribute] = id.split(".");
  const message = bundle.getMessage(name);
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
  if (pattern === undefined || pattern === null) throw new Error(`BUG: there is no message ${id}`);
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, values, errors);
  if (errors[0]) throw new Error(`BUG: the message ${id}: ${errors[0].message}`);
  return text;
}

const bundle = catalog(Object.values(files), locale);

/** A message of the catalog. */
export function say<Id extends PlainMessage>(id: Id, ...given: Given<Id>): string {
  return messageOf(bundle, id, given[0] as Values | undefined);
}

/** A part of a message: plain text, or what is marked with `<name>…</name>`. */
export interface Part {
  /** Null of plain text. */
  mark: string | null;
  text: string;
}

// No keyboard types it: it takes the place of `<` in what is filled in, so that only the message has marks.
const LESS = "\uE000";

/** A message with marks of a catalog, in parts. What is filled in is text, whatever it holds. */
export function partsOf(bundle: FluentBundle, id: string, values: Values = {}): Part[] {
  const safe = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? value.replaceAll("<", LESS) : value,
    ]),
  );
  const parts: Part[] = [];
  const add = (mark: string | null, text: string) => {
    if (text !== "") parts.push({ mark, text: text.replaceAll(LESS, "<") });
  };
  let rest = messageOf(bundle, id, safe);
  for (;;) {
    const found = /<([a-z][a-zA-Z0-9]*)>([^]*?)<\/\1>/.exec(rest);
    if (!found) break;
    add(null, rest.slice(0, found.index));
    add(found[1] ?? null, found[2] ?? "");
    rest = rest.slice(found.index + found[0].length);
  }
  add(null, rest);
  return parts;
}

/** A message with marks, in parts. `Say.svelte` renders them. */
export const parts = (id: keyof MessageMarks, values?: Values): Part[] => partsOf(bundle, id, values);
