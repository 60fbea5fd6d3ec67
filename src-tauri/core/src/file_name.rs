//! What files are called that an operator keeps: of what they are, of which guide and organisation, and
//! of which day, so that no two of them have the same name by accident.
//!
//! Such a name has to be one on Windows, whatever system it is made on: the files are taken along to
//! servers. What an answer holds is other people's text and becomes letters, digits, dots and hyphens.

use crate::guide::answer::AnswerKind;
use crate::guide::{Answers, Guide};
use jiff::civil::Date;

/// The most bytes of what names an organisation. With everything around it a name stays far below the
/// 255 bytes or characters that file systems allow.
const LONGEST: usize = 80;

/// What a file is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SavedFile {
    /// The report on a setup.
    Report,
    /// All scripts, as a folder or an archive.
    Scripts,
}

impl SavedFile {
    fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Scripts => "scripts",
        }
    }
}

/// The name of a file or folder, without an ending: `crosstrust-report-small-contoso.com-2026-11-29`.
/// That of a rehearsal says so. The organisation is named by its domain, else its tenant; where neither
/// is known, its part is left out.
pub fn file_name(
    file: SavedFile,
    guide: &Guide,
    answers: &Answers,
    rehearsal: bool,
    day: Date,
) -> String {
    let mut parts = vec!["crosstrust".to_owned(), file.word().to_owned(), plain(guide.id.as_str())];
    parts.extend(organisation(guide, answers).map(plain));
    if rehearsal {
        parts.push("rehearsal".to_owned());
    }
    parts.push(day.to_string());
    parts.retain(|part| !part.is_empty());
    parts.join("-")
}

fn organisation<'a>(guide: &Guide, answers: &'a Answers) -> Option<&'a str> {
    let of_kind = |kind: AnswerKind| {
        let mut of_it = guide.answers.iter().filter(move |spec| spec.kind == kind);
        of_it.find_map(|spec| answers.text(spec.id.as_str()))
    };
    of_kind(AnswerKind::SmtpDomain).or_else(|| of_kind(AnswerKind::Tenant))
}

/// A text as a part of a file name: letters and digits of any script, and single dots, hyphens and
/// underscores between them. Everything else is a hyphen, and what is too long is cut off.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        let character = match character {
            letter if letter.is_alphanumeric() => letter,
            '.' | '_' => character,
            _ => '-',
        };
        if out.len() + character.len_utf8() > LONGEST {
            break;
        }
        match out.chars().next_back() {
            Some(last) if !last.is_alphanumeric() && !character.is_alphanumeric() => {}
            None if !character.is_alphanumeric() => {}
            _ => out.push(character),
        }
    }
    let end = out.trim_end_matches(|last: char| !last.is_alphanumeric()).len();
    out.truncate(end);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::AnswerId;
    use crate::setup::fixture::{given, guide};
    use proptest::prelude::*;

    const DAY: Date = jiff::civil::date(2026, 11, 29);

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        Answers::parse(&guide(), &given(pairs)).0
    }

    fn named(file: SavedFile, pairs: &[(&str, &str)]) -> String {
        file_name(file, &guide(), &answers(pairs), false, DAY)
    }

    /// Whether Windows takes it as a name, and keeps it as it is.
    fn is_plain_on_windows(name: &str) -> bool {
        let reserved = ["CON", "PRN", "AUX", "NUL"];
        let base = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        let numbered =
            |device: &str| base.strip_prefix(device).is_some_and(|rest| rest.chars().count() == 1);
        !name.is_empty()
            && name.len() <= 200
            && !name.ends_with(['.', ' '])
            && !name.starts_with([' ', '-', '.'])
            && !name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\'', '`', '$'])
            && !name.chars().any(crate::text::is_hidden)
            && !reserved.contains(&base.as_str())
            && !numbered("COM")
            && !numbered("LPT")
    }

    #[test]
    fn a_name_says_what_it_is_of_which_guide_organisation_and_day() {
        let contoso = [("tenant", "contoso.onmicrosoft.com"), ("verified_domain", "contoso.com")];
        assert_eq!(
            named(SavedFile::Report, &contoso),
            "crosstrust-report-small-contoso.com-2026-11-29"
        );
        assert_eq!(
            named(SavedFile::Scripts, &contoso),
            "crosstrust-scripts-small-contoso.com-2026-11-29"
        );
        assert_eq!(
            named(SavedFile::Report, &contoso[..1]),
            "crosstrust-report-small-contoso.onmicrosoft.com-2026-11-29"
        );
        assert_eq!(named(SavedFile::Report, &[]), "crosstrust-report-small-2026-11-29");
        assert_eq!(
            file_name(SavedFile::Report, &guide(), &answers(&contoso), true, DAY),
            "crosstrust-report-small-contoso.com-rehearsal-2026-11-29",
            "a rehearsal does not take the place of the real one"
        );
        let other = file_name(SavedFile::Report, &guide(), &answers(&contoso), false, date_after());
        assert_ne!(other, named(SavedFile::Report, &contoso), "another day");
    }

    fn date_after() -> Date {
        DAY.tomorrow().unwrap()
    }

    #[test]
    fn hostile_names_become_harmless_and_stay_readable() {
        for (text, expected) in [
            ("contoso.com", "contoso.com"),
            ("Contoso GmbH & Co. KG", "Contoso-GmbH-Co.KG"),
            ("../../etc/passwd", "etc-passwd"),
            (r"..\..\Windows\System32", "Windows-System32"),
            (r#"<a>:"/\|?*b"#, "a-b"),
            ("contoso.com...", "contoso.com"),
            ("  - contoso. ", "contoso"),
            ("$(whoami)`';{{ x }}", "whoami-x"),
            ("a\u{202e}moc.b\u{0}\r\n", "a-moc.b"),
            ("zürich.example", "zürich.example"),
            ("東京.example", "東京.example"),
            ("---", ""),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
        assert_eq!(plain(&"a".repeat(70_000)).len(), LONGEST);
        assert_eq!(plain(&"東".repeat(70_000)).chars().count(), LONGEST / 3);
    }

    #[test]
    fn a_name_is_one_on_windows_even_where_the_organisation_is_called_as_a_device() {
        for text in ["CON", "nul", "com1", "LPT9.", "aux.com", "prn "] {
            let mut guide = guide();
            guide.id = text.into();
            for answers in [answers(&[]), answers(&[("tenant", "nul.com")])] {
                let name = file_name(SavedFile::Scripts, &guide, &answers, false, DAY);
                assert!(is_plain_on_windows(&name), "{name}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_name_that_a_system_would_refuse_or_read_as_a_path(text in any::<String>()) {
            let mut guide = guide();
            guide.id = text.as_str().into();
            let name = file_name(SavedFile::Report, &guide, &answers(&[]), false, DAY);
            prop_assert!(is_plain_on_windows(&name), "{name:?}");
            prop_assert!(!name.contains(".."), "{name:?}");
            let raw = std::collections::BTreeMap::from([(AnswerId::from("tenant"), text)]);
            let answers = Answers::parse(&guide, &raw).0;
            let name = file_name(SavedFile::Report, &guide, &answers, false, DAY);
            prop_assert!(is_plain_on_windows(&name), "{name:?}");
        }
    }
}
