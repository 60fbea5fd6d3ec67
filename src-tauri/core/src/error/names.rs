//! The names of the error codes on the wire, and the list of all of them.
//!
//! One list makes both, so that a code cannot be named and missing from [`ErrorCode::ALL`]: a new
//! variant does not compile until it stands here.

use super::ErrorCode;

macro_rules! names {
    ($($variant:ident => $name:literal,)+) => {
        impl ErrorCode {
            /// Every code, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code's name on the wire: "sign-in-expired".
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

names! {
    AnswerInvalid => "answer-invalid",
    AnswerMissing => "answer-missing",
    NotInGuide => "not-in-guide",
    GuideBroken => "guide-broken",
    ReceiptNotFound => "receipt-not-found",
    ReceiptCutOff => "receipt-cut-off",
    ReceiptUnreadable => "receipt-unreadable",
    ReceiptTooLarge => "receipt-too-large",
    ReceiptNewer => "receipt-newer",
    ReceiptOfOtherGuide => "receipt-of-other-guide",
    ReceiptOfOtherSetup => "receipt-of-other-setup",
    ReceiptStale => "receipt-stale",
    CertificateUnreadable => "certificate-unreadable",
    CertificatePrivateKey => "certificate-private-key",
    CertificateSeveral => "certificate-several",
    CertificateExpired => "certificate-expired",
    CertificateNotYetValid => "certificate-not-yet-valid",
    CertificateMissing => "certificate-missing",
    SetupNotFound => "setup-not-found",
    SetupLocked => "setup-locked",
    SetupNewer => "setup-newer",
    SetupUnreadable => "setup-unreadable",
    StorageFailed => "storage-failed",
    StepNotReady => "step-not-ready",
    SignInWrongCode => "sign-in-wrong-code",
    SignInExpired => "sign-in-expired",
    SignInDeclined => "sign-in-declined",
    SignInDeviceCodeBlocked => "sign-in-device-code-blocked",
    SignInPolicyBlocked => "sign-in-policy-blocked",
    SignInTokenProtection => "sign-in-token-protection",
    SignInRiskBlocked => "sign-in-risk-blocked",
    SignInResourceDisabled => "sign-in-resource-disabled",
    SignInDeviceRefused => "sign-in-device-refused",
    SignInMfaRequired => "sign-in-mfa-required",
    SignInMfaRegistration => "sign-in-mfa-registration",
    SignInAccount => "sign-in-account",
    SignInForeignAccount => "sign-in-foreign-account",
    SignInWrongTenant => "sign-in-wrong-tenant",
    SignInConsentNeeded => "sign-in-consent-needed",
    SignInConsentRefused => "sign-in-consent-refused",
    SignInUnknownClient => "sign-in-unknown-client",
    SignInPublicClientOff => "sign-in-public-client-off",
    SignInNotAssigned => "sign-in-not-assigned",
    SignInRedirectUnknown => "sign-in-redirect-unknown",
    SignInRestart => "sign-in-restart",
    SignInBrowserTimedOut => "sign-in-browser-timed-out",
    SignInNoPort => "sign-in-no-port",
    SignInStepUp => "sign-in-step-up",
    SignInSessionEnded => "sign-in-session-ended",
    SignInBusy => "sign-in-busy",
    SignInTenantMismatch => "sign-in-tenant-mismatch",
    SignInRefused => "sign-in-refused",
    SignInUnreadable => "sign-in-unreadable",
    NotSignedIn => "not-signed-in",
    TenantUnknown => "tenant-unknown",
    KeyringUnavailable => "keyring-unavailable",
    GraphTokenRefused => "graph-token-refused",
    GraphAccessDenied => "graph-access-denied",
    PrincipalAbsent => "principal-absent",
    PrincipalNotReplicated => "principal-not-replicated",
    GraphThrottled => "graph-throttled",
    GraphCertificateEndDate => "graph-certificate-end-date",
    GraphLifetimePolicy => "graph-lifetime-policy",
    PrincipalLocked => "principal-locked",
    GraphObjectFull => "graph-object-full",
    PrincipalNameTaken => "principal-name-taken",
    PrincipalDisabled => "principal-disabled",
    KeysChangedMeanwhile => "keys-changed-meanwhile",
    ApplicationNotAvailable => "application-not-available",
    KeyBytesMissing => "key-bytes-missing",
    KeyEncodingRefused => "key-encoding-refused",
    NotReadBack => "not-read-back",
    GraphUnavailable => "graph-unavailable",
    BackupForeign => "backup-foreign",
    BackupUnreadable => "backup-unreadable",
    GraphRefused => "graph-refused",
    GraphUnreadable => "graph-unreadable",
    NetworkUnreachable => "network-unreachable",
    NetworkTimeout => "network-timeout",
    NetworkUntrusted => "network-untrusted",
    NetworkProxy => "network-proxy",
    InsecureAddress => "insecure-address",
    Usage => "usage",
    Cancelled => "cancelled",
    Internal => "internal",
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
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
    fn no_code_is_listed_twice() {
        let distinct: std::collections::BTreeSet<_> = ErrorCode::ALL.iter().collect();
        assert_eq!(distinct.len(), ErrorCode::ALL.len());
    }
}
