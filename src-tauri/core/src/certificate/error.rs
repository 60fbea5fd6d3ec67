//! Why a file is not a certificate that can be uploaded.

use crate::error::{ErrorCode, Problem};
use crate::ids::Thumbprint;
use crate::messages::{Day, Text, text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};

/// Why a certificate was refused. Texts are for the operator and never hold the file's content.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
    tag = "code",
    deny_unknown_fields,
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum CertificateError {
    /// Larger than any certificate.
    TooLarge {
        /// The size.
        bytes: usize,
    },
    /// Neither DER, PEM nor base64 of a certificate.
    Unreadable {
        /// What it looks like instead.
        looks_like: Form,
    },
    /// The file holds a private key. It was not read further.
    PrivateKey {
        /// The kind of file.
        form: PrivateKeyForm,
    },
    /// More than one certificate.
    Several {
        /// How many; 0 where they were not counted.
        count: usize,
    },
    /// A file that holds a chain.
    Chain,
    /// Its validity has ended.
    Expired {
        /// Which certificate.
        thumbprint: Thumbprint,
        /// The end of its validity.
        not_after: Timestamp,
        /// The time by which that was judged; none in what earlier versions saved.
        #[serde(default)]
        now: Option<Timestamp>,
    },
    /// Its validity has not begun.
    NotYetValid {
        /// Which certificate.
        thumbprint: Thumbprint,
        /// The start of its validity.
        not_before: Timestamp,
        /// The time by which that was judged.
        now: Timestamp,
    },
}

impl CertificateError {
    /// The sentence for the operator.
    pub fn text(&self) -> Text {
        match self {
            Self::TooLarge { bytes } => text!("certificate-too-large", bytes = bytes),
            Self::Unreadable { looks_like } => looks_like.text(),
            Self::PrivateKey { form } => text!("certificate-private-key", form = form.as_str()),
            Self::Several { count } => text!("certificate-several", count = count),
            Self::Chain => text!("certificate-chain"),
            Self::Expired { thumbprint, not_after, now: None } => {
                text!("certificate-expired", thumbprint = thumbprint, date = Day(*not_after))
            }
            Self::Expired { thumbprint, not_after, now: Some(now) } => text!(
                "certificate-expired-today",
                thumbprint = thumbprint,
                date = Day(*not_after),
                today = Day(*now)
            ),
            Self::NotYetValid { thumbprint, not_before, now } => text!(
                "certificate-not-yet-valid",
                thumbprint = thumbprint,
                date = Day(*not_before),
                today = Day(*now)
            ),
        }
    }

    /// The code under which it crosses the border.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } | Self::Unreadable { .. } => ErrorCode::CertificateUnreadable,
            Self::PrivateKey { .. } => ErrorCode::CertificatePrivateKey,
            Self::Several { .. } | Self::Chain => ErrorCode::CertificateSeveral,
            Self::Expired { .. } => ErrorCode::CertificateExpired,
            Self::NotYetValid { .. } => ErrorCode::CertificateNotYetValid,
        }
    }
}

impl Display for CertificateError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.text().fmt(formatter)
    }
}

impl std::error::Error for CertificateError {}

impl From<CertificateError> for Problem {
    fn from(error: CertificateError) -> Self {
        Self::new(error.code(), error.text())
    }
}

/// The kind of file that holds a private key.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum PrivateKeyForm {
    /// PKCS#12, usually `.pfx`.
    Pkcs12,
    /// PEM.
    Pem,
    /// A file of `PuTTY`.
    Putty,
    /// XML of .NET.
    Xml,
    /// PKCS#8, encrypted.
    Encrypted,
    /// A key without a password.
    Plain,
}

impl PrivateKeyForm {
    /// The name by which the catalog knows it.
    fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a file that is no certificate looks like.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Nothing in it.
    Empty,
    /// PKCS#10.
    Request,
    /// A list of revoked certificates.
    RevocationList,
    /// A key without a certificate around it.
    PublicKey,
    /// HTML or XML.
    Markup,
    /// A receipt.
    Receipt,
    /// PEM of another kind.
    OtherPem(String),
    /// A PEM block without its end, or with damaged lines.
    BrokenPem,
    /// DER that stops early or is followed by something else.
    BrokenDer,
    /// Text.
    Text,
    /// Anything else.
    Binary,
}

impl Form {
    /// The sentence for the operator.
    fn text(&self) -> Text {
        match self {
            Self::Empty => text!("certificate-empty"),
            Self::Request => text!("certificate-request"),
            Self::RevocationList => text!("certificate-revocation-list"),
            Self::PublicKey => text!("certificate-public-key"),
            Self::Markup => text!("certificate-markup"),
            Self::Receipt => text!("certificate-receipt"),
            Self::OtherPem(label) => text!("certificate-other-pem", label = label),
            Self::BrokenPem => text!("certificate-broken-pem"),
            Self::BrokenDer => text!("certificate-broken-der"),
            Self::Text => text!("certificate-text"),
            Self::Binary => text!("certificate-binary"),
        }
    }
}
