//! What can go wrong, as the operator meets it: one closed code, and for each a title, what it means
//! and what to do next.
//!
//! Modules of this crate have errors of their own (`thiserror`); at the border to the window and the
//! command line each turns into a [`Problem`]. The table behind
//! the words is `remedies.toml`; the words are in the catalog.

mod problem;
mod remedy;
mod script;
mod texts;

pub use problem::Problem;
pub use remedy::{CommandEnding, Remedy};
#[cfg(test)]
pub(crate) use script::Table as ScriptRemedies;
pub use script::{ScriptRemedy, script_remedy};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every way in which Crosstrust can refuse or fail. Closed: the window matches on it, tests pin its
/// names, and the catalog has texts for each.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    TS,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[ts(export)]
pub enum ErrorCode {
    // Answers and guides
    /// A value is not of the kind asked for.
    AnswerInvalid,
    /// A script or a sign-in needs an answer that was not given.
    AnswerMissing,
    /// No guide, step, script or question of that name.
    NotInGuide,
    /// A guide's own content is wrong.
    GuideBroken,

    // Receipts
    /// No receipt in the text.
    ReceiptNotFound,
    /// The receipt's end is missing.
    ReceiptCutOff,
    /// The receipt does not decode or is not of the known form.
    ReceiptUnreadable,
    /// More than 1 MiB.
    ReceiptTooLarge,
    /// Written by a newer Crosstrust.
    ReceiptNewer,
    /// From another guide.
    ReceiptOfOtherGuide,
    /// From another setup.
    ReceiptOfOtherSetup,
    /// Made with answers that have changed since.
    ReceiptStale,

    // Certificates
    /// Neither DER, PEM nor base64 of a certificate.
    CertificateUnreadable,
    /// The file holds a private key.
    CertificatePrivateKey,
    /// The file holds several certificates.
    CertificateSeveral,
    /// Its validity has ended.
    CertificateExpired,
    /// Its validity has not begun.
    CertificateNotYetValid,
    /// No certificate has been received or chosen.
    CertificateMissing,

    // Setups
    /// No setup of that id.
    SetupNotFound,
    /// Another window has it open.
    SetupLocked,
    /// Saved by a newer Crosstrust.
    SetupNewer,
    /// The file cannot be read; it was kept aside.
    SetupUnreadable,
    /// The disk refused.
    StorageFailed,
    /// The step cannot do that in its present state.
    StepNotReady,

    // Sign-in
    /// The code was wrong (`bad_verification_code`).
    SignInWrongCode,
    /// The code ran out.
    SignInExpired,
    /// The person declined.
    SignInDeclined,
    /// Security defaults block device codes (530035).
    SignInDeviceCodeBlocked,
    /// A Conditional Access policy blocks this (53003, 530032, 50131).
    SignInPolicyBlocked,
    /// A policy requires token protection (530084).
    SignInTokenProtection,
    /// The account is blocked because of risk (53011, 530034).
    SignInRiskBlocked,
    /// The service that the token is for is missing or disabled in the tenant (500014, 650052).
    SignInResourceDisabled,
    /// The device is not compliant or joined.
    SignInDeviceRefused,
    /// Multi-factor sign-in was not completed.
    SignInMfaRequired,
    /// The account has no second factor registered.
    SignInMfaRegistration,
    /// The account or its password is at fault.
    SignInAccount,
    /// The account is not of this tenant.
    SignInForeignAccount,
    /// Wrong tenant or wrong cloud.
    SignInWrongTenant,
    /// An administrator must approve the app once.
    SignInConsentNeeded,
    /// Consent was refused, or the client may not ask for this scope.
    SignInConsentRefused,
    /// The client id is not known in this tenant.
    SignInUnknownClient,
    /// The own registration is not a public client.
    SignInPublicClientOff,
    /// The user is not assigned, or the enterprise app is disabled.
    SignInNotAssigned,
    /// The own registration lacks the way back to this program (50011).
    SignInRedirectUnknown,
    /// A code or an answer was used twice.
    SignInRestart,
    /// Nobody finished in the browser in time.
    SignInBrowserTimedOut,
    /// No port of this computer was free for the browser's answer.
    SignInNoPort,
    /// Graph asks for a stronger or newer sign-in (a claims challenge).
    SignInStepUp,
    /// The session ended: sign in again.
    SignInSessionEnded,
    /// The service is busy.
    SignInBusy,
    /// The signed-in tenant is not the one of the answers.
    SignInTenantMismatch,
    /// Refused for a reason that is not in the table.
    SignInRefused,
    /// An answer that is not what the sign-in service documents.
    SignInUnreadable,
    /// Nobody is signed in.
    NotSignedIn,
    /// The tenant of that name is not known in this cloud.
    TenantUnknown,
    /// The system keyring could not be used.
    KeyringUnavailable,

    // Graph
    /// The access token was refused (`InvalidAuthenticationToken`).
    GraphTokenRefused,
    /// `Authorization_RequestDenied`.
    GraphAccessDenied,
    /// The principal is absent (`Request_ResourceNotFound`).
    PrincipalAbsent,
    /// `Directory_ObjectNotFound`.
    PrincipalNotReplicated,
    /// 429, and the retries ran out.
    GraphThrottled,
    /// `KeyCredentialsInvalidEndDate`.
    GraphCertificateEndDate,
    /// `CredentialInvalidLifetimeAsPerAppPolicy`.
    GraphLifetimePolicy,
    /// `CannotUpdateLockedServicePrincipalProperty`.
    PrincipalLocked,
    /// `Directory_ResourceSizeExceeded`: the entry would become too large.
    GraphObjectFull,
    /// `Request_MultipleObjectsWithSameKeyValue`: another object has the same name.
    PrincipalNameTaken,
    /// The principal is disabled (`accountEnabled: false`): it cannot act, whatever keys it holds.
    PrincipalDisabled,
    /// "Update to existing credential with KeyId": somebody else changed the keys.
    KeysChangedMeanwhile,
    /// `NoBackingApplicationObject`.
    ApplicationNotAvailable,
    /// A key that is to stay came back without its bytes: nothing is written.
    KeyBytesMissing,
    /// The key was refused as `Edm.Binary`.
    KeyEncodingRefused,
    /// The write was accepted, but reading back did not show it in time.
    NotReadBack,
    /// 5xx, and the retries ran out.
    GraphUnavailable,
    /// A backup is of another tenant or of another principal.
    BackupForeign,
    /// A backup cannot be read or does not hold what it says.
    BackupUnreadable,
    /// Refused for a reason that is not in the table.
    GraphRefused,
    /// An answer that is not what Graph documents.
    GraphUnreadable,

    // Network
    /// No route, no name, connection refused or reset.
    NetworkUnreachable,
    /// No answer in time.
    NetworkTimeout,
    /// The server's certificate is not trusted by this machine.
    NetworkUntrusted,
    /// The proxy asks for credentials.
    NetworkProxy,
    /// `http://` to a host that is not this machine.
    InsecureAddress,

    // Running a script from here
    /// This computer does not offer that way to run the script.
    RunUnavailable,
    /// The script has no switch of that name.
    RunSwitchUnknown,
    /// Windows PowerShell could not be started.
    RunNotStarted,
    /// A policy forbids scripts.
    RunPolicyForbids,
    /// The virus scanner refused the script.
    RunBlocked,
    /// PowerShell allows only simple commands (constrained language mode).
    RunLanguageRestricted,
    /// The script needs administrator rights on this computer.
    RunNotElevated,
    /// The management shell is missing, or did not open.
    RunShellFailed,
    /// No server of that name.
    RunServerNotFound,
    /// The server could not be reached, or refused the connection.
    RunConnectionFailed,
    /// Kerberos failed.
    RunKerberosFailed,
    /// The session came from another computer: its sign-in goes no further.
    RunDoubleHop,
    /// The server refused the account.
    RunAccessDenied,
    /// Active Directory did not list the servers.
    RunDirectoryFailed,
    /// PowerShell ended before the script did.
    RunBrokeOff,
    /// It took too long.
    RunTimedOut,
    /// More output than any script has.
    RunTooMuchOutput,
    /// The script ended without a result.
    RunNoResult,
    /// The result is not of this run.
    RunOtherResult,
    /// The changes of a run were not shown before: no dry run of the same script came first.
    RunDryRunFirst,

    // The program itself
    /// The command line was not understood.
    Usage,
    /// A file that the command line names cannot be read.
    FileUnreadable,
    /// The operator ended it.
    Cancelled,
    /// A fault of Crosstrust's own.
    Internal,
}

impl ErrorCode {
    /// Every code, in the order of the enum.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The code's name on the wire: "sign-in-expired".
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether another sign-in solves it, and nothing else does: the tenant no longer accepts the one that
    /// there is, or there is none.
    pub fn asks_for_sign_in(self) -> bool {
        matches!(self, Self::SignInStepUp | Self::SignInSessionEnded | Self::NotSignedIn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_written_as_its_name_and_read_back() {
        for &code in ErrorCode::ALL {
            let json = serde_json::to_value(code).unwrap();
            assert_eq!(json, code.as_str(), "the window matches on this name");
            assert_eq!(serde_json::from_value::<ErrorCode>(json).unwrap(), code);
            assert_eq!(code.to_string(), code.as_str());
        }
    }

    #[test]
    fn another_sign_in_is_asked_for_only_where_the_last_one_no_longer_counts() {
        let asking = ErrorCode::ALL.iter().filter(|code| code.asks_for_sign_in());
        let names: Vec<&str> = asking.map(|code| code.as_str()).collect();
        assert_eq!(names, ["sign-in-step-up", "sign-in-session-ended", "not-signed-in"]);
    }
}
