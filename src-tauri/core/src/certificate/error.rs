//! Why a file is not a certificate that can be uploaded.

use super::Thumbprint;
use crate::error::{ErrorCode, Problem};
use jiff::Timestamp;
use thiserror::Error;

/// Why a certificate was refused. Texts are for the operator and never hold the file's content.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum CertificateError {
    /// Larger than any certificate.
    #[error(
        "The file has {bytes} bytes. A certificate has a few thousand, so this must be another file."
    )]
    TooLarge {
        /// The size.
        bytes: usize,
    },
    /// Neither DER, PEM nor base64 of a certificate.
    #[error("This is not a certificate: {looks_like}")]
    Unreadable {
        /// What it looks like instead, as a sentence.
        looks_like: Form,
    },
    /// The file holds a private key. It was not read further.
    #[error("The file holds a private key ({form}). It was not read any further.")]
    PrivateKey {
        /// The kind of file: "PKCS#12, usually .pfx".
        form: &'static str,
    },
    /// More than one certificate.
    #[error("The file holds {how_many}.")]
    Several {
        /// "3 certificates".
        how_many: String,
    },
    /// Its validity has ended.
    #[error("The certificate {thumbprint} expired on {}.", super::day(*.not_after))]
    Expired {
        /// Which certificate.
        thumbprint: Thumbprint,
        /// The end of its validity.
        not_after: Timestamp,
    },
    /// Its validity has not begun.
    #[error(
        "The certificate {thumbprint} is valid only from {}. By the clock of this computer it is {}. If that is wrong, set the date and time of this computer right.",
        super::day(*.not_before),
        super::day(*.now)
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
            Self::Several { .. } => ErrorCode::CertificateSeveral,
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

/// What a file that is no certificate looks like.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Form {
    /// Nothing in it.
    #[error("it is empty.")]
    Empty,
    /// PKCS#10.
    #[error(
        "it is a certificate request (CSR). The certificate is what comes back for the request."
    )]
    Request,
    /// A list of revoked certificates.
    #[error("it is a certificate revocation list (CRL).")]
    RevocationList,
    /// A key without a certificate around it.
    #[error("it is a public key alone, without the certificate around it.")]
    PublicKey,
    /// HTML or XML.
    #[error(
        "it is a web page or an XML file. The download may have led to an error or sign-in page."
    )]
    Markup,
    /// A receipt.
    #[error("it is a Crosstrust receipt. Give it back on the page of its step.")]
    Receipt,
    /// PEM of another kind.
    #[error("it is a PEM file of the kind \"{0}\".")]
    OtherPem(String),
    /// A PEM block without its end, or with damaged lines.
    #[error("its PEM block is damaged or cut off.")]
    BrokenPem,
    /// DER that stops early or is followed by something else.
    #[error("it begins like one, but is damaged or cut off.")]
    BrokenDer,
    /// Text.
    #[error("it is text of another kind.")]
    Text,
    /// Anything else.
    #[error("it is a binary file of another kind.")]
    Binary,
}
