// How dates and numbers are written: in the language of the sentences, as is usual in this PC's region.

/** The language of the catalog. */
const LANGUAGE = "en";
/** The region of a PC that names none. */
const REGION = "GB";

declare global {
  /** The locale of the program, which the window sets before it loads a page. An ordinary browser has none. */
  var crosstrustLocale: string | undefined;
}

/** "en-DE" for a PC with "de-DE" or "de": English words, and the order and the clock of the region. */
export function localeFor(system: string): string {
  try {
    const region = new Intl.Locale(system).maximize().region ?? REGION;
    return `${LANGUAGE}-${region}`;
  } catch {
    // What a system calls its language need not be a name of one: "C", "POSIX".
    return `${LANGUAGE}-${REGION}`;
  }
}

export const locale = globalThis.crosstrustLocale ?? localeFor(navigator.language);

/** Makes something when it is first asked for, and keeps it: a page opens sooner without formats that it has no use for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const dates = (locale: string, options: Intl.DateTimeFormatOptions) =>
  once(() => new Intl.DateTimeFormat(locale, options));

/** The forms of a day and of a minute in a locale. The program has the same (`messages/formats.rs`). */
export const formatsOf = (locale: string, timeZone?: string) => ({
  day: dates(locale, { dateStyle: "medium", timeZone }),
  longDay: dates(locale, { dateStyle: "long", timeZone }),
  moment: dates(locale, { dateStyle: "medium", timeStyle: "short", timeZone }),
  clock: dates(locale, { timeStyle: "short", timeZone }),
  /** "21 Nov" of a day of this year. */
  dayOfThisYear: dates(locale, { day: "numeric", month: "short", timeZone }),
});
