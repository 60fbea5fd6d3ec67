//! The corpus of the fuzz targets goes through the code of the targets in every test run. So a fault that
//! fuzzing found once stays found, and the targets stay in step with the code.

#[expect(unreachable_pub, reason = "they are what the fuzz targets call")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use crosstrust_tests::repository::{root, text};
use std::collections::BTreeSet;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 7] = [
    ("answers", targets::answers),
    ("backup", targets::backup),
    ("certificate", targets::certificate),
    ("graph", targets::graph),
    ("receipt", targets::receipt),
    ("setup_file", targets::setup_file),
    ("texts", targets::texts),
];

fn names(folder: &str, ending: &str) -> BTreeSet<String> {
    let entries = root().join(folder).read_dir().expect("a folder");
    entries
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(ending).map(str::to_owned))
        .collect()
}

#[test]
fn every_target_has_a_corpus_and_goes_through_it() {
    for (name, target) in TARGETS {
        let folder = root().join("fuzz/corpus").join(name);
        let mut count = 0;
        for entry in folder.read_dir().expect("a corpus") {
            let path = entry.expect("an entry").path();
            target(&std::fs::read(&path).expect("an input"));
            count += 1;
        }
        assert!(count >= 3, "{name} has a corpus: {count}");
        for bytes in [&b""[..], b"\0", b"{}", b"\xff\xfe\xff"] {
            target(bytes);
        }
    }
}

#[test]
fn every_target_is_one_that_is_run_here() {
    let here: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names("fuzz/fuzz_targets", ".rs"), here);
    assert_eq!(names("fuzz/corpus", ""), here);
    let manifest = text("fuzz/Cargo.toml");
    for name in here {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "fuzz/Cargo.toml has {name}");
    }
}
