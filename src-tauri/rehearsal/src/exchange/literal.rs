//! The few forms of a PowerShell value that a generated script holds: single-quoted text, true, false,
//! null, lists and tables of these.
//!
//! PowerShell takes five characters for a single quote, each doubled inside a text (measured on its own
//! parser); whatever else stands between the quotes is meant as it is.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// A value in a script.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Flag(bool),
    Null,
    List(Vec<Literal>),
    Table(BTreeMap<String, Literal>),
}

/// Every character that begins or ends a single-quoted text.
const QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// Reads values from the front of a text.
pub(super) struct Reader<'a>(Peekable<Chars<'a>>);

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text.chars().peekable())
    }

    /// The value that comes next; none when it is of another form.
    pub(super) fn value(&mut self) -> Option<Literal> {
        self.skip_blanks();
        match *self.0.peek()? {
            '@' => {
                self.0.next();
                match self.0.next()? {
                    '(' => self.list().map(Literal::List),
                    '{' => self.table().map(Literal::Table),
                    _ => None,
                }
            }
            '$' => match self.word().to_ascii_lowercase().as_str() {
                "$true" => Some(Literal::Flag(true)),
                "$false" => Some(Literal::Flag(false)),
                "$null" => Some(Literal::Null),
                _ => None,
            },
            letter if QUOTES.contains(&letter) => self.text().map(Literal::Text),
            _ => None,
        }
    }

    fn list(&mut self) -> Option<Vec<Literal>> {
        let mut entries = vec![];
        loop {
            self.skip_blanks();
            match *self.0.peek()? {
                ')' => {
                    self.0.next();
                    return Some(entries);
                }
                ',' => {
                    self.0.next();
                }
                _ => entries.push(self.value()?),
            }
        }
    }

    fn table(&mut self) -> Option<BTreeMap<String, Literal>> {
        let mut entries = BTreeMap::new();
        loop {
            self.skip_blanks();
            match *self.0.peek()? {
                '}' => {
                    self.0.next();
                    return Some(entries);
                }
                ';' => {
                    self.0.next();
                }
                letter => {
                    let key = if QUOTES.contains(&letter) { self.text()? } else { self.word() };
                    self.skip_blanks();
                    if key.is_empty() || self.0.next()? != '=' {
                        return None;
                    }
                    entries.insert(key, self.value()?);
                }
            }
        }
    }

    /// A single-quoted text; of two quotes in a row the second stands for itself.
    fn text(&mut self) -> Option<String> {
        self.0.next();
        let mut text = String::new();
        loop {
            let letter = self.0.next()?;
            if QUOTES.contains(&letter) {
                let doubled = self.0.next_if(|next| QUOTES.contains(next));
                match doubled {
                    Some(quote) => text.push(quote),
                    None => return Some(text),
                }
            } else {
                text.push(letter);
            }
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(letter) =
            self.0.next_if(|letter| letter.is_alphanumeric() || "$_-.:".contains(*letter))
        {
            word.push(letter);
        }
        word
    }

    fn skip_blanks(&mut self) {
        while let Some(letter) = self.0.peek() {
            if letter.is_whitespace() {
                self.0.next();
            } else if *letter == '#' {
                while self.0.next_if(|letter| *letter != '\n').is_some() {}
            } else {
                return;
            }
        }
    }

    /// The arguments on one line of a script: texts, lists of them, words, and what stands in braces.
    /// Commas between texts make a list, as `@( )` does.
    pub(super) fn arguments(mut self) -> Option<Vec<Argument>> {
        let mut arguments = vec![];
        let mut joined = false;
        loop {
            self.skip_blanks();
            let Some(letter) = self.0.peek().copied() else {
                return (!joined).then_some(arguments);
            };
            if letter == ',' {
                self.0.next();
                if joined || arguments.is_empty() {
                    return None;
                }
                joined = true;
                continue;
            }
            let argument = self.argument(letter)?;
            if joined {
                let before = arguments.pop()?;
                arguments.push(Argument::joined(before, argument)?);
                joined = false;
            } else {
                arguments.push(argument);
            }
        }
    }

    fn argument(&mut self, letter: char) -> Option<Argument> {
        if QUOTES.contains(&letter) {
            return Some(Argument::Text(self.text()?));
        }
        match letter {
            '{' => {
                self.0.next();
                let block =
                    std::iter::from_fn(|| self.0.next_if(|letter| *letter != '}')).collect();
                self.0.next()?;
                Some(Argument::Block(block))
            }
            '@' => match self.value()? {
                Literal::List(entries) => entries
                    .into_iter()
                    .map(|entry| match entry {
                        Literal::Text(text) => Some(text),
                        Literal::Flag(_) | Literal::Null | Literal::List(_) | Literal::Table(_) => {
                            None
                        }
                    })
                    .collect::<Option<_>>()
                    .map(Argument::List),
                Literal::Text(_) | Literal::Flag(_) | Literal::Null | Literal::Table(_) => None,
            },
            _ => Some(self.word()).filter(|word| !word.is_empty()).map(Argument::Word),
        }
    }
}

/// What stands behind a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Argument {
    Text(String),
    List(Vec<String>),
    Word(String),
    Block(String),
}

impl Argument {
    /// A text, or several, with another text behind it.
    fn joined(one: Self, other: Self) -> Option<Self> {
        let Self::Text(other) = other else { return None };
        match one {
            Self::Text(one) => Some(Self::List(vec![one, other])),
            Self::List(mut texts) => {
                texts.push(other);
                Some(Self::List(texts))
            }
            Self::Word(_) | Self::Block(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Literal {
        Literal::Text(value.to_owned())
    }

    #[test]
    fn texts_are_read_as_powershell_reads_them() {
        for (written, value) in [
            ("'contoso.com'", "contoso.com"),
            ("''", ""),
            ("'O''Brien'", "O'Brien"),
            ("'it\u{2019}\u{2019}s'", "it\u{2019}s"),
            ("'$(Remove-Item x) `n \"y\"'", "$(Remove-Item x) `n \"y\""),
            ("\u{2018}curly\u{2019}", "curly"),
            ("'}'", "}"),
            ("'# no comment'", "# no comment"),
        ] {
            assert_eq!(Reader::new(written).value(), Some(text(value)), "{written}");
        }
    }

    #[test]
    fn tables_hold_lists_and_tables() {
        let written = "@{\r\n  SetupId = 'a' # why\r\n  Relink  = $true; Other = $null\n\
                       Created = @('x', 'y')\n  Enabled = @()\n  Relinked = @{ 'sfb''online' = 'z' }\n}";
        let Some(Literal::Table(table)) = Reader::new(written).value() else {
            panic!("no table");
        };
        assert_eq!(table["SetupId"], text("a"));
        assert_eq!((&table["Relink"], &table["Other"]), (&Literal::Flag(true), &Literal::Null));
        assert_eq!(table["Created"], Literal::List(vec![text("x"), text("y")]));
        assert_eq!(table["Enabled"], Literal::List(vec![]));
        let relinked = BTreeMap::from([("sfb'online".to_owned(), text("z"))]);
        assert_eq!(table["Relinked"], Literal::Table(relinked));
    }

    #[test]
    fn anything_else_is_no_value() {
        for written in
            ["", "\"a\"", "'open", "$name", "@{ a = }", "@('x'", "@[", "Get-Date", "@{ = 'a' }"]
        {
            assert_eq!(Reader::new(written).value(), None, "{written}");
        }
    }

    #[test]
    fn the_arguments_of_a_line_are_kept_apart() {
        let line = "Invoke-X 'a b' 'Get-A', 'Get-B' { Get-RequiredAccount 'c' } $Answers.Relink $true @('d') @()";
        let reported = Reader::new(line).arguments().unwrap();
        let word = |word: &str| Argument::Word(word.to_owned());
        let list =
            |texts: &[&str]| Argument::List(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(
            reported,
            [
                word("Invoke-X"),
                Argument::Text("a b".to_owned()),
                list(&["Get-A", "Get-B"]),
                Argument::Block(" Get-RequiredAccount 'c' ".to_owned()),
                word("$Answers.Relink"),
                word("$true"),
                list(&["d"]),
                list(&[]),
            ]
        );
        for line in [
            "Invoke-X 'open",
            "Invoke-X (1)",
            "Invoke-X { open",
            "Invoke-X 'a',",
            "Invoke-X 'a',, 'b'",
            "Invoke-X $a, 'b'",
            "Invoke-X @($true)",
            ", 'a'",
        ] {
            assert_eq!(Reader::new(line).arguments(), None, "{line}");
        }
    }
}
