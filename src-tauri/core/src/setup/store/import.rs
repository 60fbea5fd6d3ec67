//! Reading a setup's file from elsewhere: one that a person brings from another computer or out of a copy of the
//! data folder. It is read as strictly as an own one, and nothing is written.

use super::files::Files;
use super::parts::PartReference;
use super::{Loaded, checksum, read_part};
use crate::disk::LONGEST_NAMED;
use crate::error::{ErrorCode, Problem};
use crate::messages::text;
use crate::setup::migrate::{self, ReadError};
use crate::setup::{Setup, SetupId};
use serde::Deserialize;
use std::path::Path;
use thiserror::Error;

/// Why a file is not a setup that can be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It is larger than any setup that is read from elsewhere.
    #[error("the file is larger than {} bytes", LONGEST_NAMED)]
    TooLarge,
    /// It is no setup.
    #[error("{0}")]
    NotASetup(String),
    /// It is a setup, and was changed since Crosstrust saved it.
    #[error("the file does not match its checksum")]
    Damaged,
    /// A newer version of this program saved it.
    #[error("its form is {0}, newer than this program knows")]
    Newer(u64),
    /// It is a rehearsal. Its simulated organization is not in the file.
    #[error("it is a rehearsal")]
    Rehearsal,
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let (code, title, message, next) = match error {
            ImportError::TooLarge => (
                ErrorCode::SetupUnreadable,
                text!("setup-import-not-one-title"),
                text!("setup-import-too-large"),
                text!("setup-import-choose"),
            ),
            ImportError::NotASetup(_) => (
                ErrorCode::SetupUnreadable,
                text!("setup-import-not-one-title"),
                text!("setup-import-not-one"),
                text!("setup-import-choose"),
            ),
            ImportError::Damaged => (
                ErrorCode::SetupUnreadable,
                text!("setup-import-damaged-title"),
                text!("setup-import-damaged"),
                text!("setup-import-copy-again"),
            ),
            ImportError::Newer(_) => (
                ErrorCode::SetupNewer,
                text!("setup-import-newer-title"),
                text!("setup-import-newer"),
                text!("setup-import-update"),
            ),
            ImportError::Rehearsal => (
                ErrorCode::StepNotReady,
                text!("setup-import-rehearsal-title"),
                text!("setup-import-rehearsal"),
                text!("setup-import-rehearse"),
            ),
        };
        let mut problem = Self::new(code, message);
        problem.title = title;
        problem.next = vec![next];
        problem.with_detail(error.to_string())
    }
}

/// What every setup's file says of itself, in each version.
#[derive(Deserialize)]
struct Identified {
    id: SetupId,
}

/// Reads a setup's file. `beside`: the folder that holds the parts of its journal; without it, or without them, their
/// entries are reported as lost.
///
/// # Errors
/// [`ImportError`].
pub fn read_file(bytes: &[u8], beside: Option<&Path>) -> Result<Loaded, ImportError> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST_NAMED) {
        return Err(ImportError::TooLarge);
    }
    let json = checksum::open(bytes).map_err(|checksum::Damaged| ImportError::Damaged)?;
    let named: Identified =
        serde_json::from_slice(&json).map_err(|error| ImportError::NotASetup(error.to_string()))?;
    let files = beside.map(|folder| Files::new(folder, named.id));
    let part = |number, reference: &PartReference| match &files {
        Some(files) => read_part(files, number, reference),
        None => Err(format!("{}{}", named.id, reference.ending(number))),
    };
    let setup: Setup = migrate::read_with_parts(&json, part).map_err(|error| match error {
        ReadError::Newer(version) => ImportError::Newer(version),
        ReadError::Unreadable(reason) => ImportError::NotASetup(reason),
    })?;
    if setup.is_rehearsal() { Err(ImportError::Rehearsal) } else { Ok(Loaded::of(setup)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::{at, guide, id};
    use crate::setup::store::to_json;
    use crate::setup::{OPERATOR, Setup};

    fn file(rehearsal: bool) -> Vec<u8> {
        to_json(&Setup::new(id(1), &guide(), rehearsal, at(0), OPERATOR))
    }

    fn refused(bytes: &[u8]) -> Problem {
        Problem::from(read_file(bytes, None).expect_err("it is refused"))
    }

    #[test]
    fn a_file_is_read_as_it_was_saved() {
        let setup = Setup::new(id(1), &guide(), false, at(0), OPERATOR);
        let read = read_file(&to_json(&setup), None).unwrap();
        assert_eq!(read.setup, setup);
        assert!(read.damage.is_none());
    }

    #[test]
    fn each_file_that_is_no_setup_is_refused_and_says_what_to_do() {
        let real = file(false);
        let mut changed = real.clone();
        let last = changed.len() - 3;
        changed[last] ^= 1;
        let newer = br#"{"id":"018f3a52-7b1c-7e44-8d15-3b0a6c9e2f71","version":999}"#;
        let cases: [(&[u8], ErrorCode, &str); 8] = [
            (b"", ErrorCode::SetupUnreadable, "not a setup"),
            (b"-----BEGIN CERTIFICATE-----", ErrorCode::SetupUnreadable, "not a setup"),
            (b"{}", ErrorCode::SetupUnreadable, "not a setup"),
            (
                br#"{"id":"../../etc/passwd","version":6}"#,
                ErrorCode::SetupUnreadable,
                "not a setup",
            ),
            (&real[..real.len() - 9], ErrorCode::SetupUnreadable, "damaged"),
            (&changed, ErrorCode::SetupUnreadable, "damaged"),
            (newer, ErrorCode::SetupNewer, "newer"),
            (&file(true), ErrorCode::StepNotReady, "rehearsal"),
        ];
        for (bytes, code, named) in cases {
            let problem = refused(bytes);
            assert_eq!(problem.code, code, "{problem:?}");
            assert!(problem.title.to_string().contains(named), "{}", problem.title);
            assert!(!problem.next.is_empty());
        }
        let large = vec![b' '; usize::try_from(LONGEST_NAMED).unwrap() + 1];
        assert!(matches!(read_file(&large, None), Err(ImportError::TooLarge)));
    }
}
