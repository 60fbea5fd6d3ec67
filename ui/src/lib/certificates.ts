// Certificates as pages list them.
import type { HeldCertificate } from "./bindings/HeldCertificate";

/**
 * Each certificate once, for its first use. After a rollover the current certificate may still be named as
 * the next one.
 */
export function eachOnce(held: readonly HeldCertificate[]): HeldCertificate[] {
  return [...new Map(held.toReversed().map((one) => [one.card.thumbprint, one])).values()].toReversed();
}
