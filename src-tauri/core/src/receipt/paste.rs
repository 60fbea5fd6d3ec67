//! A pasted text without the HTML that mail and chat programs leave in it.
//!
//! A receipt comes out of a mail as its source now and then: with `<br>` at the ends of lines, in
//! paragraphs or in the cells of a table, with `&nbsp;` for spaces. Elements that begin a line become
//! line ends and cells become bars, as in a table of plain text; every other element is left out.
//! Which line of the pasted text each place came from is kept, so that a fault can be found there.

use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A text, and which line of what was pasted each part of it came from.
pub(super) struct Paste<'a> {
    /// The text without HTML.
    pub(super) text: Cow<'a, str>,
    /// Where in `text` each line of the pasted text begins, ascending; the first begins at 0.
    lines: Vec<usize>,
}

/// An element, a comment or a character reference. No part of it can run past the next `<`, so looking
/// for them takes time in proportion to the text, and a `<` that is no HTML swallows nothing.
static HTML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"<!--[^<>]*-->|</?[A-Za-z][0-9A-Za-z:]*(?:[ \t\r\n]+[A-Za-z_:@][0-9A-Za-z_:.-]*(?:[ \t\r\n]*=[ \t\r\n]*(?:"[^"<>]*"|'[^'<>]*'|[^ \t\r\n"'<>=`]+))?)*[ \t\r\n]*/?>|&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,24});"#,
    )
    .expect("BUG: the expression is fixed, and every test of receipts uses it")
});

impl<'a> Paste<'a> {
    /// Takes the HTML out of a text.
    pub(super) fn of(pasted: &'a str) -> Self {
        if !pasted.contains(['<', '&']) {
            let mut lines = vec![0];
            lines.extend(line_ends(pasted));
            return Self { text: Cow::Borrowed(pasted), lines };
        }
        let mut paste =
            Self { text: Cow::Owned(String::with_capacity(pasted.len())), lines: vec![0] };
        let mut taken = 0;
        for found in HTML.find_iter(pasted) {
            paste.push(&pasted[taken..found.start()]);
            paste.replace(found.as_str());
            taken = found.end();
        }
        paste.push(&pasted[taken..]);
        paste
    }

    /// The line of the pasted text, from 1, that this place of the text came from.
    pub(super) fn line(&self, place: usize) -> usize {
        self.lines.partition_point(|start| *start <= place)
    }

    fn push(&mut self, part: &str) {
        let before = self.text.len();
        self.lines.extend(line_ends(part).map(|end| before + end));
        self.text.to_mut().push_str(part);
    }

    fn replace(&mut self, html: &str) {
        if html.starts_with('&') {
            self.text.to_mut().push_str(&html_escape::decode_html_entities(html));
        } else {
            self.text.to_mut().push_str(in_place_of(html));
        }
        // An element can be written over several lines.
        let now = self.text.len();
        self.lines.extend(line_ends(html).map(|_| now));
    }
}

/// What the beginning or the end of an element looks like in plain text. A comment has no name.
fn in_place_of(tag: &str) -> &'static str {
    let begins = !tag.starts_with("</");
    let named = tag.trim_start_matches(['<', '/']);
    let name = named.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != ':').next();
    match name.unwrap_or_default().to_ascii_lowercase().as_str() {
        "br" | "p" | "div" | "tr" | "li" | "ul" | "ol" | "pre" | "blockquote" | "table" | "hr"
        | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "section" | "article" => "\n",
        "td" | "th" if begins => "|",
        _ => "",
    }
}

/// The places behind the line ends of a text, whichever of the three ways they are written.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = |place: &usize| match bytes[*place] {
        b'\n' => true,
        b'\r' => bytes.get(place + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(ends).map(|place| place + 1)
}

/// The lines of a text, each with its place, whichever way they end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = Some(0);
    let mut ends = line_ends(text);
    std::iter::from_fn(move || {
        let begin = start?;
        start = ends.next();
        let line = &text[begin..start.unwrap_or(text.len())];
        Some((begin, line.trim_end_matches(['\r', '\n'])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(html: &str) -> String {
        Paste::of(html).text.into_owned()
    }

    #[test]
    fn lines_end_in_any_of_three_ways() {
        let found: Vec<(usize, &str)> = lines("a\r\nb\rc\n\nd").collect();
        assert_eq!(found, [(0, "a"), (3, "b"), (5, "c"), (7, ""), (8, "d")]);
        assert_eq!(lines("").collect::<Vec<_>>(), [(0, "")]);
        assert_eq!(lines("a\n").collect::<Vec<_>>(), [(0, "a"), (2, "")]);
    }

    #[test]
    fn elements_become_line_ends_and_bars_or_nothing() {
        for (html, expected) in [
            ("a<br>b<BR/>c<br />d", "a\nb\nc\nd"),
            (
                "<p class=MsoNormal><span style='font-family:\"Consolas\"'>a</span><o:p></o:p></p>",
                "\na\n",
            ),
            ("<table border=\"0\"><tr><td>1</td><td nowrap>a</td></tr></table>", "\n\n|1|a\n\n"),
            ("a&nbsp;b&#43;c&#x2F;d&#61;&gt;&amp;", "a\u{a0}b+c/d=>&"),
            ("a<!--StartFragment-->b", "ab"),
            ("<div\r\n class=\"x\"\n>a</div>", "\na\n"),
        ] {
            assert_eq!(plain(html), expected, "{html}");
        }
    }

    #[test]
    fn what_is_no_html_stays() {
        for text in [
            "a < b && c > d",
            "if ($a -lt 3) {",
            "x <b then\n-----BEGIN CROSSTRUST RECEIPT-----\neyJ\n>",
            "Anna <anna@contoso.com>",
            "<https://contoso.com/>",
            "&nosuchname; &; &#;",
            "<",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn each_place_keeps_the_line_it_came_from() {
        let html = "one<br>still one\r\n<p\n>three</p>\rfour&nbsp;\nfive";
        let paste = Paste::of(html);
        for (word, line) in [("one", 1), ("still", 1), ("three", 3), ("four", 4), ("five", 5)] {
            let place = paste.text.find(word).unwrap();
            assert_eq!(paste.line(place), line, "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_text_without_html_is_itself(text in "[^<&]{0,60}") {
            prop_assert_eq!(plain(&text), text);
        }

        #[test]
        fn no_text_makes_it_fail(text in "[<>&;a-z/ \"'=!#\r\n-]{0,60}") {
            let paste = Paste::of(&text);
            let line = paste.line(paste.text.len());
            prop_assert!(line <= line_ends(&text).count() + 1);
        }
    }
}
