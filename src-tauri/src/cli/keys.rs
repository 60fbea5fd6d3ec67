//! The Exchange server's certificates, as `upload` and `verify` are given them, and keys of
//! principals described by them.

use super::{certificate, duration};
use clap::Args;
use crosstrust_core::certificate::{Certificate, NO_END, never_ends};
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{
    KeyFate, KeyOwner, KnownCertificate, OtherEnd, PlannedKey, VerifiedKey,
};
use crosstrust_core::guide::Library;
use crosstrust_core::ids::{AppId, Thumbprint};
use crosstrust_core::messages::say;
use jiff::Timestamp;
use std::path::PathBuf;

/// Which certificates.
#[derive(Args, Clone, Debug)]
pub(crate) struct CertificateOptions {
    /// The file of the current certificate of the Exchange server. If you repeat this option, the second
    /// file is the next certificate. You can omit it with --name, --enable or --remove-key.
    #[arg(long = "certificate", value_name = "FILE", required_unless_present_any = ["names", "enable", "remove_keys"])]
    certificates: Vec<PathBuf>,
    /// The file of the next certificate.
    #[arg(long, value_name = "FILE", requires = "certificates")]
    next_certificate: Option<PathBuf>,
}

impl CertificateOptions {
    /// Reads the certificates, each with what it is to the organisation; one that cannot be uploaded
    /// ends it before anybody signs in.
    pub(super) fn read(&self, now: Timestamp) -> Result<Vec<(Certificate, KeyOwner)>, Problem> {
        let standings = std::iter::once(KeyOwner::Current).chain(std::iter::repeat(KeyOwner::Next));
        let files = self.certificates.iter().chain(&self.next_certificate).zip(standings);
        let read = |(file, standing): (&PathBuf, KeyOwner)| {
            let certificate = certificate::read(file)?;
            certificate.check(now)?;
            Ok((certificate, standing))
        };
        files.map(read).collect()
    }
}

/// The certificates alone, and what keys that hold them are called.
pub(super) fn split(
    read: Vec<(Certificate, KeyOwner)>,
) -> (Vec<Certificate>, Vec<KnownCertificate>) {
    let at_hand =
        |(certificate, standing): &(Certificate, KeyOwner)| (certificate.thumbprint(), *standing);
    let at_hand = read.iter().map(at_hand).collect();
    (read.into_iter().map(|(certificate, _)| certificate).collect(), at_hand)
}

/// The name by which the guides call an application; its id where they do not know it.
pub(super) fn name(app_id: AppId) -> Result<String, Problem> {
    let library = Library::built_in()?;
    let mut applications = library.guides().flat_map(|guide| &guide.applications);
    let known = applications.find(|application| application.app_id == app_id);
    Ok(known.map_or_else(|| app_id.to_string(), |application| application.name.clone()))
}

/// A key that was read, in words: how long it lasts, and which certificate it is where any is known.
/// A remark about its end is on a line of its own.
pub(super) fn read_lines(key: &VerifiedKey, at_hand: &[KnownCertificate]) -> Vec<String> {
    let days = key.days_left.filter(|days| *days != NO_END);
    let cells = [
        Some(thumbprint(key.thumbprint)),
        key.not_before.map(|begin| say!("command-line-key-from", begin = begin)),
        key.not_after.map(until),
        days.map(duration::days_left),
        (!at_hand.is_empty()).then(|| key.standing.words()),
    ];
    let line = format!("    {}", in_a_row(cells));
    std::iter::once(line).chain(remark(key.standing, key.other_end)).collect()
}

/// What is known of a key, with commas between.
fn in_a_row(cells: impl IntoIterator<Item = Option<String>>) -> String {
    cells.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn thumbprint(known: Option<Thumbprint>) -> String {
    known.map_or_else(|| say!("command-line-no-thumbprint"), String::from)
}

/// The remark about a key of ours whose end is not its certificate's.
fn remark(standing: KeyOwner, other_end: Option<OtherEnd>) -> Option<String> {
    let other_end = other_end.filter(|_| standing != KeyOwner::Unknown)?;
    Some(format!("      {}", other_end.words()))
}

/// How long a key lasts, in words.
fn until(end: Timestamp) -> String {
    if never_ends(end) {
        say!("command-line-key-never-expires")
    } else {
        say!("command-line-key-until", end = end)
    }
}

/// A key of a plan, in words: what happens to it, and which certificate it is where any is known.
pub(super) fn planned_lines(key: &PlannedKey, at_hand: &[KnownCertificate]) -> Vec<String> {
    let (sign, fate) = match (key.fate, &key.key_id) {
        (KeyFate::Add, _) => ("+", say!("command-line-key-add")),
        (KeyFate::Present, _) => ("=", say!("command-line-key-present")),
        (KeyFate::Keep, _) => ("=", say!("command-line-key-keep")),
        (KeyFate::KeepExpired, _) => ("=", say!("command-line-key-keep-expired")),
        (KeyFate::Drop, _) => ("-", say!("command-line-key-drop")),
        (KeyFate::NotRestored, _) => (" ", say!("command-line-key-not-restored")),
        (KeyFate::Remove, _) => ("-", say!("command-line-key-remove")),
    };
    let standing = key.owner(at_hand);
    let whose = match standing {
        KeyOwner::Unknown if at_hand.is_empty() => None,
        KeyOwner::Unknown => Some(say!("command-line-key-unknown")),
        KeyOwner::Current | KeyOwner::Next | KeyOwner::Chosen => Some(standing.words()),
    };
    let cells = [Some(thumbprint(key.thumbprint)), key.not_after.map(until), Some(fate), whose];
    let line = format!("  {sign} {}", in_a_row(cells));
    std::iter::once(line).chain(remark(standing, key.other_end)).collect()
}
