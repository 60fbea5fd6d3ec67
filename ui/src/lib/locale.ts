// How dates and numbers are written: in the language of the sentences, as is usual in this PC's region.

/** The language of the catalog. */
const LANGUAGE = "en";

/** "en-DE" for a PC with "de-DE" or "de": English words, and the order and the clock of the region. */
export function localeFor(system: string): string {
  try {
    const region = new Intl.Locale(system).maximize().region;
    return region === undefined ? LANGUAGE : `${LANGUAGE}-${region}`;
  } catch {
    // What a system calls its language need not be a name of one: "C", "POSIX".
    return LANGUAGE;
  }
}

export const locale = localeFor(navigator.language);
