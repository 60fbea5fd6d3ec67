// The twin's tenant: keys, names and whether each application is enabled, and what a write makes of them.
import type { HeldCertificate } from "../bindings/HeldCertificate";
import type { NameFate } from "../bindings/NameFate";
import type { PlanView } from "../bindings/PlanView";
import type { WriteEffect } from "../bindings/WriteEffect";
import type { PlannedKey } from "../bindings/PlannedKey";
import type { PrincipalPlan } from "../bindings/PrincipalPlan";
import type { VerifiedKey } from "../bindings/VerifiedKey";
import type { VerifiedPrincipal } from "../bindings/VerifiedPrincipal";
import { problem } from "./receipt";

export interface Key {
  thumbprint: string;
  keyId: string;
  notBefore: string | null;
  notAfter: string;
}

/** One application in the tenant. */
export interface Held {
  keys: Key[];
  names: string[];
  enabled: boolean;
}

/** By application id; an application that is absent has no entry. */
export type Tenant = Record<string, Held>;

/** What is wanted of one application, after all receipts and decisions. */
export interface Wanted {
  appId: string;
  keys: readonly Key[];
  names: readonly string[];
  enabled: boolean;
  /** Thumbprints of keys that go. */
  removes: readonly string[];
}

export const formerThumbprint = "4C1E90A20B7D11C3A5E6F80912B3C4D5E6F70812";

const other: Key = {
  thumbprint: formerThumbprint,
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
  const skype = "00000004-0000-0ff1-ce00-000000000000";
  const exchange = "00000002-0000-0ff1-ce00-000000000000";
  return {
    "db7de2b5-2149-435e-8043-e080dd50afae": { keys: [], names: [], enabled: true },
    "7557eb47-c689-4224-abcf-aef9bd7573df": { keys: [other], names: [], enabled: true },
    [skype]: {
      keys: [other, expired],
      names: [skype, `${skype}/*.online.lync.com`, `${skype}/webext.contoso.com`],
      enabled: true,
    },
    [exchange]: {
      keys: [],
      names: [exchange, `${exchange}/*.outlook.com`, "https://outlook.office365.com/"],
      enabled: false,
    },
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
const has = (keys: readonly Key[], thumbprint: string) => keys.some((one) => one.thumbprint === thumbprint);

function planned(
  appId: string,
  held: Held,
  keys: PlannedKey[],
  names: { name: string; fate: NameFate }[],
  enabled: boolean,
): PrincipalPlan {
  const sets = enabled !== held.enabled;
  const stays = ["present", "keep", "keep-expired"];
  const writes =
    sets ||
    keys.some((key) => !stays.includes(key.fate)) ||
    names.some((name) => name.fate === "add" || name.fate === "remove");
  return {
    appId,
    displayName: null,
    accountEnabled: held.enabled,
    action: writes ? "write" : "nothing",
    keys,
    names,
    problem: null,
    ...(sets && { setsEnabled: enabled }),
    ...(!held.enabled && !sets && { warning: isDisabled() }),
  };
}

export function planUpload(
  tenant: Tenant,
  wanted: readonly Wanted[],
  dropExpired: boolean,
  now: Date,
): PrincipalPlan[] {
  return wanted.map((one): PrincipalPlan => {
    const held = tenant[one.appId];
    if (!held) return absent(one.appId);
    const keys: PlannedKey[] = [
      ...one.keys
        .filter((key) => !has(held.keys, key.thumbprint))
        .map((key) => ({ ...key, keyId: null, fate: "add" as const })),
      ...held.keys.map((key): PlannedKey => {
        if (one.removes.includes(key.thumbprint)) return { ...key, fate: "remove" };
        if (has(one.keys, key.thumbprint)) return { ...key, fate: "present" };
        if (!isPast(key, now)) return { ...key, fate: "keep" };
        return { ...key, fate: dropExpired ? "drop" : "keep-expired" };
      }),
    ];
    const names = one.names.map((name) => ({
      name,
      fate: held.names.includes(name) ? ("present" as const) : ("add" as const),
    }));
    return planned(one.appId, held, keys, names, one.enabled || held.enabled);
  });
}

export function planRestore(tenant: Tenant, backup: Tenant): PrincipalPlan[] {
  return Object.entries(backup).map(([appId, former]): PrincipalPlan => {
    const held = tenant[appId] ?? { keys: [], names: [], enabled: true };
    const keys: PlannedKey[] = [
      ...former.keys.map((key): PlannedKey => ({
        ...key,
        fate: has(held.keys, key.thumbprint) ? "keep" : "add",
      })),
      ...held.keys
        .filter((key) => !has(former.keys, key.thumbprint))
        .map((key): PlannedKey => ({ ...key, fate: "remove" })),
    ];
    const names = [
      ...former.names
        .filter((name) => !held.names.includes(name))
        .map((name) => ({ name, fate: "add" as const })),
      ...held.names
        .filter((name) => !former.names.includes(name))
        .map((name) => ({ name, fate: "remove" as const })),
    ];
    return planned(appId, held, keys, names, former.enabled);
  });
}

/** What one application is without one of its keys, which is called by its id or its thumbprint. */
export function planRemoval(tenant: Tenant, appId: string, named: string): PrincipalPlan {
  const held = tenant[appId];
  if (!held) return absent(appId);
  const keys = held.keys.map((key): PlannedKey => ({
    ...key,
    fate: key.keyId === named || key.thumbprint === named ? "remove" : "keep",
  }));
  return planned(appId, held, keys, [], held.enabled);
}

export const planOf = (principals: PrincipalPlan[], now: Date): PlanView => ({
  principals,
  readAt: now.toISOString(),
  effect: effectOf(principals),
  effects: Object.fromEntries(principals.map((one) => [one.appId, effectOf([one])])),
});

/** Whether writes add or delete. */
export function effectOf(principals: readonly PrincipalPlan[]): WriteEffect {
  const written = principals.filter((one) => one.action === "write" || one.action === "create");
  const fates = written.flatMap((one) => [...one.keys, ...one.names].map(({ fate }) => fate as string));
  const adds = fates.includes("add") || written.some((one) => one.setsEnabled === true);
  const deletes =
    fates.includes("remove") || fates.includes("drop") || written.some((one) => one.setsEnabled === false);
  if (adds) return deletes ? "both" : "adds";
  return deletes ? "deletes" : "nothing";
}

function absent(appId: string): PrincipalPlan {
  return {
    appId,
    displayName: null,
    accountEnabled: null,
    action: "cannot",
    keys: [],
    names: [],
    problem: problem(
      "principal-absent",
      "The application is missing",
      "This tenant has no entry for this application.",
      ["Let Crosstrust create it."],
    ),
  };
}

/** Keys as they are read, each beside the certificates of this organisation. */
const asRead = (keys: readonly Key[], ours: readonly HeldCertificate[], now: Date): VerifiedKey[] =>
  keys.map((key) => ({
    thumbprint: key.thumbprint,
    keyId: key.keyId,
    notBefore: key.notBefore,
    notAfter: key.notAfter,
    daysLeft: Math.floor((Date.parse(key.notAfter) - now.getTime()) / 86_400_000),
    ended: isPast(key, now),
    standing: ours.find(({ card }) => card.thumbprint === key.thumbprint)?.use ?? "unknown",
  }));

/** Writes what a plan says about one application. */
export function write(
  tenant: Tenant,
  plan: PrincipalPlan,
  ours: readonly HeldCertificate[],
  at: Date,
): VerifiedPrincipal {
  const held = tenant[plan.appId] ?? { keys: [], names: [], enabled: true };
  const stays = plan.keys.filter((key) => key.fate !== "drop" && key.fate !== "remove");
  const goes = plan.names.filter((one) => one.fate === "remove").map((one) => one.name);
  const comes = plan.names.filter((one) => one.fate === "add").map((one) => one.name);
  const now: Held = {
    keys: stays.map((key) => ({
      thumbprint: key.thumbprint ?? "",
      keyId: key.keyId ?? crypto.randomUUID(),
      notBefore: key.notBefore,
      notAfter: key.notAfter ?? "",
    })),
    names: [...held.names.filter((name) => !goes.includes(name)), ...comes],
    enabled: plan.setsEnabled ?? held.enabled,
  };
  tenant[plan.appId] = now;
  return {
    appId: plan.appId,
    state: plan.action === "nothing" ? "already-there" : "done",
    written: plan.action !== "nothing",
    keys: asRead(now.keys, ours, at),
    names: [...now.names],
    accountEnabled: now.enabled,
    ...(plan.action !== "nothing" && { effect: effectOf([plan]) }),
    error: null,
  };
}

/** Whether an application is as it is wanted. */
export function isAsWanted(tenant: Tenant, wanted: Wanted): boolean {
  const held = tenant[wanted.appId];
  return (
    held !== undefined &&
    wanted.keys.every((key) => has(held.keys, key.thumbprint)) &&
    wanted.names.every((name) => held.names.includes(name)) &&
    !wanted.removes.some((thumbprint) => has(held.keys, thumbprint)) &&
    (held.enabled || !wanted.enabled)
  );
}

/** What one application holds, each key beside the certificates of this organisation. */
export function verified(
  tenant: Tenant,
  wanted: Wanted,
  ours: readonly HeldCertificate[],
  now: Date,
): VerifiedPrincipal {
  const { appId } = wanted;
  const held = tenant[appId] ?? { keys: [], names: [], enabled: true };
  const there = isAsWanted(tenant, wanted);
  return {
    appId,
    state: there && held.enabled ? "already-there" : "failed",
    accountEnabled: held.enabled,
    names: [...held.names],
    keys: asRead(held.keys, ours, now),
    error: !held.enabled
      ? isDisabled()
      : there
        ? null
        : problem(
            "not-read-back",
            "Something that was written is not there",
            "This application does not hold everything that the guide writes to it.",
            ["Upload again."],
          ),
  };
}
