// What a component reads of its properties after it has waited may belong to another setup, or to a page
// that is gone. Each component is read, and each such read is found.
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";

const components = import.meta.glob<string>("../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});

interface Node {
  type: string;
  start: number;
  end: number;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
const field = (node: Node, name: string): unknown => (node as unknown as Record<string, unknown>)[name];
const child = (node: Node, name: string): Node | null => {
  const value = field(node, name);
  return isNode(value) ? value : null;
};
const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);
const isFunction = (node: Node) => /Function/.test(node.type);
const all = (node: Node): Node[] => [node, ...childrenOf(node).flatMap(all)];
/** What a function runs itself, without the functions in it. */
const own = (node: Node): Node[] => [
  node,
  ...childrenOf(node).flatMap((one) => (isFunction(one) ? [] : own(one))),
];
const nameOf = (node: Node | null): string | null =>
  node?.type === "Identifier" ? String(field(node, "name")) : null;

/** The names in which another value may be at any time: properties, and what is derived. */
function changing(script: Node): Set<string> {
  const names = new Set<string>();
  for (const node of all(script)) {
    const [id, init] = [child(node, "id"), child(node, "init")];
    if (node.type !== "VariableDeclarator" || !id || init?.type !== "CallExpression") continue;
    const callee = child(init, "callee");
    const rune = nameOf(callee) ?? nameOf(callee && child(callee, "object"));
    if (rune === "$derived") names.add(nameOf(id) ?? "");
    if (rune === "$props")
      for (const one of childrenOf(id)) {
        const value = child(one, "value");
        names.add(nameOf(value) ?? nameOf(value && child(value, "left")) ?? "");
      }
  }
  return names;
}

/** Whether a return after the wait asks first whether the page was left. */
const asksWhetherLeft = (node: Node, wait: Node) => {
  const test = child(node, "test");
  return (
    node.type === "IfStatement" &&
    node.end > wait.start &&
    test !== null &&
    all(test).some((one) => nameOf(one) === "left") &&
    child(node, "consequent")?.type === "ReturnStatement"
  );
};

/** The reads of such names after a wait, as "function: name". */
function lateReads(source: string): string[] {
  const script = parse(source, { modern: true }).instance?.content as unknown as Node | undefined;
  if (!script) return [];
  const names = changing(script);
  const late: string[] = [];
  for (const node of all(script)) {
    const body = child(node, "body");
    if (!isFunction(node) || field(node, "async") !== true || !body) continue;
    const wait = own(body).find((one) => one.type === "AwaitExpression");
    if (!wait) continue;
    const asked = own(body).filter((one) => asksWhetherLeft(one, wait));
    const keys = new Set(
      all(body).flatMap((one) => {
        const isMember = one.type === "MemberExpression" && field(one, "computed") === false;
        const isKey = one.type === "Property" && field(one, "shorthand") === false;
        // What is only set is not read.
        const isSet = one.type === "AssignmentExpression" && field(one, "operator") === "=";
        const key = child(one, isMember ? "property" : isKey ? "key" : isSet ? "left" : "");
        return key ? [key] : [];
      }),
    );
    for (const read of all(body)) {
      const name = nameOf(read);
      if (name === null || keys.has(read) || !names.has(name) || read.start < wait.end) continue;
      // The window is always the same, and who calls a callback says what has happened.
      if (name === "app" || /^on[a-z]/.test(name)) continue;
      if (asked.some((one) => one.end < read.start)) continue;
      late.push(`${nameOf(child(node, "id")) ?? "function"}: ${name}`);
    }
  }
  return late;
}

describe("a component that waits", () => {
  it("reads its properties before", () => {
    expect(Object.keys(components).length).toBeGreaterThan(50);
    const late = Object.entries(components).flatMap(([file, source]) =>
      lateReads(source).map((read) => `${file} ${read}`),
    );
    expect(late).toEqual([]);
  });

  it("is found where it reads them afterwards", () => {
    const script = (body: string) => `<script lang="ts">
      let { setup, step, onclose = () => {} }: Props = $props();
      const place = $derived(step.id);
      let left = false;
      async function go() { ${body} }
    </script>`;
    const read = (body: string) => lateReads(script(body));
    expect(read("await setup.verify(); shown = setup.view;")).toEqual(["go: setup"]);
    expect(read("if (await setup.take()) use(place);")).toEqual(["go: place"]);
    expect(read("const { id } = step; await setup.take(id); use(id); onclose();")).toEqual([]);
    expect(read("await setup.take(); if (left) return; use(step.id);")).toEqual([]);
    expect(read("if (!(await setup.take()) || left) return; use(step.id);")).toEqual([]);
    expect(read("const opened = setup; await opened.take(); use(opened.step, { step: 1 });")).toEqual([]);
    expect(read("use(setup.view); await setup.take();")).toEqual([]);
  });
});
