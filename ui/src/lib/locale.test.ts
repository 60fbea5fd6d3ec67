import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatsOf, localeFor } from "./locale";

/** What both the program and the window write on a computer of a locale. */
interface Form {
  locale: string;
  at: string;
  day: string;
  longDay: string;
  moment: string;
  number: number;
  written: string;
}

const forms = JSON.parse(
  readFileSync(new URL("../../../tests/data/formats.json", import.meta.url), "utf8"),
) as Form[];

// Browsers disagree on how wide the space before "PM" is.
const spaced = (text: string) => text.replace(/[ \u202f]/g, "\u00a0");

test("each region has its form, and the program has the same", () => {
  expect(forms.length).toBeGreaterThan(4);
  for (const form of forms) {
    const { day, longDay, moment } = formatsOf(form.locale, "Europe/Berlin");
    const at = new Date(form.at);
    const written = [
      day().format(at),
      longDay().format(at),
      moment().format(at),
      new Intl.NumberFormat(form.locale).format(form.number),
    ];
    const wanted = [form.day, form.longDay, form.moment, form.written];
    expect(written.map(spaced)).toEqual(wanted.map(spaced));
  }
});

test("a locale without a region has the form of the program's own", () => {
  expect(["C", "POSIX", "not_a_language"].map(localeFor)).toEqual(["en-GB", "en-GB", "en-GB"]);
});
