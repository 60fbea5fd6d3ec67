//! The rule on what comes out otherwise on a server of another language: a date by another calendar, a
//! number with another sign, a letter in another case.

use crate::syntax::tree::{View, line};
use crate::syntax::{Finding, RuleContext};

/// Methods that write or compare by the language of the server, with what makes them independent of
/// it; none where there is a better one.
const METHODS: [(&str, &[&str]); 13] = [
    (".tostring(", &["invariantculture", "('o')", "('s')", "('r')"]),
    (".tolower(", &[]),
    (".toupper(", &[]),
    (".toshortdatestring(", &[]),
    (".tolongdatestring(", &[]),
    (".toshorttimestring(", &[]),
    (".tolongtimestring(", &[]),
    (".startswith(", &["ordinal"]),
    (".endswith(", &["ordinal"]),
    (".compareto(", &[]),
    ("::parse(", &["invariantculture"]),
    ("::parseexact(", &["invariantculture"]),
    ("::compare(", &["ordinal"]),
];

/// Methods of types that know no language.
const SAFE: [&str; 3] = ["[version]::parse(", "[guid]::parse(", "[ipaddress]::parse("];

pub(super) fn invariant(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    // Strings are needed to recognize a form of a date; what stands in a longer one is no code.
    let text = script.text().to_ascii_lowercase();
    let code = script.code().to_ascii_lowercase();
    let mut found = Vec::new();
    for (method, allowed) in METHODS {
        for (at, _) in code.match_indices(method) {
            let begin = at + method.len();
            let arguments = &text[begin - 1..end_of_call(&code, begin)];
            let safe = allowed.iter().any(|word| {
                if word.starts_with('(') { arguments == *word } else { arguments.contains(word) }
            });
            let known = SAFE.iter().any(|safe| code[..begin].ends_with(safe));
            if !safe && !known {
                let what = format!("{}{arguments}", method.trim_end_matches('('));
                found.push(Finding::new(
                    script.line_at(at),
                    format!("{what} depends on the language of the server"),
                ));
            }
        }
    }
    for node in script.nodes() {
        let word = script.at(node);
        let what = match node.kind() {
            "format_operator" => "the operator -f",
            "command_name" if word.eq_ignore_ascii_case("Get-Date") => "Get-Date",
            _ => continue,
        };
        found.push(Finding::new(
            line(node),
            format!("{what} depends on the language of the server"),
        ));
    }
    found
}

/// Where a call ends whose arguments begin there.
fn end_of_call(code: &str, from: usize) -> usize {
    let mut depth = 1;
    for (at, sign) in code[from..].char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return from + at + 1;
        }
    }
    code.len()
}
