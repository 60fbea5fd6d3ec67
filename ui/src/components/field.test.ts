import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import type { AnswerSpec } from "../lib/bindings/AnswerSpec";
import { startProgram } from "../lib/testing";
import * as backend from "../lib/backend";
import Field from "./Field.svelte";

async function cloud(): Promise<AnswerSpec> {
  await startProgram();
  const view = await backend.createSetup("teams", true, "fresh");
  const found = view.answers.find((answer) => answer.spec.id === "cloud");
  if (!found) throw new Error("the guide asks for the cloud");
  return found.spec;
}

const shown = (spec: AnswerSpec, value: string) =>
  render(Field, {
    props: {
      spec,
      value,
      problem: null,
      suggestions: [],
      oninput: () => undefined,
      onsettle: () => undefined,
    },
  }).body;

describe("a choice with a note", () => {
  it("shows what Microsoft does not support in the cloud that is chosen, and only there", async () => {
    const spec = await cloud();
    for (const value of ["dod", "china", "bleu", "delos"]) {
      expect(shown(spec, value)).toContain("only in the commercial cloud, GCC and GCC High");
    }
    expect(shown(spec, "gcc-high")).toContain("delegates can't schedule");
    for (const value of ["", "global", "custom"]) {
      expect(shown(spec, value)).not.toContain("choice-note");
    }
  });
});
