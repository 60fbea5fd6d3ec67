//! How a value is written into PowerShell.
//!
//! This is the one place where text becomes part of a script. Every `{{ value }}` of a template passes
//! through [`write_value`]; there is no way to have it written raw. Text becomes a single-quoted
//! string, in which PowerShell looks at nothing but the quote itself, and it takes five characters
//! for one: each is doubled.

use crate::text::{doubled_quotes, is_hidden};
use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};
use std::fmt::Write;

/// Writes text as a single-quoted string. A character that does not show, or that would change how its
/// neighbours are shown, is written by its number: `('a' + [char]0x202E + 'b')`. So a reader of the script
/// sees what is there, and nothing breaks the line.
pub(crate) fn write_text(out: &mut impl Write, text: &str) -> Result<(), Error> {
    let by_number = |sign: char| is_hidden(sign) && sign != '\t';
    if !text.contains(by_number) {
        return write_quoted(out, text);
    }
    out.write_char('(').map_err(failed)?;
    // Text is first, so that each `+` joins texts and adds no numbers.
    let mut rest = text;
    loop {
        let end = rest.find(by_number).unwrap_or(rest.len());
        let (shown, hidden) = rest.split_at(end);
        write_quoted(out, shown)?;
        let mut signs = hidden.chars();
        let Some(sign) = signs.next() else { break };
        for unit in sign.encode_utf16(&mut [0; 2]) {
            write!(out, " + [char]0x{unit:04X}").map_err(failed)?;
        }
        rest = signs.as_str();
        if rest.is_empty() {
            break;
        }
        out.write_str(" + ").map_err(failed)?;
    }
    out.write_char(')').map_err(failed)
}

fn write_quoted(out: &mut impl Write, text: &str) -> Result<(), Error> {
    write!(out, "'{}'", doubled_quotes(text)).map_err(failed)
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
    use crate::text::SINGLE_QUOTES;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn literal(value: impl Into<Value>) -> String {
        let mut text = String::new();
        write_value(&mut text, &value.into()).unwrap();
        text
    }

    /// Reads text as it is written here: a string, or strings and characters by number in parentheses.
    fn value_of(literal: &str) -> Option<String> {
        let Some(joined) = literal.strip_prefix('(') else { return read_back(literal) };
        let mut rest = joined.strip_suffix(')')?;
        let mut units: Vec<u16> = Vec::new();
        loop {
            if let Some(number) = rest.strip_prefix("[char]0x") {
                let (digits, after) = number.split_at_checked(4)?;
                units.push(u16::from_str_radix(digits, 16).ok()?);
                rest = after;
            } else {
                // The end of a string is its last quote before a number or the end.
                let end = rest.find("' + [char]").map_or(rest.len(), |at| at + 1);
                units.extend(read_back(&rest[..end])?.encode_utf16());
                rest = &rest[end..];
            }
            match rest.strip_prefix(" + ") {
                Some(after) => rest = after,
                None if rest.is_empty() => return String::from_utf16(&units).ok(),
                None => return None,
            }
        }
    }

    fn refusal(value: impl Into<Value>) -> String {
        write_value(&mut String::new(), &value.into()).unwrap_err().to_string()
    }

    /// Reads a single-quoted string as PowerShell does: a quote of any of the five kinds followed by
    /// another of the five represents the first of the two; alone it ends the string.
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
            let measured = case["literal"].as_str().unwrap();
            let mut written = String::new();
            write_quoted(&mut written, value).unwrap();
            assert_eq!(written, measured, "{value:?}");
            if !value.contains(|sign| is_hidden(sign) && sign != '\t') {
                assert_eq!(literal(value), measured, "{value:?}");
            }
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
    fn what_does_not_show_is_written_by_its_number() {
        for (text, written) in [
            ("a\u{202e}b", "('a' + [char]0x202E + 'b')"),
            ("\u{2028}", "('' + [char]0x2028)"),
            ("it's\r\n", "('it''s' + [char]0x000D + '' + [char]0x000A)"),
            ("\0\u{e0041}x", "('' + [char]0x0000 + '' + [char]0xDB40 + [char]0xDC41 + 'x')"),
            ("a\tb", "'a\tb'"),
        ] {
            assert_eq!(literal(text), written, "{text:?}");
            assert_eq!(literal(vec![text]), format!("@({written})"), "{text:?}");
            let table = BTreeMap::from([(text, text)]);
            assert_eq!(literal(table), format!("@{{ {written} = {written} }}"), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_back_equal_and_hides_nothing(
            text in "\\PC{0,40}|['\u{2018}\u{2019}\u{201a}\u{201b}a]{0,12}|(\\p{C}|[a' +)]){0,12}"
        ) {
            let written = literal(text.clone());
            prop_assert!(!written.contains(|sign| is_hidden(sign) && sign != '\t'), "{written:?}");
            prop_assert_eq!(value_of(&written), Some(text));
        }
    }
}
