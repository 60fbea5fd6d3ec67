//! Why a file is not a certificate that can be uploaded.

use crate::error::{ErrorCode, Problem};
use crate::ids::Thumbprint;
use crate::messages::{day, say};
use jiff::Timestamp;
use thiserror::Error;

/// Why a certificate was refused. Texts are for the operator and never hold the file's content.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum CertificateError {
    /// Larger than any certificate.
    #[error("{}", say!("certificate-too-large", bytes = bytes))]
    TooLarge {
        /// The size.
        bytes: usize,
    },
    /// Neither DER, PEM nor base64 of a certificate.
    #[error("{looks_like}")]
    Unreadable {
        /// What it looks like instead.
        looks_like: Form,
    },
    /// The file holds a private key. It was not read further.
    #[error("{}", say!("certificate-private-key", form = form.as_str()))]
    PrivateKey {
        /// The kind of file.
        form: PrivateKeyForm,
    },
    /// More than one certificate.
    #[error("{}", say!("certificate-several", count = count))]
    Several {
        /// How many; 0 where they were not counted.
        count: usize,
    },
    /// A file that holds a chain.
    #[error("{}", say!("certificate-chain"))]
    Chain,
    /// Its validity has ended.
    #[error(
        "{}",
        say!("certificate-expired", thumbprint = thumbprint, date = day(*not_after))
    )]
    Expired {
        /// Which certificate.
        thumbprint: Thumbprint,
        /// The end of its validity.
        not_after: Timestamp,
    },
    /// Its validity has not begun.
    #[error(
        "{}",
        say!(
            "certificate-not-yet-valid",
            thumbprint = thumbprint,
            date = day(*not_before),
            today = day(*now)
        )
    )]
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

impl From<CertificateError> for Problem {
    fn from(error: CertificateError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// The kind of file that holds a private key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::IntoStaticStr)]
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
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Form {
    /// Nothing in it.
    #[error("{}", say!("certificate-empty"))]
    Empty,
    /// PKCS#10.
    #[error("{}", say!("certificate-request"))]
    Request,
    /// A list of revoked certificates.
    #[error("{}", say!("certificate-revocation-list"))]
    RevocationList,
    /// A key without a certificate around it.
    #[error("{}", say!("certificate-public-key"))]
    PublicKey,
    /// HTML or XML.
    #[error("{}", say!("certificate-markup"))]
    Markup,
    /// A receipt.
    #[error("{}", say!("certificate-receipt"))]
    Receipt,
    /// PEM of another kind.
    #[error("{}", say!("certificate-other-pem", label = _0))]
    OtherPem(String),
    /// A PEM block without its end, or with damaged lines.
    #[error("{}", say!("certificate-broken-pem"))]
    BrokenPem,
    /// DER that stops early or is followed by something else.
    #[error("{}", say!("certificate-broken-der"))]
    BrokenDer,
    /// Text.
    #[error("{}", say!("certificate-text"))]
    Text,
    /// Anything else.
    #[error("{}", say!("certificate-binary"))]
    Binary,
}
