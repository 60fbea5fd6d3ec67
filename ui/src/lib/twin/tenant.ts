// The twin's tenant: the keys on three applications, and what an upload makes of them.
import type { Plan } from "../bindings/Plan";
import type { PlannedKey } from "../bindings/PlannedKey";
import type { PrincipalPlan } from "../bindings/PrincipalPlan";
import type { PrincipalResult } from "../bindings/PrincipalResult";
import type { HeldCertificate } from "../bindings/HeldCertificate";
import type { VerifiedPrincipal } from "../bindings/VerifiedPrincipal";
import { applications } from "./content";
import { problem } from "./receipt";

export const appIds = applications.map((one) => one.appId);

export interface Key {
  thumbprint: string;
  keyId: string;
  notBefore: string | null;
  notAfter: string;
}

/** Keys by application id; an application that is absent has no entry. */
export type Tenant = Record<string, Key[]>;

const other: Key = {
  thumbprint: "4C1E90A20B7D11C3A5E6F80912B3C4D5E6F70812",
  keyId: "0b4ad9a2-53a5-4a53-9a86-1d8a6c1f2f10",
  notBefore: "2022-03-03T10:00:00Z",
  notAfter: "2027-03-03T10:00:00Z",
};
const expired: Key = {
  thumbprint: "77F012BD3C4D5E6F708192A3B4C5D6E7F8091A2B",
  keyId: "6ad55d44-9f27-4a4e-8d36-7f5cc1b5b6f1",
  notBefore: "2019-08-09T10:00:00Z",
  notAfter: "2024-08-09T10:00:00Z",
};

export function tenant(): Tenant {
  return {
    "db7de2b5-2149-435e-8043-e080dd50afae": [],
    "7557eb47-c689-4224-abcf-aef9bd7573df": [other],
    "00000004-0000-0ff1-ce00-000000000000": [other, expired],
  };
}

const isDisabled = () =>
  problem(
    "principal-disabled",
    "The application is disabled",
    "The application is disabled in this tenant. Keys can be written to it and stay there, but Microsoft refuses its sign-ins, so nothing works until it is enabled.",
    [
      "Find out who disabled it, and why.",
      "In the Entra admin center open Enterprise applications, find it by its application id, and under Properties set 'Enabled for users to sign in?' to Yes.",
      "Then verify again.",
    ],
  );

export const clockNote =
  "The clock of this computer is 3 h 0 min behind Microsoft's. What is valid was judged by Microsoft's time. Set the date and time of this computer right: with a wrong clock, sign-in and protected connections fail.";

const isPast = (key: Key, now: Date) => Date.parse(key.notAfter) < now.getTime();

export function planUpload(
  keys: Tenant,
  apps: readonly string[],
  disabled: readonly string[],
  wanted: readonly Key[],
  dropExpired: boolean,
  now: Date,
): Plan {
  const principals = apps.map((appId): PrincipalPlan => {
    const held = keys[appId] ?? [];
    const added = wanted.filter((key) => !held.some((one) => one.thumbprint === key.thumbprint));
    const planned: PlannedKey[] = [
      ...added.map((key) => ({ ...key, keyId: null, fate: "add" as const })),
      ...held.map((key): PlannedKey => {
        if (wanted.some((one) => one.thumbprint === key.thumbprint)) return { ...key, fate: "present" };
        if (!isPast(key, now)) return { ...key, fate: "keep" };
        return { ...key, fate: dropExpired ? "drop" : "keep-expired" };
      }),
    ];
    const writes = planned.some((key) => key.fate === "add" || key.fate === "drop");
    return {
      appId,
      displayName: null,
      accountEnabled: !disabled.includes(appId),
      action: writes ? "write" : "nothing",
      keys: planned,
      names: [],
      problem: null,
      ...(disabled.includes(appId) && { warning: isDisabled() }),
    };
  });
  return { principals, readAt: now.toISOString() };
}

export function planRestore(keys: Tenant, backup: Tenant, now: Date): Plan {
  const principals = Object.entries(backup).map(([appId, former]): PrincipalPlan => {
    const held = keys[appId] ?? [];
    const isIn = (set: Key[], key: Key) => set.some((one) => one.thumbprint === key.thumbprint);
    const planned: PlannedKey[] = [
      ...former.map((key): PlannedKey => ({ ...key, fate: isIn(held, key) ? "keep" : "add" })),
      ...held.filter((key) => !isIn(former, key)).map((key): PlannedKey => ({ ...key, fate: "remove" })),
    ];
    const writes = planned.some((key) => key.fate !== "keep");
    return {
      appId,
      displayName: null,
      accountEnabled: true,
      action: writes ? "write" : "nothing",
      keys: planned,
      names: [],
      problem: null,
    };
  });
  return { principals, readAt: now.toISOString() };
}

/** Writes what a plan says about one application. */
export function write(keys: Tenant, plan: PrincipalPlan): PrincipalResult {
  const stays = plan.keys.filter((key) => key.fate !== "drop" && key.fate !== "remove");
  keys[plan.appId] = stays.map((key) => ({
    thumbprint: key.thumbprint ?? "",
    keyId: key.keyId ?? crypto.randomUUID(),
    notBefore: key.notBefore,
    notAfter: key.notAfter ?? "",
  }));
  return {
    appId: plan.appId,
    state: plan.action === "nothing" ? "already-there" : "done",
    thumbprints: stays.map((key) => key.thumbprint ?? ""),
    names: [],
    keys: stays.map((key) => ({ ...key, fate: key.fate === "add" ? "present" : key.fate })),
    error: null,
  };
}

/** What one application holds, each key beside the certificates of this organisation. */
export function verified(
  keys: Tenant,
  appId: string,
  ours: readonly HeldCertificate[],
  enabled: boolean,
  now: Date,
): VerifiedPrincipal {
  const held = keys[appId] ?? [];
  const there =
    ours.length > 0 && ours.every(({ card }) => held.some((one) => one.thumbprint === card.thumbprint));
  return {
    appId,
    state: there && enabled ? "already-there" : "failed",
    accountEnabled: enabled,
    names: [],
    keys: held.map(({ thumbprint, keyId, notBefore, notAfter }) => ({
      thumbprint,
      keyId,
      notBefore,
      notAfter,
      daysLeft: Math.floor((Date.parse(notAfter) - now.getTime()) / 86_400_000),
      standing: ours.find(({ card }) => card.thumbprint === thumbprint)?.use ?? "unknown",
    })),
    error: !enabled
      ? isDisabled()
      : there
        ? null
        : problem(
            "not-read-back",
            "The certificate is not there",
            "This application does not hold the certificate with which Exchange signs.",
            ["Upload the certificate again."],
          ),
  };
}
