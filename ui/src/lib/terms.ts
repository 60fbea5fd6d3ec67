// The terms that pages explain at their first use, and Help in its glossary.
import type { MessageArguments } from "./bindings/messages";
import { locale } from "./locale";
import { say } from "./messages";

/** "term-service-principal" */
export type TermId = Exclude<Extract<keyof MessageArguments, `term-${string}`>, `${string}.means`>;

const known: Record<TermId, true> = {
  "term-acs": true,
  "term-auth-certificate": true,
  "term-authorization-server": true,
  "term-certificate": true,
  "term-dry-run": true,
  "term-ews-editor": true,
  "term-evosts": true,
  "term-get-delegate": true,
  "term-guide": true,
  "term-hybrid-application": true,
  "term-linked-account": true,
  "term-partner-application": true,
  "term-pim": true,
  "term-purges": true,
  "term-realm": true,
  "term-rehearsal": true,
  "term-result": true,
  "term-rollover": true,
  "term-service-principal": true,
  "term-setting-override": true,
  "term-setup": true,
  "term-sfb-online": true,
  "term-split-permissions": true,
  "term-tenant": true,
  "term-thumbprint": true,
  "term-user-application": true,
};

export interface Explained {
  id: TermId;
  term: string;
  means: string;
}

export function explain(id: TermId): Explained {
  return { id, term: say(id), means: say(`${id}.means`) };
}

/** All of them, in the order of a glossary. */
export function glossary(): Explained[] {
  const terms = (Object.keys(known) as TermId[]).map(explain);
  return terms.sort((one, other) => one.term.localeCompare(other.term, locale));
}
