//! A script, read as far as the simulated server needs it.

use std::collections::BTreeMap;

/// The answers of a script and what its run block calls.
pub(super) struct Script {
    answers: BTreeMap<String, Answer>,
    calls: Vec<Call>,
    guide: String,
    /// The line at which `Stop-Step` throws, from 1: what an error's receipt names.
    pub(super) stop_line: u32,
}

enum Answer {
    Text(String),
    Flag(bool),
    List(Vec<String>),
    Table(BTreeMap<String, String>),
}

/// One call of the run block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    arguments: Vec<String>,
    /// It is handed a way to find the application account.
    pub(super) takes_account: bool,
    /// The answer it is handed.
    pub(super) flag: Option<String>,
    /// What fails in it does not end the script.
    pub(super) goes_on: bool,
}

impl Call {
    pub(super) fn argument(&self, place: usize) -> &str {
        self.arguments.get(place).map_or("", String::as_str)
    }
}

impl Script {
    /// Reads a script. What it lacks is empty: the server finds out as it runs.
    pub(super) fn read(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
        let table = lines
            .iter()
            .skip_while(|line| !line.starts_with("$Answers = @{"))
            .skip(1)
            .take_while(|line| **line != "}");
        let answers = table
            .filter_map(|line| line.split_once('='))
            .filter_map(|(name, value)| Some((name.trim().to_owned(), Answer::read(value.trim())?)))
            .collect();
        let calls = lines
            .iter()
            .skip_while(|line| !line.starts_with("# ---- Run"))
            .filter_map(|line| Call::read(line.trim()))
            .collect();
        let guide = lines
            .iter()
            .find_map(|line| line.trim().strip_prefix("guide ")?.trim().strip_prefix('='))
            .and_then(|literal| Some(read_literal(literal.trim())?.0))
            .unwrap_or_default();
        let stop_line = lines.iter().position(|line| line.trim() == "throw $exception");
        let stop_line = stop_line.and_then(|index| u32::try_from(index + 1).ok()).unwrap_or(0);
        Self { answers, calls, guide, stop_line }
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.calls.clone()
    }

    pub(super) fn guide(&self) -> &str {
        &self.guide
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.answers.get(name)? {
            Answer::Text(text) => Some(text),
            Answer::Flag(_) | Answer::List(_) | Answer::Table(_) => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.answers.get(name), Some(Answer::Flag(true)))
    }

    /// Whether the list of that name holds the entry.
    pub(super) fn holds(&self, name: &str, entry: &str) -> bool {
        matches!(self.answers.get(name), Some(Answer::List(list)) if list.iter().any(|one| one == entry))
    }

    /// The value under that key of the table of that name.
    pub(super) fn entry(&self, name: &str, key: &str) -> Option<&str> {
        match self.answers.get(name)? {
            Answer::Table(table) => table.get(key).map(String::as_str),
            Answer::Text(_) | Answer::Flag(_) | Answer::List(_) => None,
        }
    }
}

impl Answer {
    fn read(value: &str) -> Option<Self> {
        match value {
            "$true" => return Some(Self::Flag(true)),
            "$false" => return Some(Self::Flag(false)),
            _ => {}
        }
        if value.starts_with("@(") {
            return Some(Self::List(literals(value)));
        }
        if value.starts_with("@{") {
            let words = literals(value);
            let pairs = words.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone()));
            return Some(Self::Table(pairs.collect()));
        }
        read_literal(value).map(|(text, _)| Self::Text(text))
    }
}

impl Call {
    fn read(line: &str) -> Option<Self> {
        let (line, goes_on) = match line.strip_prefix("Invoke-Check { ") {
            Some(inner) => (inner.strip_suffix(" }")?, true),
            None => (line, false),
        };
        let name = line.split_whitespace().next()?;
        let is_step = name.ends_with("Step") || name.ends_with("Check");
        if !name.starts_with("Invoke-") || !is_step {
            return None;
        }
        let flag = line
            .split("$Answers.")
            .nth(1)
            .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect());
        // Older scripts hand in a truth value where newer ones hand in a way to find the account.
        let takes_account = line.contains("Get-RequiredAccount") || line.ends_with("$true");
        Some(Self {
            name: name.to_owned(),
            arguments: literals(line),
            takes_account,
            flag,
            goes_on,
        })
    }
}

/// Every single-quoted literal in a text, read back.
fn literals(mut text: &str) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(start) = text.find('\'') {
        let Some((literal, rest)) = read_literal(&text[start..]) else { break };
        found.push(literal);
        text = rest;
    }
    found
}

/// The literal at the beginning of a text, and what follows. Any kind of single quote ends it, unless
/// it is doubled.
fn read_literal(text: &str) -> Option<(String, &str)> {
    let is_quote = |letter: char| matches!(letter, '\'' | '\u{2018}'..='\u{201b}');
    let mut letters = text.strip_prefix('\'')?.char_indices().peekable();
    let mut value = String::new();
    while let Some((index, letter)) = letters.next() {
        if is_quote(letter) {
            if !letters.peek().is_some_and(|(_, next)| is_quote(*next)) {
                return Some((value, &text[1 + index + letter.len_utf8()..]));
            }
            letters.next();
        }
        value.push(letter);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "$Answers = @{\r\n    SetupId = 'a'\r\n    Name    = 'O''Brien’’s'\r\n    \
        Relink = $true\r\n    Created = @('account', 'role')\r\n    Relinked = @{ 'sfbonline' = 'x/Old' }\r\n}\r\n\
        # ---- Run ----\r\ntry {\r\n    Assert-Shell 'x'\r\n    Invoke-RoleStep\r\n    \
        Invoke-PartnerApplicationStep 'sfbonline' 'SfBOnline' '0004' { Get-RequiredAccount } $Answers.Relink\r\n    \
        Invoke-Check { Invoke-RoleCheck }\r\n}\r\n";

    #[test]
    fn answers_are_read_back_as_they_were_before_quoting() {
        let script = Script::read(SCRIPT);
        assert_eq!(script.text("Name"), Some("O'Brien’s"), "doubled quotes are one");
        assert!(script.flag("Relink") && !script.flag("Name"), "truth values are told from text");
        assert!(script.holds("Created", "role") && !script.holds("Created", "export"), "lists");
        assert_eq!(script.entry("Relinked", "sfbonline"), Some("x/Old"), "tables");
    }

    #[test]
    fn the_run_block_is_read_in_its_order() {
        let calls = Script::read(SCRIPT).calls();
        let names: Vec<&str> = calls.iter().map(|call| call.name.as_str()).collect();
        assert_eq!(names, ["Invoke-RoleStep", "Invoke-PartnerApplicationStep", "Invoke-RoleCheck"]);
        assert_eq!(calls[1].argument(2), "0004", "arguments are read");
        assert!(
            calls[1].takes_account && calls[1].flag.as_deref() == Some("Relink"),
            "and what is handed in"
        );
        assert!(calls[2].goes_on && !calls[0].goes_on, "a check does not end the script");
    }
}
