//! Where in a template a value may be: among code, and nowhere else.
//!
//! A literal is safe only where PowerShell reads one. Inside a comment a value could end the comment,
//! and between double quotes PowerShell would look into it. So a template is read once as PowerShell,
//! far enough to distinguish code from strings and comments, and a tag outside code is refused.

/// Refuses a template in which a tag is in a string or a comment, or which does not end as code.
pub(super) fn check(source: &str) -> Result<(), String> {
    let mut reader = PlacementReader { source, at: 0, state: State::Code, opened: 0 };
    while let Some(sign) = reader.peek() {
        reader.step(sign)?;
    }
    match reader.state {
        State::Code | State::LineComment => Ok(()),
        State::BlockComment | State::Single | State::Double => Err(format!(
            "line {}: a string or comment is not closed",
            reader.line_of(reader.opened)
        )),
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum State {
    Code,
    LineComment,
    BlockComment,
    Single,
    Double,
}

struct PlacementReader<'a> {
    source: &'a str,
    at: usize,
    state: State,
    /// Where the string or comment began.
    opened: usize,
}

impl PlacementReader<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn line_of(&self, at: usize) -> usize {
        self.source[..at].matches('\n').count() + 1
    }

    fn enter(&mut self, state: State) {
        self.opened = self.at;
        self.state = state;
    }

    fn refuse(&self, why: &str) -> String {
        format!("line {}: {why}", self.line_of(self.at))
    }

    fn step(&mut self, sign: char) -> Result<(), String> {
        if self.rest().starts_with("{{") || self.rest().starts_with("{%") {
            return self.tag();
        }
        let mut length = sign.len_utf8();
        match self.state {
            State::Code => length = self.code(sign)?,
            State::LineComment if sign == '\n' => self.state = State::Code,
            State::BlockComment if self.rest().starts_with("#>") => {
                self.state = State::Code;
                length = 2;
            }
            State::Single if sign == '\'' => self.state = State::Code,
            State::Double if sign == '"' => self.state = State::Code,
            State::Double if sign == '`' => length += self.after(length),
            State::Double if self.rest().starts_with("$(") => {
                return Err(self
                    .refuse("a string computes a part of itself; put it together with + instead"));
            }
            State::LineComment | State::BlockComment | State::Single | State::Double => {}
        }
        self.at += length;
        Ok(())
    }

    /// One character of code; gives back how much was read.
    fn code(&mut self, sign: char) -> Result<usize, String> {
        match sign {
            '`' => return Ok(1 + self.after(1)),
            '\'' => self.enter(State::Single),
            '"' => self.enter(State::Double),
            '<' if self.rest().starts_with("<#") => {
                self.enter(State::BlockComment);
                return Ok(2);
            }
            '#' if self.begins_a_word() => self.enter(State::LineComment),
            '@' if self.rest().starts_with("@'") || self.rest().starts_with("@\"") => {
                return Err(self.refuse("a here-string is not read here; use a string of one line"));
            }
            _ => {}
        }
        Ok(sign.len_utf8())
    }

    fn begins_a_word(&self) -> bool {
        self.source[..self.at]
            .chars()
            .next_back()
            .is_none_or(|before| before.is_whitespace() || "(){}[];,|&=".contains(before))
    }

    /// The length of the character that is `offset` bytes ahead.
    fn after(&self, offset: usize) -> usize {
        self.rest()[offset..].chars().next().map_or(0, char::len_utf8)
    }

    fn tag(&mut self) -> Result<(), String> {
        if self.state != State::Code {
            return Err(self.refuse("a value or tag stands in a string or a comment"));
        }
        let close = if self.rest().starts_with("{{") { "}}" } else { "%}" };
        let mut depth = 0_usize;
        let mut quote = None;
        for (offset, sign) in self.rest().char_indices().skip(2) {
            match quote {
                Some(open) if sign == open => quote = None,
                Some(_) => {}
                None if depth == 0 && self.rest()[offset..].starts_with(close) => {
                    self.at += offset + close.len();
                    return Ok(());
                }
                None => match sign {
                    '\'' | '"' => quote = Some(sign),
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                },
            }
        }
        Err(self.refuse("a tag is not closed"))
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn values_among_code_are_taken() {
        for source in [
            "<#\n.SYNOPSIS\n    Don't worry: \"help\"\n#>\n$Answers = @{ Id = {{ id }} }\n",
            "# it's a comment\n$x = {{ x }}",
            "Write-Output 'it''s' {{ x }} # and \"so",
            "$y = \"$env:SystemDrive\\x`\"y\"; $z = {{ z }}",
            "$u = {{ { \"a\": \"}}\", 'b': '\"' }[cloud] }}\n'x'",
            "{% if relink %}\nSet-Thing 'x'\n{% endif %}",
            "$a = 'b#c'; $d = e#f'g' + {{ h }}",
            "$list = @('a', \"b\")[0] `' {{ x }}",
            "",
        ] {
            assert_eq!(check(source), Ok(()), "{source}");
        }
    }

    #[test]
    fn a_value_in_a_string_or_a_comment_is_refused_with_its_line() {
        for source in [
            "ok\n# for {{ name }}",
            "ok\n<# for {{ name }} #>",
            "ok\n'{{ name }}'",
            "ok\n\"{{ name }}\"",
            "ok\n\"`\"{{ name }}\"",
            "ok\n'it''s {{ name }}'",
            "ok\n# {% include \"x\" %}",
            "ok\n'{% if x %}'",
        ] {
            assert_eq!(
                check(source),
                Err("line 2: a value or tag stands in a string or a comment".to_owned()),
                "{source}"
            );
        }
    }

    #[test]
    fn what_cannot_be_distinguished_is_refused() {
        for (source, words) in [
            ("\n$x = @'\n{{ x }}\n'@", "line 2: a here-string"),
            ("$x = @\"\n\"@", "line 1: a here-string"),
            ("\"$(Get-Thing \"{{ x }}\")\"", "line 1: a string computes"),
            ("\n\n'open", "line 3: a string or comment is not closed"),
            ("<# open", "line 1: a string or comment is not closed"),
            ("\"open `\"", "line 1: a string or comment is not closed"),
            ("{{ x ", "line 1: a tag is not closed"),
            ("{% if '%}'", "line 1: a tag is not closed"),
        ] {
            let refusal = check(source).unwrap_err();
            assert!(refusal.contains(words), "{source}: {refusal}");
        }
    }
}
