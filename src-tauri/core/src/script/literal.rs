//! How a value is written into PowerShell.
//!
//! This is the one place where text becomes part of a script. Every `{{ value }}` of a template goes
//! through [`write_value`]; there is no way to have it written raw. Text becomes a single-quoted
//! string, in which PowerShell looks at nothing but the quote itself, and it takes five characters
//! for one: each is doubled.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};
use std::fmt::Write;

/// The characters that end a single-quoted string: U+0027 and the four typographic ones, as measured
/// on PowerShell's own parser.
const SINGLE_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// Writes text as a single-quoted string. A control character other than a tab is refused: it would
/// break the line or hide what stands in it.
pub(super) fn write_text(out: &mut impl Write, text: &str) -> Result<(), Error> {
    if let Some(control) = text.chars().find(|&sign| sign.is_control() && sign != '\t') {
        return Err(Error::new(
            ErrorKind::BadSerialization,
            format!("a value holds the control character U+{:04X}", u32::from(control)),
        ));
    }
    out.write_char('\'').map_err(failed)?;
    for sign in text.chars() {
        if SINGLE_QUOTES.contains(&sign) {
            out.write_char(sign).map_err(failed)?;
        }
        out.write_char(sign).map_err(failed)?;
    }
    out.write_char('\'').map_err(failed)
}

/// Writes a value: text, a whole number, true or false, or a list or a table of these.
pub(super) fn write_value(out: &mut impl Write, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String => {
            let text = value.as_str().ok_or_else(|| refused(value))?;
            write_text(out, text)
        }
        ValueKind::Bool => {
            out.write_str(if value.is_true() { "$true" } else { "$false" }).map_err(failed)
        }
        ValueKind::Number => {
            let number = i64::try_from(value.clone()).map_err(|_| refused(value))?;
            write!(out, "{number}").map_err(failed)
        }
        ValueKind::Seq => {
            out.write_str("@(").map_err(failed)?;
            for (index, entry) in value.try_iter()?.enumerate() {
                out.write_str(if index == 0 { "" } else { ", " }).map_err(failed)?;
                write_value(out, &entry)?;
            }
            out.write_char(')').map_err(failed)
        }
        ValueKind::Map => {
            let mut open = "@{ ";
            for key in value.try_iter()? {
                out.write_str(open).map_err(failed)?;
                write_text(out, key.as_str().ok_or_else(|| refused(&key))?)?;
                out.write_str(" = ").map_err(failed)?;
                write_value(out, &value.get_item(&key)?)?;
                open = "; ";
            }
            out.write_str(if open == "; " { " }" } else { "@{}" }).map_err(failed)
        }
        _ => Err(refused(value)),
    }
}

fn refused(value: &Value) -> Error {
    Error::new(
        ErrorKind::BadSerialization,
        format!("a value of kind {} cannot be written", value.kind()),
    )
}

fn failed(_: std::fmt::Error) -> Error {
    Error::new(ErrorKind::WriteFailure, "the script could not be written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn literal(value: impl Into<Value>) -> String {
        let mut text = String::new();
        write_value(&mut text, &value.into()).unwrap();
        text
    }

    fn refusal(value: impl Into<Value>) -> String {
        write_value(&mut String::new(), &value.into()).unwrap_err().to_string()
    }

    /// Reads a single-quoted string as PowerShell does: a quote of any of the five kinds followed by
    /// another of the five stands for the first of the two; alone it ends the string.
    fn read_back(literal: &str) -> Option<String> {
        let mut signs = literal.chars().peekable();
        if !SINGLE_QUOTES.contains(&signs.next()?) {
            return None;
        }
        let mut text = String::new();
        while let Some(sign) = signs.next() {
            let mut doubled = || signs.next_if(|next| SINGLE_QUOTES.contains(next)).is_some();
            if !SINGLE_QUOTES.contains(&sign) || doubled() {
                text.push(sign);
            } else {
                return signs.next().is_none().then_some(text);
            }
        }
        None
    }

    #[test]
    fn text_is_written_as_the_engine_itself_writes_it() {
        let measured: serde_json::Value =
            serde_json::from_str(include_str!("../../../../tests/data/quoting.json")).unwrap();
        let quotes: Vec<char> = measured["endASingleQuotedString"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| {
                char::from_u32(u32::from_str_radix(code.as_str().unwrap(), 16).unwrap()).unwrap()
            })
            .collect();
        assert_eq!(quotes, SINGLE_QUOTES, "the characters that end a string");
        let cases = measured["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 43, "all that were measured");
        for case in cases {
            let value = case["value"].as_str().unwrap();
            assert_eq!(literal(value), case["literal"].as_str().unwrap(), "{value:?}");
        }
    }

    #[test]
    fn lists_tables_numbers_and_truth_have_forms_of_their_own() {
        assert_eq!(literal(vec!["a", "O'Brien"]), "@('a', 'O''Brien')");
        assert_eq!(literal(Vec::<String>::new()), "@()");
        assert_eq!(
            literal(BTreeMap::from([("b", "\u{2019}"), ("a", "x")])),
            "@{ 'a' = 'x'; 'b' = '\u{2019}\u{2019}' }"
        );
        assert_eq!(literal(BTreeMap::from([("a'b", vec![true])])), "@{ 'a''b' = @($true) }");
        assert_eq!(literal(BTreeMap::<String, String>::new()), "@{}");
        assert_eq!(literal(42), "42");
        assert_eq!(literal(-7), "-7");
        assert_eq!(literal(true), "$true");
        assert_eq!(literal(false), "$false");
    }

    #[test]
    fn what_has_no_form_is_refused() {
        assert!(refusal(()).contains("none"));
        assert!(refusal(Value::UNDEFINED).contains("undefined"));
        assert!(refusal(1.5).contains("number"));
        assert!(refusal(u64::MAX).contains("number"));
        assert!(refusal(Value::from_bytes(vec![39])).contains("bytes"));
        assert!(refusal(Value::from_pairs([(1, "a")])).contains("number"));
    }

    #[test]
    fn control_characters_are_refused_also_inside_lists_and_keys() {
        for control in ['\0', '\n', '\r', '\u{b}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}'] {
            let text = format!("a{control}b");
            let code = format!("U+{:04X}", u32::from(control));
            assert!(refusal(text.clone()).contains(&code));
            assert!(refusal(vec![text.clone()]).contains(&code));
            assert!(refusal(BTreeMap::from([(text, 1)])).contains(&code));
        }
    }

    proptest! {
        #[test]
        fn any_text_without_control_characters_reads_back_equal(
            text in "[^\\p{Cc}]{0,40}|['\u{2018}\u{2019}\u{201a}\u{201b}a]{0,12}"
        ) {
            prop_assert_eq!(read_back(&literal(text.clone())), Some(text));
        }
    }
}
