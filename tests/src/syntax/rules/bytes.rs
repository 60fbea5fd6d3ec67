//! Rules on the file itself: its marks, its line ends, and whether it parses at all.

use crate::syntax::tree::{MARK, View, line};
use crate::syntax::{Finding, RuleContext};

pub(super) fn mark(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let mark = MARK.as_bytes();
    let Some(rest) = script.bytes().strip_prefix(mark) else {
        return vec![Finding::new(1, "no byte order mark")];
    };
    match rest.windows(mark.len()).position(|part| part == mark) {
        Some(_) => vec![Finding::new(1, "more than one byte order mark")],
        None if std::str::from_utf8(rest).is_err() => vec![Finding::new(1, "not UTF-8")],
        None => Vec::new(),
    }
}

pub(super) fn line_ends(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let text = script.text();
    let alone = text.char_indices().filter(|(at, sign)| match sign {
        '\n' => !text[..*at].ends_with('\r'),
        '\r' => !text[at + 1..].starts_with('\n'),
        _ => false,
    });
    alone.map(|(at, sign)| Finding::new(script.line_at(at), format!("{sign:?} alone"))).collect()
}

pub(super) fn ascii(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let values: Vec<_> =
        script.of_kind("verbatim_string_characters").map(|node| node.byte_range()).collect();
    script
        .text()
        .char_indices()
        .filter(|(at, sign)| !sign.is_ascii() && !values.iter().any(|range| range.contains(at)))
        .map(|(at, sign)| Finding::new(script.line_at(at), format!("{sign:?}")))
        .collect()
}

pub(super) fn trailing_blanks(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let lines = script.text().lines().enumerate();
    lines
        .filter(|(_, line)| line.ends_with([' ', '\t']))
        .map(|(at, _)| Finding::new(at + 1, "blanks at the end"))
        .collect()
}

pub(super) fn final_newline(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let text = script.text();
    let last = text.lines().count();
    if !text.ends_with('\n') {
        vec![Finding::new(last, "no line end")]
    } else if text.lines().last().is_none_or(str::is_empty) {
        vec![Finding::new(last, "an empty line at the end")]
    } else {
        Vec::new()
    }
}

pub(super) fn parses(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    script
        .nodes()
        .filter(|node| node.is_error() || node.is_missing())
        .map(|node| {
            let found: String = script.at(node).chars().take(40).collect();
            Finding::new(line(node), format!("not understood: {found:?}"))
        })
        .collect()
}
