//! Service principal names: what counts as the same name, and what a list of them lacks.
//!
//! A write replaces the whole list, so a name is only ever added to what was read. What is there is
//! sent back letter by letter, however strange it looks.
//!
//! A name counts as there when it is there in every letter but its case. Microsoft does not document
//! whether Entra gives out tokens for `https://host/` where the principal holds only `https://host`,
//! the id of the application with the host behind it, or a wildcard. The name is then added beside
//! it: one more does no harm, and one too few stops what needs it.

use crate::error::{ErrorCode, Problem};
use crate::messages::text;

/// Names are compared without regard to case, as the directory does.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Whether the list has that name.
pub fn has(list: &[String], name: &str) -> bool {
    let name = folded(name);
    list.iter().any(|known| folded(known) == name)
}

/// Those of the wanted names that the list lacks, in their order.
pub(super) fn lacking(list: &[String], wanted: &[String]) -> Vec<String> {
    let lacks = |name: &&String| !has(list, name);
    wanted.iter().filter(lacks).cloned().collect()
}

/// The desired names without repetitions.
///
/// # Errors
/// [`ErrorCode::AnswerInvalid`] when one of them cannot be a name.
pub(super) fn distinct(wanted: &[String]) -> Result<Vec<String>, Problem> {
    let mut all: Vec<String> = Vec::new();
    for name in wanted {
        let strange = |letter: char| letter.is_whitespace() || letter.is_control();
        if name.is_empty() || name.contains(strange) {
            return Err(Problem::new(
                ErrorCode::AnswerInvalid,
                text!("graph-spn-invalid", name = format!("{name:?}")),
            ));
        }
        if !has(&all, name) {
            all.push(name.clone());
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_name_is_there_in_whatever_case() {
        let held = list(&["https://Mail.Contoso.com/", "HTTPS://B/"]);
        let wanted = list(&["https://mail.contoso.com/", "https://mail.contoso.com", "https://b/"]);
        assert_eq!(lacking(&held, &wanted), ["https://mail.contoso.com"]);
    }

    #[test]
    fn a_name_in_another_form_does_not_count() {
        let wanted = list(&["https://mail.contoso.com/"]);
        for form in [
            "https://mail.contoso.com",
            "http://mail.contoso.com/",
            "https://mail.contoso.com:443/",
            "https://*.contoso.com/",
            "00000002-0000-0ff1-ce00-000000000000/mail.contoso.com",
            "00000002-0000-0ff1-ce00-000000000000/*.contoso.com",
            "mail.contoso.com",
        ] {
            assert_eq!(lacking(&list(&[form]), &wanted), wanted, "{form}");
        }
    }

    #[test]
    fn a_wanted_name_counts_once_and_what_is_none_is_refused() {
        let wanted = list(&["https://a/", "https://A/", "https://b/"]);
        assert_eq!(distinct(&wanted).unwrap(), ["https://a/", "https://b/"]);
        for strange in ["", " ", "https://a/ ", "https://a/\nhttps://b/", "a\0"] {
            let problem = distinct(&list(&["https://a/", strange])).unwrap_err();
            assert_eq!(problem.code, ErrorCode::AnswerInvalid, "{strange:?}");
        }
    }
}
