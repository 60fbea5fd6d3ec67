//! What is wrong with a text: sentences that are too long, words that have a plainer one, and readers
//! that nobody is.

use regex::Regex;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// A sentence has at most so many words. The aim is 20.
const LONGEST: usize = 23;

/// What is wrong with a text.
#[derive(Debug)]
pub(super) struct Fault {
    /// The rule's name.
    pub(super) rule: String,
    /// The sentence that breaks it, and what to write.
    pub(super) shown: String,
}

/// Words that are not used, with what to write. A regular expression that matches whole words, in any
/// case.
const BANNED: &[(&str, &str, &str)] = &[
    ("shall", "shall", "must, or the imperative"),
    ("told", "told", "say who shows what"),
    ("tells", "tells", "shows, says"),
    ("stands", "stands?|stood", "is, or name the place"),
    ("goes", "goes", "is removed, continues, moves"),
    ("beside", "beside", "next to, in addition to"),
    ("anew", "anew", "again"),
    ("walk", "walks?|walked|walking", "procedure, go through"),
    ("word", "your word|in words", "say what it is: a note, a description"),
    ("put right", "puts? (it |this |that |them )?right", "fix"),
    ("go on", "go on|going on|went on", "continue"),
    ("take along", "takes? along|taken along", "export"),
    ("in full", "in full", "completely, or leave it out"),
    ("made-up", "made-up|made up", "simulated, sample"),
    ("prove", "proves?|proved|proven|proof", "verify"),
    ("read back", "reads? back", "verify"),
    ("gone over", "gone over|goes over|go over", "uses the new certificate"),
    ("operator", "operators?", "you, the administrator"),
    ("receipt", "receipts?", "script result"),
    (
        "key",
        "(?:a|the|this|that|no|its|each|every|all|several|another|expired|valid|old) keys?",
        "certificate, or entry",
    ),
    ("is not known", "is(?: not|n't) known(?: here)?", "Crosstrust can't tell"),
    ("organisation", "organisations?", "organization, as Microsoft spells it"),
    ("licence", "licences?", "license, as Microsoft spells it"),
    ("he", "he|his|him|himself", "you, or name the person by the role"),
    ("by hand", "by the hand", "manually"),
];

/// Nobody tells and nobody reads in a passive sentence.
const PASSIVE: &str = r"(?:is|are|be|been|being) (?:not |never |only |also )?(?:told|read)";

/// A command that a sentence names, with its parameters. It has no words of a language.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: \b [A-Z][A-Za-z]+ - [A-Z][A-Za-z0-9]+ \b | (?: \./ | \.\\ ) \S+ )
           (?: \s+ (?: -[A-Za-z][\w:]* | '[^']*' | \$[\w:]+ | @\{[^}]*\} | \| | \{X\} ) ,? )*",
    )
    .expect("a regular expression")
});

/// What is code in a text, and becomes one word.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xs) `[^`]*` | (?:BEGIN\ |END\ )? CROSSTRUST\ RECEIPT | \{\{.*?\}\} | \{%.*?%\}
           | <code>.*?</code> | \bkey\ IDs?\b | "The\ key\ was\ not\ found" | https?://\S+ | [\w/-]+\.(?:md|toml|ps1|cer|txt|json)\b | \{[a-z:$-]*\}"#,
    )
    .expect("a regular expression")
});

static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"</?[a-zA-Z]+/?>").expect("a regular expression"));

static RULES: LazyLock<Vec<(&str, Regex, &str)>> = LazyLock::new(|| {
    let passive = ("passive", PASSIVE, "name who does it: Crosstrust reads, the page shows");
    let rules = BANNED.iter().copied().chain([passive]);
    rules
        .map(|(name, words, instead)| {
            let whole = format!(r"(?i)(?:^|[^\w-])(?:{words})(?:$|[^\w-])");
            (name, Regex::new(&whole).expect("a regular expression"), instead)
        })
        .collect()
});

/// All faults of a text.
pub(super) fn faults(text: &str) -> Vec<Fault> {
    let text = prose(text);
    text.unicode_sentences().flat_map(faults_of_sentence).collect()
}

/// A text without its commands, each line a line.
pub(super) fn prose(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("    "));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = CODE.replace_all(&text, "X");
    let text = TAG.replace_all(&text, "");
    COMMAND.replace_all(&text, "X").into_owned()
}

fn faults_of_sentence(sentence: &str) -> Vec<Fault> {
    let sentence = sentence.trim();
    let words = sentence.split_whitespace().filter(|word| is_word(word)).count();
    let mut faults = Vec::new();
    if words > LONGEST {
        faults.push(Fault {
            rule: "long-sentence".to_owned(),
            shown: format!("{words} words, at most {LONGEST}: {sentence}"),
        });
    }
    for (name, pattern, instead) in RULES.iter() {
        if pattern.is_match(sentence) {
            let shown = format!("write \"{instead}\": {sentence}");
            faults.push(Fault { rule: (*name).to_owned(), shown });
        }
    }
    faults
}

/// Whether a piece between spaces is a word, and not a sign, a path or a value.
fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphabetic)
        && !piece.contains(['\\', '=', '$', '@', '{', '}'])
        && !piece.starts_with(['-', '\''])
}
