// The twin's sign-in service: who is at its page, what comes of it, and which roles they hold.
import type { BrowserView } from "../bindings/BrowserView";
import type { DeviceCodeView } from "../bindings/DeviceCodeView";
import type { RoleCheck } from "../bindings/RoleCheck";
import type { SignInEnd } from "../bindings/SignInEnd";
import type { SignInMethod } from "../bindings/SignInMethod";
import { problem } from "./receipt";

export const persons = [
  "approves",
  "declines",
  "never-comes",
  /** Security defaults refuse the code; the browser is let through. */
  "blocked",
  /** An own registration without the address of this computer: the browser is refused. */
  "no-way-back",
  "guest",
  "application-administrator",
  "without-role",
  "role-unreadable",
  /** Graph asks for a stronger sign-in at the first plan. */
  "must-prove-more",
] as const;
export type Person = (typeof persons)[number];

export const tenantId = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

const clientName = (clientId: string) =>
  clientId === "" ? "Microsoft Graph Command Line Tools" : `Your own app ${clientId}`;

export function code(clientId: string): DeviceCodeView {
  return {
    verificationUri: "https://login.microsoft.com/device",
    userCode: "L9QMJR7Z",
    expiresIn: 900,
    clientName: clientName(clientId),
  };
}

export function page(clientId: string): BrowserView {
  const asked = new URLSearchParams({
    client_id: clientId === "" ? "14d82eec-204b-4c2f-b7e8-296a70dab67e" : clientId,
    response_type: "code",
    redirect_uri: "http://localhost:49731",
    scope: "https://graph.microsoft.com/Application.ReadWrite.All openid profile offline_access",
    code_challenge_method: "S256",
    state: crypto.randomUUID(),
  });
  return {
    address: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize?${asked.toString()}`,
    expiresIn: 600,
    clientName: clientName(clientId),
  };
}

/** What this person does on the page; null when nobody comes. */
export function visited(person: Person, method: SignInMethod): SignInEnd | null {
  if (person === "never-comes") return null;
  if (person === "declines")
    return refused(
      problem(
        "sign-in-declined",
        "The sign-in was declined",
        "Somebody chose Cancel on the sign-in page.",
        ["Start again, and choose Continue on the page."],
        "authorization_declined",
      ),
      null,
    );
  if (person === "blocked" && method === "device-code")
    return refused(
      problem(
        "sign-in-device-code-blocked",
        "This tenant does not allow sign-in codes",
        "Security defaults are on in this tenant, and they block signing in with a code. They protect the tenant; leave them on.",
        ["Use sign-in in the browser on this computer instead."],
        "invalid_grant AADSTS530035\ncorrelation id 5b1f0c6e-0d3c-4b57-9a53-2a7c1f1d2e90",
      ),
      "browser",
    );
  if (person === "no-way-back" && method === "browser")
    return refused(
      problem(
        "sign-in-redirect-unknown",
        "The way back to this program is not registered",
        "Your own app registration does not know http://localhost, the address at which the browser hands the sign-in back to this program.",
        ["Add the platform Mobile and desktop applications and the address http://localhost."],
        "invalid_request AADSTS50011",
      ),
      "device-code",
    );
  const account =
    person === "guest"
      ? { name: "Robin Partner", username: "robin@fabrikam.com", tenantId, guest: true }
      : { name: "Tenant administrator", username: "admin@contoso.com", tenantId, guest: false };
  return { end: "signed-in", account, kept: true, method };
}

export function roleOf(person: Person): RoleCheck {
  switch (person) {
    case "application-administrator":
      return { known: "holds", roles: ["Application Administrator", "Global Reader"], doubtful: true };
    case "without-role":
      return { known: "lacks", roles: ["Global Reader"] };
    case "role-unreadable":
      return {
        known: "unknown",
        problem: problem(
          "graph-access-denied",
          "The account may not do this",
          "The tenant does not let this account read its own roles.",
          ["Ask somebody who manages roles which ones it holds."],
          "403 Authorization_RequestDenied",
        ),
      };
    default:
      return { known: "holds", roles: ["Global Administrator"], doubtful: false };
  }
}

export const stepUp = () =>
  problem(
    "sign-in-step-up",
    "The tenant asks for a stronger sign-in",
    "Microsoft Graph does not accept this sign-in any longer, or not for this: a policy of the tenant asks you to sign in once more, perhaps with another proof.",
    ["Sign in again; what the tenant asks for is passed on to the sign-in page."],
    "401 insufficient_claims",
  );

function refused(why: ReturnType<typeof problem>, instead: SignInMethod | null): SignInEnd {
  return { end: "refused", problem: why, instead };
}
