//! Files as they are on the computers of administrators: in long folders, in the encodings of Windows' editors,
//! and written by two programs at once.

use crate::export::{ANSWERS, contents};
use crate::program::{Desk, Ended};
use crosstrust_tests::encodings::encodings;
use std::collections::BTreeMap;
use std::path::MAIN_SEPARATOR_STR;

fn command_into(folder: &str) -> [&str; 7] {
    ["export", "--guide", "teams", "--answers", "answers.json", "--out", folder]
}

/// What an export of these answers writes where nothing is special.
fn expected(answers: &str) -> BTreeMap<String, Vec<u8>> {
    let desk = Desk::new();
    desk.put("answers.json", answers);
    assert_eq!(desk.run(&command_into("bundle")).code, 0);
    contents(&desk.path("bundle"))
}

#[test]
fn a_folder_longer_than_windows_once_allowed_gets_every_file() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let folder = ["a folder with a long name, as projects have them"; 7].join(MAIN_SEPARATOR_STR);
    assert!(folder.len() > 260);
    let ended = desk.run(&command_into(&folder));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(contents(&desk.path(&folder)), expected(ANSWERS));
}

#[test]
fn answers_in_the_encoding_of_any_editor_give_the_same_scripts() {
    let answers = ANSWERS.replacen('{', "{\n    \"organization_name\": \"Müller\",", 1);
    let expected = expected(&answers);
    for (encoding, bytes) in encodings(&answers) {
        let desk = Desk::new();
        desk.put("answers.json", bytes);
        let ended = desk.run(&command_into("bundle"));
        assert_eq!(ended.code, 0, "{encoding}: {ended:?}");
        assert!(contents(&desk.path("bundle")) == expected, "{encoding}");
    }
}

#[test]
fn two_programs_that_export_into_one_folder_leave_one_whole_set() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let words = command_into("bundle");
    let started = [desk.command(&words).spawn().unwrap(), desk.command(&words).spawn().unwrap()];
    for program in started {
        let ended = Ended::of(program.wait_with_output().unwrap());
        assert_eq!(ended.code, 0, "{ended:?}");
    }
    assert_eq!(contents(&desk.path("bundle")), expected(ANSWERS));
}
