//! Searching bytes, files, folders and archives for words, as they are and in every encoding that a
//! program might have used.

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use crosstrust_rehearsal::cloud::Canary;
use std::io::{Cursor, Read as _};
use std::path::Path;

/// What is searched for.
pub(crate) struct Search {
    forms: AhoCorasick,
    /// Which word, in which encoding, by the place of its form.
    shown: Vec<String>,
}

/// Where something was found: "logs/a.log holds CANARY… in hex".
pub(crate) type Found = Vec<String>;

impl Search {
    pub(crate) fn new(canaries: &[Canary]) -> Self {
        let mut shown = Vec::new();
        let mut forms = Vec::new();
        for canary in canaries {
            for (encoding, form) in forms_of(&canary.word) {
                shown.push(format!("{} ({:?}) {encoding}", canary.word, canary.kind));
                forms.push(form);
            }
        }
        Self { forms: AhoCorasick::new(forms).expect("the words can be searched for"), shown }
    }

    /// In these bytes, which have that name. An archive is opened.
    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> Found {
        let found = self.forms.find_overlapping_iter(bytes);
        let mut all: Found = found
            .map(|at| format!("{name} holds {}", self.shown[at.pattern().as_usize()]))
            .collect();
        if bytes.starts_with(b"PK\x03\x04") {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
            for place in 0..archive.len() {
                let mut file = archive.by_index(place).expect("a file of the archive");
                let inner = format!("{name}/{}", file.name().expect("its name is text"));
                let mut unpacked = Vec::new();
                file.read_to_end(&mut unpacked).expect("it unpacks");
                all.extend(self.bytes(&inner, &unpacked));
            }
        }
        all
    }

    /// In a folder and all below it, the names of files included, but not in `except`. Gives how many
    /// files were read besides.
    pub(crate) fn folder(&self, folder: &Path, except: &[&Path]) -> (Found, usize) {
        let (mut all, mut files) = (Found::new(), 0);
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.display().to_string();
            if except.contains(&path.as_path()) {
                continue;
            }
            all.extend(self.bytes("the name of a file", name.as_bytes()));
            let kind = path.symlink_metadata().expect("it is there").file_type();
            if kind.is_dir() {
                let (more, read) = self.folder(&path, except);
                all.extend(more);
                files += read;
            } else if kind.is_file() {
                all.extend(self.bytes(&name, &std::fs::read(&path).expect("it can be read")));
                files += 1;
            }
        }
        (all, files)
    }
}

/// A word in every encoding.
fn forms_of(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = word.as_bytes();
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let each = |form: &dyn Fn(u8) -> String| joined(plain, form).into_bytes();
    let mut forms = vec![
        ("as it is", plain.to_vec()),
        ("in small letters", word.to_lowercase().into_bytes()),
        ("backwards", plain.iter().rev().copied().collect()),
        ("in UTF-16LE", wide.clone()),
        ("in hex", each(&|byte| format!("{byte:02x}"))),
        ("in HEX", each(&|byte| format!("{byte:02X}"))),
        ("percent-encoded", each(&|byte| format!("%{byte:02X}"))),
        ("percent-encoded small", each(&|byte| format!("%{byte:02x}"))),
        ("as numbers", format!("{plain:?}").trim_matches(['[', ']']).as_bytes().to_vec()),
    ];
    for before in 0..3 {
        for (bytes, standard, url) in [
            (plain, "in base64", "in base64url"),
            (wide.as_slice(), "in base64 of UTF-16LE", "in base64url of UTF-16LE"),
        ] {
            forms.push((standard, shifted(&BASE64_STANDARD, bytes, before)));
            forms.push((url, shifted(&BASE64_URL_SAFE, bytes, before)));
        }
    }
    forms
}

/// Each byte in that form, one after the other.
fn joined(bytes: &[u8], form: &dyn Fn(u8) -> String) -> String {
    bytes.iter().map(|byte| form(*byte)).collect::<Vec<_>>().concat()
}

/// The letters of base64 that the bytes alone decide, when so many bytes stand before them in their
/// group of three.
fn shifted(base64: &impl base64::Engine, bytes: &[u8], before: usize) -> Vec<u8> {
    let all = [vec![0; before], bytes.to_vec()].concat();
    let whole = &all[..all.len() / 3 * 3];
    let first = if before == 0 { 0 } else { 4 };
    base64.encode(whole).as_bytes()[first..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_rehearsal::cloud::SecretKind;
    use std::io::Write as _;

    fn canary() -> Canary {
        let word = "CANARYABCDEFGHIJKLMNOPQR".to_owned();
        Canary { kind: SecretKind::RefreshToken, word }
    }

    /// Secrets with the word in them, as a careless program might write them.
    fn careless(word: &str) -> Vec<(String, Vec<u8>)> {
        let mut all = Vec::new();
        for before in 0..3 {
            let secret = format!("{}{word}???>>>more", "x".repeat(before));
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let written = |form: &dyn Fn(u8) -> String| joined(secret.as_bytes(), form);
            let percent = written(&|byte| format!("%{byte:02X}"));
            for (name, bytes) in [
                ("raw", secret.clone().into_bytes()),
                ("json", serde_json::json!({ "token": secret }).to_string().into_bytes()),
                ("base64", BASE64_STANDARD.encode(&secret).into_bytes()),
                ("base64url", BASE64_URL_SAFE.encode(&secret).into_bytes()),
                ("base64-wide", BASE64_STANDARD.encode(&wide).into_bytes()),
                ("hex", written(&|byte| format!("{byte:02x}")).into_bytes()),
                ("upper-hex", written(&|byte| format!("{byte:02X}")).into_bytes()),
                ("percent", percent.clone().into_bytes()),
                ("percent-small", percent.to_lowercase().into_bytes()),
                ("utf-16", wide),
                ("numbers", format!("{:?}", secret.as_bytes()).into_bytes()),
            ] {
                all.push((format!("{name}-{before}"), bytes));
            }
        }
        all
    }

    #[test]
    fn a_word_is_found_in_a_file_of_every_encoding() {
        let canary = canary();
        let search = Search::new(std::slice::from_ref(&canary));
        for (name, bytes) in careless(&canary.word) {
            let folder = tempfile::tempdir().unwrap();
            let deep = folder.path().join("deep/er");
            std::fs::create_dir_all(&deep).unwrap();
            std::fs::write(deep.join("file"), [b"before ", &*bytes, b" after"].concat()).unwrap();
            let (found, files) = search.folder(folder.path(), &[]);
            assert_eq!(files, 1);
            assert!(!found.is_empty(), "{name} is not found");
            assert_eq!(search.folder(folder.path(), &[&deep]).0, Found::new());
        }
    }

    #[test]
    fn a_word_is_found_in_an_archive_and_in_the_name_of_a_file() {
        let canary = canary();
        let search = Search::new(std::slice::from_ref(&canary));
        let folder = tempfile::tempdir().unwrap();
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("log/a.log", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(format!("Bearer {}", canary.word).repeat(100).as_bytes()).unwrap();
        std::fs::write(folder.path().join("a.zip"), archive.finish().unwrap().into_inner())
            .unwrap();
        let (found, _) = search.folder(folder.path(), &[]);
        assert!(found.iter().any(|shown| shown.contains("a.zip/log/a.log")), "{found:?}");
        let named = tempfile::tempdir().unwrap();
        std::fs::write(named.path().join(&canary.word), "").unwrap();
        assert!(!search.folder(named.path(), &[]).0.is_empty());
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        let search = Search::new(&[canary()]);
        assert_eq!(search.bytes("x", b"CANARY and ABCDEFGHIJKLMNOPQR"), Found::new());
        assert_eq!(search.bytes("x", b""), Found::new());
    }
}
