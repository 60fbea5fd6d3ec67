//! `crosstrust certificate FILE`

use super::output::{self, Exit};
use clap::Args;
use crosstrust_core::certificate::{Certificate, CertificateCard};
use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use jiff::Timestamp;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Show a certificate, and whether you can upload it.
#[derive(Args, Debug)]
pub(crate) struct CertificateArguments {
    /// The file of the certificate: .cer, .crt, .pem or base64 text. It must not contain a private key.
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
    let message = say!("command-line-file-unreadable", file = file.display());
    Problem::new(ErrorCode::FileUnreadable, message).with_detail(error.to_string())
}

/// A certificate in words.
fn describe(card: &CertificateCard) -> Vec<String> {
    let mut lines = vec![
        say!("command-line-card-subject", value = card.subject),
        say!("command-line-card-issuer", value = card.issuer),
        say!("command-line-card-serial", value = card.serial),
        say!("command-line-card-thumbprint", value = card.thumbprint),
        say!("command-line-card-sha256", value = card.thumbprint_sha256),
        say!("command-line-card-from", value = card.not_before),
        if card.never_ends {
            say!("command-line-card-never")
        } else {
            say!("command-line-card-until", days = card.days_left, value = card.not_after)
        },
        say!("command-line-card-key", value = card.key),
    ];
    lines.extend(
        card.warnings.iter().map(|warning| say!("command-line-card-warning", warning = warning)),
    );
    lines
}
