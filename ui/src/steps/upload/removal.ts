// Which key is to be deleted, and what to know before that. Nothing is decided here.
import type { KeyOwner } from "../../lib/bindings/KeyOwner";
import type { VerifiedKey } from "../../lib/bindings/VerifiedKey";

/** A key of one application that somebody wants to delete. */
export interface Removal {
  appId: string;
  key: VerifiedKey;
}

/** What a key is called by: its id, which is of it alone, else the thumbprint. */
export const nameOfKey = (key: Pick<VerifiedKey, "keyId" | "thumbprint">): string | null =>
  key.keyId ?? key.thumbprint;

const warnings: Record<KeyOwner, { title: string; text: string }> = {
  current: {
    title: "This is the certificate in use",
    text: "Your servers sign with it now. Without this key the application no longer believes them, and what this setup is for stops working.",
  },
  next: {
    title: "This is the next certificate",
    text: "Your servers will sign with it. Without this key the application does not believe them from that day on.",
  },
  chosen: {
    title: "This is the certificate that you chose",
    text: "This setup uploads it. If your servers sign with it, the application no longer believes them without this key.",
  },
  unknown: {
    title: "Nobody here knows whose key this is",
    text: "It may belong to another server or organisation that uses this tenant, and something would stop working there. Ask before you delete it.",
  },
};

/** What to know before a key goes; null where it has ended and nothing can use it any more. */
export const removalWarning = (
  key: Pick<VerifiedKey, "standing" | "ended">,
): { title: string; text: string } | null => (key.ended ? null : warnings[key.standing]);
