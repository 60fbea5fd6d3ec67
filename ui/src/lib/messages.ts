// What the window says: the messages of the catalog, with their arguments filled in.
import { FluentBundle, type FluentResource } from "@fluent/bundle";
import type { MessageArguments, MessageMarks } from "./bindings/messages";
import { locale } from "./locale";

/** A message without parts that a page renders itself. */
export type PlainMessage = Exclude<keyof MessageArguments, keyof MessageMarks>;

/** What is given with a message: nothing where it takes nothing. */
export type Given<Id extends keyof MessageArguments> = keyof MessageArguments[Id] extends never
  ? []
  : [args: MessageArguments[Id]];

type Values = Readonly<Record<string, string | number | Date>>;

/** The messages of a file, as the build has parsed them (`parsedMessages` in vite.config.ts). */
export type ParsedFile = FluentResource["body"];

/** A catalog of the messages of its files. */
export function catalog(files: readonly ParsedFile[], formats: string): FluentBundle {
  // Texts are compared, copied and read by programs: no invisible marks around what is filled in.
  const bundle = new FluentBundle(formats, { useIsolating: false });
  for (const file of files) add(bundle, file);
  return bundle;
}

function add(bundle: FluentBundle, file: ParsedFile): void {
  const errors = bundle.addResource({ body: file });
  if (errors[0]) throw errors[0];
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

// What the first page and the frame of the window say. `laterMessages.ts` has the others.
const files = import.meta.glob<ParsedFile>(
  "../../../src-tauri/core/messages/en/window-{common,complaints,frame,home,terms}.ftl",
  { query: "?parsed", eager: true, import: "default" },
);

const bundle = catalog(Object.values(files), locale);

/** Adds the messages of further files to the catalog of the window. */
export function addMessages(files: readonly ParsedFile[]): void {
  for (const file of files) add(bundle, file);
}

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
