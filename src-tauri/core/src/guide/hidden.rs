//! Characters that cannot be seen, or that change how others are shown: no answer may hold them.
//!
//! A value with such a character looks like another value. It stands apart from the kinds of answers
//! because all of them refuse the same characters.

/// The first character of `text` that is a control, a direction mark, another format character or a
/// line or paragraph separator (Unicode categories Cc, Cf, Zl and Zp).
pub(crate) fn hidden_character(text: &str) -> Option<char> {
    text.chars().find(|&character| is_hidden(character))
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0001}'
                | '\u{e0020}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::hidden_character;

    #[test]
    fn controls_marks_and_separators_are_found() {
        for hidden in [
            '\0',
            '\n',
            '\r',
            '\t',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{200e}',
            '\u{202e}',
            '\u{2028}',
            '\u{2029}',
            '\u{2066}',
            '\u{feff}',
            '\u{ad}',
            '\u{e0041}',
        ] {
            assert_eq!(hidden_character(&format!("a{hidden}b")), Some(hidden), "{hidden:?}");
        }
    }

    #[test]
    fn letters_signs_and_spaces_of_any_language_are_not() {
        assert_eq!(
            hidden_character("O'Brien \u{201c}M\u{fc}ller\u{201d}\u{a0}\u{65e5}\u{672c} \u{1f512}"),
            None
        );
    }
}
