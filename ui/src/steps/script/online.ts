// How a window is connected to Exchange Online: what a script for it stands on, and what only its
// comment said. Names of clouds are those of Connect-ExchangeOnline in Microsoft's cmdlet reference.

/** Once on a PC. */
export const installModule = "Install-Module -Name ExchangeOnlineManagement -Scope CurrentUser";

/** Once in a window: a PC that is no server runs no scripts by itself, nor loads that module. */
export const allowScripts = "Set-ExecutionPolicy -ExecutionPolicy RemoteSigned -Scope Process";

/** The name of a cloud for -ExchangeEnvironmentName; the global one needs none. */
const environments: Readonly<Record<string, string>> = {
  "gcc-high": "O365USGovGCCHigh",
  dod: "O365USGovDoD",
  china: "O365China",
};

/** Whether the command for a cloud is known whole. */
export const isKnownThere = (cloud: string) => cloud === "global" || cloud in environments;

/** The command that signs a window in. */
export function connectCommand(cloud: string): string {
  const environment = environments[cloud];
  return environment === undefined
    ? "Connect-ExchangeOnline"
    : `Connect-ExchangeOnline -ExchangeEnvironmentName ${environment}`;
}
