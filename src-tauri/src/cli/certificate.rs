//! `crosstrust certificate FILE`

use super::output::{self, Exit};
use clap::Args;
use crosstrust_core::certificate::{Certificate, CertificateCard};
use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::error::{ErrorCode, Problem};
use jiff::Timestamp;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Describe a certificate, and tell whether it can be uploaded.
#[derive(Args, Debug)]
pub(crate) struct CertificateArguments {
    /// The certificate: .cer, .crt, .pem or base64 text. Never a file with a private key.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A certificate, and why it cannot be uploaded.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described<'a> {
    #[serde(flatten)]
    card: &'a CertificateCard,
    refused: Option<&'a Problem>,
}

pub(super) fn run(options: &CertificateArguments) -> Exit {
    let now = Timestamp::now();
    let certificate = match read(&options.file) {
        Ok(certificate) => certificate,
        Err(problem) => return output::problem(&problem, options.json),
    };
    let card = certificate.card(now);
    let refused = certificate.check(now).err().map(Problem::from);
    if options.json {
        output::json(&Described { card: &card, refused: refused.as_ref() });
    } else {
        output::lines(&describe(&card));
    }
    refused.map_or(Exit::Done, |problem| output::remark(&problem))
}

/// Reads a certificate from a file.
pub(super) fn read(file: &Path) -> Result<Certificate, Problem> {
    let bytes = disk::read_any(file, LONGEST_NAMED).map_err(|error| unreadable(file, &error))?;
    Ok(Certificate::read(&bytes)?)
}

/// The problem of a file that cannot be read.
pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Problem {
    Problem::new(ErrorCode::Usage, format!("{} cannot be read.", file.display()))
        .with_detail(error.to_string())
}

/// A certificate in words.
fn describe(card: &CertificateCard) -> Vec<String> {
    let mut lines = vec![
        format!("Subject     {}", card.subject),
        format!("Issuer      {}", card.issuer),
        format!("Serial      {}", card.serial),
        format!("Thumbprint  {}", card.thumbprint),
        format!("SHA-256     {}", card.thumbprint_sha256),
        format!("Valid from  {}", card.not_before),
        if card.never_ends {
            "Expires     never".to_owned()
        } else {
            format!("Valid until {} ({} days)", card.not_after, card.days_left)
        },
        format!("Key         {}", card.key),
    ];
    lines.extend(card.warnings.iter().map(|warning| format!("Warning     {warning}")));
    lines
}
