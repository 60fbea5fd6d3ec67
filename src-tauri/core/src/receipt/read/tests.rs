use super::*;
use crate::error::{ErrorCode, Problem};
use crate::guide::StepId;
use crate::receipt::Outcome;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

const FRESH: &str = include_str!("../../../../../tests/data/recorded/fresh.txt");
const AGAIN: &str = include_str!("../../../../../tests/data/recorded/again.txt");
const BEGIN: &str = "-----BEGIN CROSSTRUST RECEIPT-----";
const END: &str = "-----END CROSSTRUST RECEIPT-----";

/// Everything scripts printed, by file name.
fn recorded() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/recorded");
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort();
    assert_eq!(found.len(), 16, "the recorded receipts moved");
    found
}

/// The lines of the block, markers included.
fn block(text: &str) -> &str {
    let start = text.find(BEGIN).unwrap();
    &text[start..text.find(END).unwrap() + END.len()]
}

fn base64_of(text: &str) -> String {
    let block = block(text);
    block[BEGIN.len()..block.len() - END.len()].replace('\n', "")
}

fn json_of(text: &str) -> Vec<u8> {
    packed::unpack(&STANDARD.decode(base64_of(text)).unwrap()).unwrap().into_owned()
}

/// What a script of today prints: the same receipt in format 2.
fn packed_today(text: &str) -> String {
    let mut json: Value = serde_json::from_slice(&json_of(text)).unwrap();
    json["format"] = json!(2);
    text.replace(block(text), &packed::lines(&json.to_string()).join("\n"))
}

fn each_line(text: &str, change: impl FnMut(&str) -> String) -> String {
    text.lines().map(change).collect::<Vec<_>>().join("\n")
}

fn rewrapped(text: &str, width: usize) -> String {
    let wrap = |line: &str| {
        let characters: Vec<char> = line.chars().collect();
        let lines: Vec<String> = characters.chunks(width).map(String::from_iter).collect();
        lines.join("\n")
    };
    each_line(text, wrap)
}

// Each of these is something that happens to a receipt on its way.

fn as_it_stands(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn in_a_console(text: &str) -> Vec<u8> {
    format!("[PS] C:\\OAuthConfig>.\\teams-on-premises.ps1\n{text}\n[PS] C:\\OAuthConfig>\n").into()
}

fn filled_to_the_width_of_a_console(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("{line:<120}")).into()
}

fn the_block_alone(text: &str) -> Vec<u8> {
    block(text).into()
}

fn with_windows_line_ends(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into()
}

fn with_old_mac_line_ends(text: &str) -> Vec<u8> {
    text.replace('\n', "\r").into()
}

fn with_blank_lines(text: &str) -> Vec<u8> {
    text.replace('\n', "\n\n").into()
}

fn in_one_line(text: &str) -> Vec<u8> {
    text.replace('\n', " ").into()
}

fn without_any_space(text: &str) -> Vec<u8> {
    text.split_whitespace().collect::<String>().into()
}

fn indented(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("\t  {line}")).into()
}

fn indented_with_non_breaking_spaces(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("\u{A0}\u{A0}{line}\u{A0}")).into()
}

fn with_non_breaking_spaces_for_spaces(text: &str) -> Vec<u8> {
    text.replace(' ', "\u{A0}").into()
}

fn with_invisible_characters(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("\u{FEFF}{line}\u{200B}")).into()
}

fn quoted(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("> {line}")).into()
}

fn quoted_twice_with_initials(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("> JD> {line}")).into()
}

fn quoted_with_bars(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("| {line}")).into()
}

fn rewrapped_narrower(text: &str) -> Vec<u8> {
    rewrapped(text, 60).into()
}

fn rewrapped_very_narrow_and_quoted(text: &str) -> Vec<u8> {
    quoted(&rewrapped(text, 17))
}

fn rewrapped_wider(text: &str) -> Vec<u8> {
    let body = rewrapped(&base64_of(text), 200);
    format!("Dear colleague,\n{BEGIN}\n{body}\n{END}\nRegards").into()
}

fn with_typographic_dashes(text: &str) -> Vec<u8> {
    text.replace("--", "\u{2013}").into()
}

fn in_lower_case_markers(text: &str) -> Vec<u8> {
    text.replace(BEGIN, &BEGIN.to_lowercase()).replace(END, &END.to_lowercase()).into()
}

fn with_a_utf_8_mark(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").into()
}

fn in_utf_16_little_end_first(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn in_utf_16_big_end_first(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn in_marked_utf_16_little_end_first(text: &str) -> Vec<u8> {
    in_utf_16_little_end_first(&format!("\u{FEFF}{text}"))
}

fn in_marked_utf_16_big_end_first(text: &str) -> Vec<u8> {
    in_utf_16_big_end_first(&format!("\u{FEFF}{text}"))
}

fn quoted_twice(text: &str) -> Vec<u8> {
    each_line(text, |line| format!(">> {line}")).into()
}

fn quoted_twice_with_spaces_and_wrapped(text: &str) -> Vec<u8> {
    each_line(&rewrapped(text, 40), |line| format!("> > {line}")).into()
}

fn quoted_and_then_wrapped(text: &str) -> Vec<u8> {
    let quoted = each_line(text, |line| format!("> {line}"));
    rewrapped(&quoted, 60).into()
}

fn with_a_mark_behind_each_line(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("{line} >")).into()
}

fn with_a_prompt_before_each_line(text: &str) -> Vec<u8> {
    each_line(text, |line| format!(r"[PS] C:\OAuthConfig>{line}")).into()
}

fn in_a_table(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("| {line} |")).into()
}

fn in_a_table_that_was_wrapped(text: &str) -> Vec<u8> {
    let table = each_line(text, |line| format!("| {line} |"));
    rewrapped(&table, 60).into()
}

fn in_a_table_behind_numbers(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("| {number} | {line} |")).into()
}

fn in_a_table_before_notes(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("| {line} | from EX01 |")).into()
}

fn in_a_table_of_three_columns(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("|{number}|{line}|ok|")).into()
}

fn in_a_quoted_table_of_two_columns(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("> | {number} | {line} |")).into()
}

fn in_a_table_drawn_with_lines(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("\u{2502} {line:<76} \u{2502}")).into()
}

fn in_columns_of_a_spreadsheet(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number}\t{line}\tok")).into()
}

fn in_a_table_in_one_line(text: &str) -> Vec<u8> {
    each_line(block(text), |line| format!("| {line} |")).replace('\n', " ").into()
}

fn each_numbered(text: &str, change: impl Fn(usize, &str) -> String) -> String {
    let lines: Vec<String> =
        text.lines().zip(1..).map(|(line, number)| change(number, line)).collect();
    lines.join("\n")
}

fn with_numbers(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number:>3}  {line}")).into()
}

fn with_numbers_and_colons(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number}:{line}")).into()
}

fn with_numbers_and_dots(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number}. {line}")).into()
}

fn with_numbers_and_tabs(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number}\t{line}")).into()
}

fn with_padded_numbers(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number:04} {line}")).into()
}

fn with_numbers_in_brackets(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("[{number}] {line}")).into()
}

fn with_numbers_that_touch_the_text(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number}{line}")).into()
}

fn with_numbers_in_lines_of_their_own(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("{number}\n{line}")).into()
}

fn with_numbers_between_the_markers(text: &str) -> Vec<u8> {
    let body = rewrapped(&base64_of(text), 76);
    let numbered = each_numbered(&body, |number, line| format!("{number} {line}"));
    format!("{BEGIN}\n{numbered}\n{END}").into()
}

fn with_numbers_and_then_wrapped(text: &str) -> Vec<u8> {
    rewrapped(&each_numbered(text, |number, line| format!("{number}: {line}")), 60).into()
}

fn with_numbers_and_quoted(text: &str) -> Vec<u8> {
    each_numbered(text, |number, line| format!("> {number}  {line}")).into()
}

fn in_html_with_line_breaks(text: &str) -> Vec<u8> {
    each_line(text, |line| format!("{line}<br>")).into()
}

fn in_html_without_line_ends(text: &str) -> Vec<u8> {
    text.replace('\n', "<BR />").into()
}

fn in_paragraphs_of_outlook(text: &str) -> Vec<u8> {
    let paragraph = |line: &str| {
        let line = line.replace(' ', "&nbsp;");
        format!(
            "<p class=MsoNormal><span lang=DE-CH\r\nstyle='font-family:\"Courier New\"'>{line}<o:p></o:p></span></p>"
        )
    };
    each_line(text, paragraph).into()
}

fn in_a_message_of_teams(text: &str) -> Vec<u8> {
    let line = |line: &str| {
        let line = line.replace('+', "&#43;").replace('/', "&#x2F;").replace('=', "&#61;");
        format!("<div><span style=\"font-size:inherit\">{line}</span>&#8203;</div>")
    };
    format!("<div itemprop=\"copy-paste-block\">{}</div>", each_line(text, line)).into()
}

fn in_preformatted_html(text: &str) -> Vec<u8> {
    format!("<html><body><pre><code>{text}</code></pre></body></html>").into()
}

fn in_an_html_table_with_numbers(text: &str) -> Vec<u8> {
    let row =
        |number: usize, line: &str| format!("<tr><td>{number}</td><td nowrap>{line}</td></tr>");
    format!("<table border=\"1\">{}</table>", each_numbered(text, row)).into()
}

fn in_a_quote_of_html(text: &str) -> Vec<u8> {
    let quoted = each_line(text, |line| format!("&gt; {line}<br/>"));
    format!("<blockquote>{quoted}</blockquote>").into()
}

/// As quoted-printable: `=` as `=3D`, and lines of `width` characters at most, which end in `=` where
/// the text has no line end (RFC 2045, section 6.7).
fn quoted_printable_of(text: &str, width: usize) -> String {
    let encode = |line: &str| {
        let encoded: Vec<String> = line
            .chars()
            .map(|character| match character {
                '=' => "=3D".to_owned(),
                ' '..='~' => character.to_string(),
                other => other
                    .to_string()
                    .bytes()
                    .fold(String::new(), |encoded, byte| encoded + &format!("={byte:02X}")),
            })
            .collect();
        let parts: Vec<String> = encoded.chunks(width / 3).map(<[String]>::concat).collect();
        parts.join("=\r\n")
    };
    text.lines().map(encode).collect::<Vec<_>>().join("\r\n")
}

fn with_equals_signs_of_quoted_printable(text: &str) -> Vec<u8> {
    text.replace('=', "=3D").into_bytes()
}

fn in_quoted_printable(text: &str) -> Vec<u8> {
    quoted_printable_of(&format!("Gr\u{fc}\u{df}e = hier:\n{text}"), 75).into_bytes()
}

fn in_the_source_of_a_mail(text: &str) -> Vec<u8> {
    let head = "From: a@contoso.com\r\nSubject: receipt\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    let body = format!("<p>Hier</p><pre>{text}</pre>");
    format!("{head}{}\r\n", quoted_printable_of(&body, 72)).into_bytes()
}

fn in_the_base64_of_a_mail(text: &str) -> Vec<u8> {
    let head = "From: a@contoso.com\r\nContent-type: text/plain\r\ncontent-transfer-encoding: base64\r\n\r\n";
    format!("{head}{}\r\n", rewrapped(&STANDARD.encode(text), 76)).into_bytes()
}

fn attached_to_a_mail(text: &str) -> Vec<u8> {
    let part = "Content-Type: application/octet-stream; name=\"receipt.txt\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64";
    let file = in_marked_utf_16_little_end_first(text);
    format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--b\r\n{part}\r\n\r\n{}\r\n--b--\r\n",
        rewrapped(&STANDARD.encode(file), 76)
    )
    .into_bytes()
}

fn attached_as_a_mail(text: &str) -> Vec<u8> {
    let inner = String::from_utf8(in_the_source_of_a_mail(text)).unwrap();
    format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
    )
    .into_bytes()
}

fn behind_the_script_that_printed_it(text: &str) -> Vec<u8> {
    let script = format!(
        "[CmdletBinding(SupportsShouldProcess = $true)]\n$lines = @('{BEGIN}')\n$lines += '{END}'\n"
    );
    format!("{}\n{text}", each_line(&script, |line| format!(">> {line}"))).into()
}

fn in_windows_1252(text: &str) -> Vec<u8> {
    [b"Gr\xFC\xDFe aus Z\xFCrich\r\n", text.as_bytes()].concat()
}

fn with_nuls_around_it(text: &str) -> Vec<u8> {
    [&[0; 3], text.as_bytes(), &[0; 9]].concat()
}

fn without_padding(text: &str) -> Vec<u8> {
    let body = base64_of(text);
    format!("{BEGIN}\n{}\n{END}", body.trim_end_matches('=')).into()
}

fn without_markers(text: &str) -> Vec<u8> {
    rewrapped(&base64_of(text), 76).into()
}

fn as_bare_json(text: &str) -> Vec<u8> {
    json_of(text)
}

fn as_indented_json_with_a_mark(text: &str) -> Vec<u8> {
    let value: Value = serde_json::from_slice(&json_of(text)).unwrap();
    format!("\u{FEFF}\r\n{}\r\n", serde_json::to_string_pretty(&value).unwrap()).into()
}

fn as_utf_16_json(text: &str) -> Vec<u8> {
    let json = String::from_utf8(json_of(text)).unwrap();
    in_marked_utf_16_little_end_first(&json)
}

type Mangling = (&'static str, fn(&str) -> Vec<u8>);

macro_rules! manglings {
    ($($name:ident),* $(,)?) => { [$((stringify!($name), $name as fn(&str) -> Vec<u8>)),*] };
}

#[test]
fn every_recorded_receipt_is_read_however_it_arrives() {
    let manglings: &[Mangling] = &manglings![
        as_it_stands,
        in_a_console,
        filled_to_the_width_of_a_console,
        the_block_alone,
        with_windows_line_ends,
        with_old_mac_line_ends,
        with_blank_lines,
        in_one_line,
        without_any_space,
        indented,
        indented_with_non_breaking_spaces,
        with_non_breaking_spaces_for_spaces,
        with_invisible_characters,
        quoted,
        quoted_twice_with_initials,
        quoted_with_bars,
        rewrapped_narrower,
        rewrapped_very_narrow_and_quoted,
        rewrapped_wider,
        with_typographic_dashes,
        in_lower_case_markers,
        with_a_utf_8_mark,
        in_utf_16_little_end_first,
        in_utf_16_big_end_first,
        in_marked_utf_16_little_end_first,
        in_marked_utf_16_big_end_first,
        quoted_twice,
        quoted_twice_with_spaces_and_wrapped,
        quoted_and_then_wrapped,
        with_a_mark_behind_each_line,
        with_a_prompt_before_each_line,
        in_a_table,
        in_a_table_that_was_wrapped,
        in_a_table_behind_numbers,
        in_a_table_before_notes,
        in_a_table_of_three_columns,
        in_a_quoted_table_of_two_columns,
        in_a_table_drawn_with_lines,
        in_columns_of_a_spreadsheet,
        in_a_table_in_one_line,
        with_numbers,
        with_numbers_and_colons,
        with_numbers_and_dots,
        with_numbers_and_tabs,
        with_padded_numbers,
        with_numbers_in_brackets,
        with_numbers_that_touch_the_text,
        with_numbers_in_lines_of_their_own,
        with_numbers_between_the_markers,
        with_numbers_and_then_wrapped,
        with_numbers_and_quoted,
        in_html_with_line_breaks,
        in_html_without_line_ends,
        in_paragraphs_of_outlook,
        in_a_message_of_teams,
        in_preformatted_html,
        in_an_html_table_with_numbers,
        in_a_quote_of_html,
        with_equals_signs_of_quoted_printable,
        in_quoted_printable,
        in_the_source_of_a_mail,
        in_the_base64_of_a_mail,
        attached_to_a_mail,
        attached_as_a_mail,
        behind_the_script_that_printed_it,
        in_windows_1252,
        with_nuls_around_it,
        without_padding,
        without_markers,
        as_bare_json,
        as_indented_json_with_a_mark,
        as_utf_16_json,
    ];
    let both = recorded().into_iter().flat_map(|(name, text)| {
        let packed = packed_today(&text);
        [(name.clone(), text), (format!("{name}, packed"), packed)]
    });
    for (name, text) in both {
        let json: Value = serde_json::from_slice(&json_of(&text)).unwrap();
        let expected: Receipt = serde_json::from_value(json).unwrap();
        for (mangling, mangled) in manglings {
            let found = read(&mangled(&text));
            let found = found.unwrap_or_else(|error| panic!("{name} {mangling}: {error}"));
            assert_eq!(found.receipts, std::slice::from_ref(&expected), "{name} {mangling}");
            assert_eq!(found.remarks, [], "{name} {mangling}");
        }
    }
}

#[test]
fn a_receipt_holds_what_the_script_wrote() {
    let receipt = only(FRESH.as_bytes()).unwrap();
    assert_eq!(receipt.guide.as_str(), "teams");
    assert_eq!(receipt.setup, "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11");
    assert_eq!(receipt.answers, "5f0c9f6d1a4b");
    assert_eq!(receipt.computer, "EX01");
    assert_eq!(receipt.build.as_deref(), Some("Version 15.2 (Build 1748.10)"));
    assert_eq!(receipt.powershell, "7.6.5");
    assert!(!receipt.what_if);
    assert_eq!(receipt.started.to_string(), "2026-11-21T02:03:40.2102283Z");
    assert_eq!(receipt.failure, None);
    let steps: Vec<&str> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(steps[..3], ["shell", "exchange-oauth", "account"]);
    let account = &receipt.steps[2];
    assert_eq!(account.outcome, Outcome::Changed);
    assert_eq!(account.facts["hidden"], json!(true));
    assert_eq!(account.changes[0].action, "Create the mail user");
    assert!(account.changes[0].done);
}

fn minimal() -> Value {
    json!({
        "format": 1, "guide": "teams", "setup": "s", "answers": "a", "computer": "EX01",
        "build": null, "powershell": "5.1", "whatIf": false, "started": "2026-11-21T02:03:40Z",
        "ended": "2026-11-21T02:03:41Z", "steps": [], "failure": null,
    })
}

fn with(changes: Value) -> Value {
    let mut receipt = minimal();
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    receipt.as_object_mut().unwrap().extend(changes);
    receipt
}

fn only(bytes: &[u8]) -> Result<Receipt, ReceiptError> {
    let mut found = read(bytes)?;
    assert_eq!((found.receipts.len(), found.remarks.as_slice()), (1, &[][..]));
    Ok(found.receipts.remove(0))
}

fn read_json(json: &Value) -> Result<Receipt, ReceiptError> {
    only(json.to_string().as_bytes())
}

#[test]
fn lists_that_powershell_unwrapped_are_lists_again() {
    let change = json!({ "target": "x", "action": "y", "done": true });
    let step = json!({
        "id": "account", "outcome": "changed", "facts": null, "changes": change, "error": null,
    });
    let receipt = read_json(&with(json!({ "steps": step }))).unwrap();
    assert_eq!(receipt.steps.len(), 1);
    assert_eq!(receipt.steps[0].changes.len(), 1);
    assert!(receipt.steps[0].facts.is_empty());

    let step = json!({ "id": "account", "outcome": "unchanged", "changes": null });
    let receipt = read_json(&with(json!({ "steps": [step] }))).unwrap();
    assert!(receipt.steps[0].changes.is_empty());
    assert!(read_json(&with(json!({ "steps": null }))).unwrap().steps.is_empty());
}

#[test]
fn lists_that_windows_powershell_wrote_as_objects_are_lists_again() {
    let list = |entries: Value| {
        let count = entries.as_array().unwrap().len();
        json!({ "value": entries, "Count": count })
    };
    let inner = list(json!([{ "name": "a", "domains": list(json!(["x", "y"])) }]));
    let others = json!({
        "value": ["x"], "Count": 2, "more": { "value": ["x"], "Count": 1, "name": "a" },
        "text": { "value": "x", "Count": 1 }, "only": { "value": [] },
    });
    let facts = json!({ "servers": inner, "none": list(json!([])), "others": others });
    let step = json!({
        "id": "account", "outcome": "unchanged", "facts": facts, "changes": list(json!([])),
    });
    let receipt = read_json(&with(json!({ "steps": list(json!([step])) }))).unwrap();
    let step = &receipt.steps[0];
    assert!(step.changes.is_empty());
    assert_eq!(step.facts["servers"], json!([{ "name": "a", "domains": ["x", "y"] }]));
    assert_eq!(step.facts["none"], json!([]));
    assert_eq!(step.facts["others"], others, "these are what they look like");
}

#[test]
fn what_a_script_could_not_tell_may_be_null() {
    let nothing = json!({ "computer": null, "powershell": null, "build": null, "answers": null });
    let receipt = read_json(&with(nothing)).unwrap();
    assert_eq!((receipt.computer.as_str(), receipt.answers.as_str()), ("", ""));
    let error = json!({ "code": "exchange-error", "message": null, "id": null, "line": null });
    let step = json!({ "id": "role", "outcome": "failed", "error": error });
    let receipt = read_json(&with(json!({ "steps": [step], "failure": "role" }))).unwrap();
    assert_eq!(receipt.failure, Some(StepId::from("role")));
    assert_eq!(receipt.steps[0].error.as_ref().unwrap().line, None);
}

#[test]
fn a_receipt_may_say_which_account_ran_the_script() {
    assert_eq!(only(FRESH.as_bytes()).unwrap().account, None, "earlier scripts do not say");
    for (reported, expected) in [
        (json!(r"CONTOSO\admin"), Some(r"CONTOSO\admin")),
        (json!(" CONTOSO\\J\u{fc}rgen Wei\u{df} "), Some("CONTOSO\\J\u{fc}rgen Wei\u{df}")),
        (json!(null), None),
        (json!(""), None),
        (json!("\u{202e}\u{200b}\r\n"), None),
        (json!("CONTOSO\\\u{202e}nimda\u{2066}\r\n\0"), Some(r"CONTOSO\nimda")),
    ] {
        let receipt =
            read_json(&with(json!({ "account": reported, "computer": reported }))).unwrap();
        assert_eq!(receipt.account.as_deref(), expected, "{reported}");
        assert_eq!(receipt.computer, expected.unwrap_or_default(), "{reported}");
    }
    let long = "a".repeat(70_000);
    let receipt = read_json(&with(json!({ "account": long, "computer": long }))).unwrap();
    assert_eq!(receipt.account.unwrap().chars().count(), 301, "shortened, and the cut shows");
    assert_eq!(receipt.computer.chars().count(), 301);
    assert!(read_json(&with(json!({ "account": 7 }))).is_err(), "no script writes a number");
}

#[test]
fn fields_of_a_later_script_are_passed_over() {
    let step = json!({ "id": "account", "outcome": "unchanged", "seconds": 3 });
    let receipt = read_json(&with(json!({ "steps": [step], "culture": "de-CH" })));
    assert_eq!(receipt.unwrap().steps.len(), 1);
}

fn refusal(bytes: impl AsRef<[u8]>) -> ReceiptError {
    read(bytes.as_ref()).expect_err("this must not be read as a receipt")
}

fn hint_for(text: &str) -> String {
    match refusal(text) {
        refusal @ ReceiptError::NotFound { .. } => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn text_without_a_receipt_is_reported_with_what_it_is_instead() {
    let empty = "There is no script result in this text. The text is empty.";
    assert_eq!(hint_for(""), empty);
    assert_eq!(hint_for(" \r\n\u{FEFF}"), empty);
    assert!(hint_for("-----BEGIN CERTIFICATE-----\nMIIC").contains("a certificate"));
    assert!(
        hint_for("[CmdletBinding(SupportsShouldProcess = $true)]").contains("the script itself")
    );
    assert!(hint_for("Hello").contains("BEGIN CROSSTRUST RECEIPT"));
    assert!(hint_for("eyes").contains("BEGIN"), "four letters are no receipt cut off");
}

#[test]
fn a_receipt_without_one_of_its_markers_is_cut_off() {
    let text = block(FRESH);
    let cut_off = |bytes: &str| match refusal(bytes) {
        refusal @ ReceiptError::CutOff { .. } => refusal.to_string(),
        other => panic!("{other:?}"),
    };
    let without_end = text.strip_suffix(END).unwrap();
    assert!(cut_off(without_end).contains("END"));
    assert!(cut_off(&without_end[..900]).contains("END"));
    assert!(cut_off(&format!("{without_end}-----END CROSS")).contains("END"));
    assert!(cut_off(&text[200..]).contains("BEGIN"));
    assert!(cut_off(&base64_of(FRESH)[..800]).contains("END"));
    let json = String::from_utf8(json_of(FRESH)).unwrap();
    assert!(cut_off(&json[..json.len() / 2]).contains("JSON"));
}

#[test]
fn a_damaged_receipt_is_reported_with_the_line() {
    let text: Vec<&str> = FRESH.lines().collect();
    let begin = text.iter().position(|line| *line == BEGIN).unwrap();
    let line_of = |change: &dyn Fn(usize, &str) -> String| {
        let changed: Vec<String> =
            text.iter().enumerate().map(|(place, line)| change(place, line)).collect();
        match refusal(changed.join("\n")) {
            ReceiptError::Unreadable { line, reason } => (line.unwrap(), reason),
            other => panic!("{other:?}"),
        }
    };
    let at = begin + 10;
    let (line, reason) = line_of(&|place, line| {
        if place == at { format!("{line}…") } else { line.to_owned() }
    });
    assert_eq!(line, at + 1, "{reason}");
    assert!(reason.contains('…'), "{reason}");

    let (line, _) = line_of(&|place, line| {
        if place == at { format!("=={line}") } else { line.to_owned() }
    });
    assert_eq!(line, at + 1, "padding in the middle");

    // Other characters decode, but are no JSON any more.
    let (line, _) = line_of(&|place, line| {
        if place == at { "////".repeat(19) } else { line.to_owned() }
    });
    assert!(line.abs_diff(at + 1) <= 1, "line {line} instead of {}", at + 1);

    let (line, _) = line_of(&|place, line| {
        if place == at { line[1..].to_owned() } else { line.to_owned() }
    });
    assert!(line > begin && line <= text.len(), "line {line}");
}

#[test]
fn a_packed_receipt_that_was_damaged_says_what_happened_and_names_no_line() {
    let text = packed_today(FRESH);
    let body = base64_of(&text);
    let without_end = format!("{BEGIN}\n{}\n{END}", &body[..body.len() / 2 / 4 * 4]);
    let without_middle = format!("{BEGIN}\n{}{}\n{END}", &body[..400], &body[600..]);
    let place = body.len() / 2;
    let other = if &body[place..=place] == "A" { "B" } else { "A" };
    let changed = format!("{BEGIN}\n{}{other}{}\n{END}", &body[..place], &body[place + 1..]);
    for (damaged, word) in
        [(without_end, "missing"), (without_middle, "changed"), (changed, "changed")]
    {
        match refusal(&damaged) {
            ReceiptError::Unreadable { line: None, reason } => {
                assert!(reason.contains(word), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_small_text_that_unpacks_to_very_much_is_refused() {
    let bomb = format!("{{\"format\":2,\"x\":\"{}\"}}", " ".repeat(packed::LIMIT));
    let text = packed::lines(&bomb).join("\n");
    assert!(text.len() < LIMIT, "it is small");
    assert_eq!(refusal(&text), ReceiptError::TooLargeUnpacked { limit: packed::LIMIT });
    let problem = Problem::from(refusal(&text));
    assert_eq!(problem.code, ErrorCode::ReceiptTooLarge);
    assert!(problem.message.contains("16 MB"), "{}", problem.message);
    let found = read(format!("{text}\n{FRESH}").as_bytes()).unwrap();
    assert!(
        matches!(&found.remarks[..], [Remark::Damaged { line: None, .. }]),
        "{:?}",
        found.remarks
    );
}

#[test]
fn a_packed_receipt_that_is_cut_off_tells_when_its_run_began() {
    let text = packed_today(AGAIN);
    let cut = &block(&text)[..block(&text).len() - 300];
    let found = read(format!("{FRESH}\n{cut}").as_bytes()).unwrap();
    let line = FRESH.lines().count() + 2;
    assert_eq!(found.remarks, [Remark::CutOff { line, missing: Missing::End, age: Age::Newer }]);
    let found = read(format!("{cut}\n{FRESH}").as_bytes()).unwrap();
    assert!(
        matches!(&found.remarks[..], [Remark::CutOff { age: Age::Newer, .. }]),
        "its time counts, not its place: {:?}",
        found.remarks
    );
}

#[test]
fn the_receipt_of_the_whole_teams_script_fits_a_screen() {
    let lines = packed_today(FRESH).lines().skip_while(|line| *line != BEGIN).count();
    assert!(lines <= 40, "{lines} lines, the marker and what follows it");
}

#[test]
fn markers_with_anything_else_between_them_are_unreadable() {
    for body in [
        "",
        " \n ",
        "Hello, world",
        "{\"format\": 1}",
        "AAAA",
        "bnVsbA==",
        "W10=",
        "e30=",
        "eyJmb3JtYXQiOjF9",
        "//79",
    ] {
        let refusal = refusal(format!("{BEGIN}\n{body}\n{END}"));
        assert!(matches!(refusal, ReceiptError::Unreadable { .. }), "{body:?}: {refusal:?}");
    }
}

#[test]
fn json_of_another_form_is_unreadable() {
    for json in [
        json!({}),
        with(json!({ "format": null })),
        with(json!({ "format": "1" })),
        with(json!({ "format": 0 })),
        with(json!({ "format": -1 })),
        with(json!({ "format": 1.5 })),
        with(json!({ "guide": null })),
        with(json!({ "setup": 5 })),
        with(json!({ "started": "yesterday" })),
        with(json!({ "whatIf": "no" })),
        with(json!({ "steps": "all" })),
        with(json!({ "steps": [{ "id": "x" }] })),
        with(json!({ "steps": [{ "id": "x", "outcome": "guessed" }] })),
        with(json!({ "steps": [{ "id": "x", "outcome": "failed", "error": "oops" }] })),
        with(json!({ "steps": [{ "id": "x", "outcome": "changed", "changes": [1] }] })),
    ] {
        let refusal = refusal(json.to_string());
        assert!(matches!(refusal, ReceiptError::Unreadable { .. }), "{json}: {refusal:?}");
        assert!(refusal.to_string().len() < 400, "{refusal}");
    }
    let refusal = refusal("{\"format\": 1,\n oops");
    assert!(matches!(refusal, ReceiptError::Unreadable { line: Some(2), .. }), "{refusal:?}");
}

#[test]
fn a_newer_format_is_reported_before_anything_else_is_looked_at() {
    let newer = json!({ "format": 3, "everything": "different" });
    assert_eq!(refusal(newer.to_string()), ReceiptError::Newer { format: 3 });
    let packed = packed::lines(&newer.to_string()).join("\n");
    assert_eq!(refusal(packed), ReceiptError::Newer { format: 3 });
}

/// A receipt of one step whose run began at that minute, in a block.
fn printed(minute: u32, step: &str) -> String {
    let started = format!("2026-11-21T02:{minute:02}:00Z");
    let steps = json!([{ "id": step, "outcome": "unchanged" }]);
    let json = with(json!({ "started": started, "steps": steps })).to_string();
    format!("{BEGIN}\n{}\n{END}\n", rewrapped(&STANDARD.encode(json), 76))
}

/// The steps of the receipts that were found.
fn steps(found: &FoundReceipts) -> Vec<&str> {
    found.receipts.iter().flat_map(|receipt| &receipt.steps).map(|step| step.id.as_str()).collect()
}

#[test]
fn every_receipt_of_a_text_is_found_once_and_in_its_order() {
    let (one, two, three) = (printed(3, "one"), printed(1, "two"), printed(2, "three"));
    let quoted = each_line(&two, |line| format!("> {line}"));
    let text = format!("Hi,\n{one}From: Grace\n{quoted}\n| a |\n{three}{one}");
    let found = read(text.as_bytes()).unwrap();
    assert_eq!(steps(&found), ["one", "two", "three"]);
    assert_eq!(found.remarks, []);
    assert_eq!(found.newest().steps[0].id.as_str(), "one", "the newest by its run");
}

#[test]
fn a_receipt_that_is_cut_off_is_reported_beside_the_whole_ones() {
    let (old, new) = (printed(1, "old"), printed(2, "new"));
    let cut = |text: &str| text.split("-----END").next().unwrap().to_owned();
    let remark = |text: &str| {
        let found = read(text.as_bytes()).unwrap();
        assert_eq!(found.receipts.len(), 1, "{text}");
        found.remarks
    };
    let without_end = |line, age| [Remark::CutOff { line, missing: Missing::End, age }];
    let lines = old.lines().count();
    assert_eq!(remark(&format!("{old}{}", cut(&new))), without_end(lines + 1, Age::Newer));
    assert_eq!(
        remark(&format!("{old}{BEGIN}\neyJ")),
        without_end(lines + 1, Age::Newer),
        "undated"
    );
    assert_eq!(
        remark(&format!("{new}{}", cut(&old))),
        without_end(new.lines().count() + 1, Age::Older)
    );
    assert_eq!(remark(&format!("{}\n{old}", cut(&new))), without_end(1, Age::Newer));
    assert_eq!(remark(&format!("{BEGIN}\neyJ\n{old}")), without_end(1, Age::Unknown));
    assert_eq!(remark(&format!("{}\n{new}", cut(&new))), [], "it is there, whole");
    let begun_alike = format!("{}\n{new}", &new[..new.len() / 3]);
    assert_eq!(remark(&begun_alike), without_end(1, Age::Unknown), "it does not tell its time");
    let missing = Missing::Begin;
    let without_begin = |line, age| [Remark::CutOff { line, missing, age }];
    let tail = &new[BEGIN.len()..];
    assert_eq!(remark(&format!("{tail}{old}")), without_begin(new.lines().count(), Age::Unknown));
    let at = lines + new.lines().count();
    assert_eq!(remark(&format!("{old}{tail}")), without_begin(at, Age::Newer));
}

#[test]
fn a_receipt_that_is_damaged_or_of_a_later_version_does_not_hide_others() {
    let (old, new) = (printed(1, "old"), printed(2, "new"));
    let damaged = new.replacen("eyJ", "e\u{2026}J", 1);
    let found = read(format!("{old}{damaged}").as_bytes()).unwrap();
    assert_eq!(steps(&found), ["old"]);
    let line = Some(old.lines().count() + 2);
    assert!(
        matches!(&found.remarks[..], [Remark::Damaged { line: at, age: Age::Newer, .. }] if *at == line),
        "{:?}",
        found.remarks
    );
    let json = STANDARD.encode(json!({ "format": 3 }).to_string());
    let found = read(format!("{BEGIN}\n{json}\n{END}\n{old}").as_bytes()).unwrap();
    assert_eq!(found.remarks, [Remark::LaterFormat { format: 3 }]);
}

#[test]
fn a_line_whose_number_does_not_follow_is_named() {
    let numbered = each_numbered(&printed(1, "one"), |number, line| format!("{number:>2}  {line}"));
    let lines: Vec<&str> = numbered.lines().collect();
    let without_the_third = [&lines[..2], &lines[3..]].concat().join("\n");
    match refusal(without_the_third) {
        ReceiptError::Unreadable { line, reason } => {
            assert_eq!(line, Some(3), "{reason}");
            assert!(reason.contains("number 4"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_with_other_columns_is_named() {
    let text = printed(1, "one");
    let mut lines: Vec<&str> = text.lines().collect();
    let two = format!("{} | and this |", lines[2]);
    lines[2] = &two;
    let table = lines.join("\n");
    match refusal(table.replacen(BEGIN, &format!("x | y | z | {BEGIN}"), 1)) {
        ReceiptError::Unreadable { line, reason } => {
            assert_eq!(line, Some(3), "{reason}");
            assert!(reason.contains("columns"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_of_html_are_those_of_the_pasted_text() {
    let text = printed(1, "one");
    let lines: Vec<&str> = text.lines().collect();
    let html = format!(
        "<p\nclass=x>{}<br>\n{}!<br>\n{}<br>\n",
        lines[0],
        lines[1],
        lines[2..].join("<br>\n")
    );
    match refusal(html) {
        ReceiptError::Unreadable { line, reason } => assert_eq!(line, Some(3), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_script_alone_is_no_receipt() {
    let script = format!(
        "[CmdletBinding(SupportsShouldProcess = $true)]\n$lines = @('{BEGIN}')\n$lines += '{END}'\n"
    );
    assert!(hint_for(&script).contains("the script itself"));
}

#[test]
fn more_than_a_mebibyte_is_refused() {
    let mut bytes = FRESH.as_bytes().to_vec();
    bytes.resize(1024 * 1024, b' ');
    assert!(read(&bytes).is_ok(), "up to the limit");
    bytes.push(b' ');
    assert_eq!(refusal(&bytes), ReceiptError::TooLarge { bytes: 1024 * 1024 + 1 });
}

#[test]
fn deep_and_broad_json_is_refused_without_harm() {
    let deep = format!("{{\"format\":1,\"x\":{}", "[".repeat(500_000));
    assert!(matches!(refusal(&deep), ReceiptError::Unreadable { .. }));
    let body = STANDARD.encode(format!("{{\"format\":1,\"x\":{}", "[".repeat(300_000)));
    let refused = refusal(format!("{BEGIN}\n{body}\n{END}"));
    assert!(matches!(refused, ReceiptError::Unreadable { .. }));
    let broad = format!("{{\"format\":1,\"x\":[{}0]}}", "0,".repeat(400_000));
    assert!(matches!(refusal(&broad), ReceiptError::Unreadable { .. }));
    let markers = format!("{BEGIN}{END}").repeat(10_000);
    assert!(matches!(refusal(&markers), ReceiptError::Unreadable { .. }));
    for filler in ["<p ", "&#", "<a href=\"", "1 ", "| ", "> ", "<br>", "\t", "'"] {
        let many = filler.repeat(200_000 / filler.len());
        let refused = refusal(format!("{BEGIN}\n{many}\n{END}"));
        assert!(matches!(refused, ReceiptError::Unreadable { .. }), "{filler}: {refused:?}");
    }
    let begins = format!("{BEGIN}\neyJ\n").repeat(5_000);
    let found = read(format!("{begins}{FRESH}").as_bytes()).unwrap();
    assert_eq!(found.remarks.len(), REMARKS, "as many as anybody reads");
}

#[test]
fn each_refusal_crosses_the_border_with_its_code_and_words() {
    let computer = || "EX01".to_owned();
    let started = "2026-11-21T02:03:40Z".parse().unwrap();
    for (error, code, says) in [
        (refusal("x"), ErrorCode::ReceiptNotFound, "no script result"),
        (refusal(BEGIN), ErrorCode::ReceiptCutOff, "END CROSSTRUST"),
        (refusal(format!("{BEGIN}{END}")), ErrorCode::ReceiptUnreadable, "at line 1"),
        (ReceiptError::TooLarge { bytes: 7 }, ErrorCode::ReceiptTooLarge, "7 bytes"),
        (ReceiptError::Newer { format: 3 }, ErrorCode::ReceiptNewer, "format 3"),
        (
            ReceiptError::OtherGuide { theirs: "a".to_owned(), ours: "b".to_owned() },
            ErrorCode::ReceiptOfOtherGuide,
            "\"a\"",
        ),
        (
            ReceiptError::OtherSetup { computer: computer(), started },
            ErrorCode::ReceiptOfOtherSetup,
            "on EX01 at 21 Nov 2026, 02:03 UTC",
        ),
        (
            ReceiptError::Stale { computer: computer(), started },
            ErrorCode::ReceiptStale,
            "on EX01 at 21 Nov 2026, 02:03 UTC",
        ),
    ] {
        let problem = Problem::from(error);
        assert_eq!(problem.code, code);
        assert!(problem.message.contains(says), "{}", problem.message);
    }
}

proptest! {
    #[test]
    fn a_receipt_survives_any_wrapping_and_indentation(
        widths in prop::collection::vec(1_usize..120, 1..20),
        indents in prop::collection::vec("[ \t\u{A0}]{0,6}(> ?){0,3}[ ]{0,2}", 1..20),
        ends in prop::collection::vec(prop_oneof!["\n", "\r\n", "\r", " \n", "\n\n"], 1..20),
    ) {
        let text: Vec<char> = block(AGAIN).chars().collect();
        let mut rest = text.as_slice();
        let mut wrapped = String::new();
        let mut places = widths.iter().cycle().zip(indents.iter().cycle()).zip(ends.iter().cycle());
        while !rest.is_empty() {
            let ((width, indent), end) = places.next().unwrap();
            let (line, after) = rest.split_at((*width).min(rest.len()));
            wrapped.push_str(indent);
            wrapped.extend(line.iter().filter(|character| **character != '\n'));
            wrapped.push_str(end);
            rest = after;
        }
        prop_assert_eq!(only(wrapped.as_bytes()).unwrap(), only(AGAIN.as_bytes()).unwrap());
    }

    #[test]
    fn no_signs_around_and_between_lines_make_the_reader_fail_or_invent_a_receipt(
        texts in prop::collection::vec("[<>|0-9a-zA-Z&;:.\t \r\n=-]{0,12}", 1..12),
    ) {
        let body = rewrapped(&base64_of(AGAIN), 76);
        let mut texts = texts.iter().cycle();
        let lines = format!("{BEGIN}\n{body}\n{END}");
        let mixed = each_line(&lines, |line| format!("{}{line}{}", texts.next().unwrap(), texts.next().unwrap()));
        if let Ok(found) = read(mixed.as_bytes()) {
            prop_assert_eq!(found.receipts, [only(AGAIN.as_bytes()).unwrap()]);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read(&[BEGIN.as_bytes(), &bytes, END.as_bytes()].concat());
    }

    #[test]
    fn a_receipt_with_one_character_lost_is_never_taken_for_another(place in any::<prop::sample::Index>()) {
        for text in [AGAIN.to_owned(), packed_today(AGAIN)] {
            let mut body = base64_of(&text);
            body.remove(place.index(body.len()));
            let mangled = format!("{BEGIN}\n{body}\n{END}");
            if let Ok(receipt) = only(mangled.as_bytes()) {
                prop_assert_eq!(receipt, only(text.as_bytes()).unwrap());
            }
        }
    }
}

/// Windows PowerShell 5.1 escapes more than it has to, and breaks the lines of JSON that is not
/// compressed.
#[test]
fn json_as_windows_powershell_writes_it_is_the_same_receipt() {
    for (name, text) in recorded() {
        let json = String::from_utf8(json_of(&text)).unwrap();
        let mut escaped = json.clone();
        for sign in ['<', '>', '&', '\''] {
            escaped = escaped.replace(sign, &format!("\\u{:04x}", u32::from(sign)));
        }
        let indented = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&json).unwrap());
        let indented = indented.unwrap().replace('\n', "\r\n");
        let plain = read(text.as_bytes()).unwrap();
        for other in [escaped, indented] {
            assert_eq!(read(other.as_bytes()).unwrap().newest(), plain.newest(), "{name}");
        }
    }
}
