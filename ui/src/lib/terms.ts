// The terms that pages explain at their first use, and Help in its glossary.
import type { MessageArguments } from "./bindings/messages";
import { say } from "./messages";

type Named<Id> = Id extends `term-${infer Term}.means` ? Term : never;
/** "service-principal" */
export type TermId = Named<keyof MessageArguments>;

const known: Record<TermId, true> = {
  acs: true,
  "auth-certificate": true,
  "authorization-server": true,
  certificate: true,
  "dry-run": true,
  "ews-editor": true,
  evosts: true,
  "get-delegate": true,
  guide: true,
  "hybrid-application": true,
  "linked-account": true,
  "partner-application": true,
  pim: true,
  purges: true,
  realm: true,
  rehearsal: true,
  result: true,
  rollover: true,
  "service-principal": true,
  "setting-override": true,
  setup: true,
  "sfb-online": true,
  "split-permissions": true,
  tenant: true,
  thumbprint: true,
  "user-application": true,
};

export interface Explained {
  id: TermId;
  term: string;
  means: string;
}

export function explain(id: TermId): Explained {
  return { id, term: say(`term-${id}`), means: say(`term-${id}.means`) };
}

/** All of them, in the order of a glossary. */
export function glossary(): Explained[] {
  const terms = (Object.keys(known) as TermId[]).map(explain);
  return terms.sort((one, other) => one.term.localeCompare(other.term));
}
