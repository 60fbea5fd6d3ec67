// Which key is to be deleted, and what to know before that. Nothing is decided here.
import type { VerifiedKey } from "../../lib/bindings/VerifiedKey";
import { say } from "../../lib/messages";

/** A key of one application that somebody wants to delete. */
export interface Removal {
  appId: string;
  key: VerifiedKey;
}

/** What a key is called by: its id, which is of it alone, else the thumbprint. */
export const nameOfKey = (key: Pick<VerifiedKey, "keyId" | "thumbprint">): string | null =>
  key.keyId ?? key.thumbprint;

/** What to know before a key is deleted; null where it has expired and nothing can use it any more. */
export const removalWarning = (
  key: Pick<VerifiedKey, "standing" | "ended">,
): { title: string; text: string } | null =>
  key.ended
    ? null
    : {
        title: say("upload-removal-warning-title", { standing: key.standing }),
        text: say("upload-removal-warning", { standing: key.standing }),
      };
