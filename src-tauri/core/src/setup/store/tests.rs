use super::*;
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    Backup, BackupNotSaved, KeyFate, Plan, PlanAction, PlannedKey, PrincipalPlan, PrincipalState,
};
use crate::receipt::{Discovery, Suggestion};
use crate::setup::fixture::{
    SFB, TENANT, answered, asking, at, current, finished, given, guide, id, journal, plan_for,
    receipt, result,
};
use crate::setup::{JournalEntry, OPERATOR, SetupJournal, TenantOperation, VERSION};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

struct StoreBench {
    store: Store,
    folder: TempDir,
}

fn bench() -> StoreBench {
    let folder = tempfile::tempdir().unwrap();
    StoreBench { store: Store::open(folder.path()).unwrap(), folder }
}

impl StoreBench {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("setups").join(name)
    }

    fn main(&self, setup: &Setup) -> PathBuf {
        self.path(&format!("{}.json", setup.id()))
    }

    fn previous(&self, setup: &Setup) -> PathBuf {
        self.path(&format!("{}.json.previous", setup.id()))
    }

    fn save(&self, setup: &Setup) {
        let lock = self.store.lock(setup.id()).unwrap();
        self.store.save(&lock, setup).unwrap();
    }

    fn load(&self, id: SetupId) -> Result<Loaded, StoreError> {
        let lock = self.store.lock(id).unwrap();
        self.store.load(&lock, at(100))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path().join("setups"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// The same setup after one more change.
fn later(setup: &Setup) -> Setup {
    let mut later = setup.clone();
    let answers = given(&[("organization_name", "Contoso")]);
    later.set_answers(&guide(), answers, at(70), OPERATOR).unwrap();
    later
}

#[test]
fn a_setup_comes_back_as_it_was_saved() {
    let bench = bench();
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(60), "admin")
        .unwrap();
    bench.save(&setup);
    let loaded = bench.load(setup.id()).unwrap();
    assert_eq!(loaded.setup, setup);
    assert_eq!(loaded.damage, None);
}

#[test]
fn every_part_of_a_setup_comes_back() {
    let bench = bench();
    let guide = guide();
    let mut setup = answered();
    setup.take_receipt(&guide, &receipt(10, vec![asking()]), at(11)).unwrap();
    let mut discovery = receipt(12, Vec::new());
    discovery.discovery = Some(Discovery {
        facts: serde_json::Map::new(),
        prerequisites: Vec::new(),
        part: "discovery".into(),
        suggestions: vec![Suggestion {
            answer: "tenant".into(),
            value: "\u{202e}'; rm -rf /\0".to_owned(),
            source: "Accepted domains".to_owned(),
            choose: false,
        }],
        notes: vec!["EX01".to_owned()],
        unread: vec!["connectors".to_owned()],
        likely_done: vec!["role".into()],
    });
    setup.take_receipt(&guide, &discovery, at(13)).unwrap();
    setup.choose_certificate(&guide, &current(), "a.cer", at(14), OPERATOR).unwrap();
    setup.find_tenant(&guide, TENANT, at(15), "admin");
    let key = PlannedKey {
        thumbprint: None,
        key_id: Some("1".to_owned()),
        not_before: None,
        not_after: Some(at(16)),
        fate: KeyFate::KeepExpired,
        other_kind: None,
        other_end: None,
    };
    let problem = Problem::of(ErrorCode::PrincipalLocked).with_detail("request-id 4711");
    let principal = PrincipalPlan {
        names: Vec::new(),
        sets_enabled: None,
        app_id: SFB.parse().unwrap(),
        display_name: Some("SfB".to_owned()),
        account_enabled: Some(false),
        action: PlanAction::Cannot,
        keys: vec![key.clone()],
        problem: Some(problem.clone()),
        warning: None,
    };
    let backup = Backup {
        keys_untouched: false,
        names: None,
        account_enabled: None,
        tenant_id: TENANT.parse().unwrap(),
        app_id: SFB.parse().unwrap(),
        object_id: "1".to_owned(),
        taken_at: at(17),
        keys: Vec::new(),
    };
    setup.store_backup(vec![backup], at(17), "admin");
    let mut failed = result(SFB, PrincipalState::Failed, &[]);
    failed.keys = vec![key];
    failed.error = Some(problem);
    setup.end_operation(&guide, vec![failed.clone()], at(18), "admin").unwrap();
    setup.record_verified(&guide, vec![failed], at(19), "admin").unwrap();
    setup.record_plan(
        plan_for(TenantOperation::Upload),
        Plan { principals: vec![principal], read_at: at(20), clock_ahead: None },
        at(20),
        "admin",
    );
    setup.tick(&guide, &"verify".into(), "calendar", true, at(21), OPERATOR).unwrap();
    setup.confirm(&guide, &"role".into(), "by hand", at(22), OPERATOR).unwrap();
    setup.decide_difference(&guide, &"sfbonline".into(), false, at(23), OPERATOR).unwrap();
    setup
        .start_operation(&guide, TenantOperation::Upload, &"upload".into(), at(24), "admin")
        .unwrap();
    setup.export_scripts(Path::new("/srv/scripts"), at(25), OPERATOR);
    let full = BackupNotSaved { path: None, cause: Some("The disk is full.".to_owned()) };
    setup.save_backup(Err(full), at(26), "admin");
    bench.save(&setup);
    assert_eq!(bench.load(setup.id()).unwrap().setup, setup);
}

#[test]
fn what_is_saved_is_plain_json_with_its_version() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    let saved: serde_json::Value =
        serde_json::from_slice(&fs::read(bench.main(&setup)).unwrap()).unwrap();
    assert_eq!(saved["version"], VERSION);
    assert_eq!(saved["id"], setup.id().to_string());
    assert_eq!(saved["answers"]["tenant"], "contoso.onmicrosoft.com");
    assert_eq!(saved["steps"]["organisation"]["state"], "done");
}

#[test]
fn the_copy_before_the_last_change_is_kept() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    assert!(!bench.previous(&setup).exists(), "there is nothing before the first");
    bench.save(&later(&setup));
    let previous = fs::read(bench.previous(&setup)).unwrap();
    let previous = migrate::read(&checksum::open(&previous).unwrap()).unwrap();
    assert_eq!(previous, setup);
    assert_eq!(bench.names().len(), 2, "nothing else is left lying: {:?}", bench.names());
}

#[test]
fn setups_are_listed_last_changed_first_and_rehearsals_apart() {
    let bench = bench();
    let old = answered();
    let mut new = old.duplicate(id(2), &guide(), "", at(80), OPERATOR).unwrap();
    bench.save(&old);
    bench.save(&new);
    let rehearsal = Setup::new(id(3), &guide(), true, at(50), OPERATOR);
    bench.save(&rehearsal);
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!(problems, []);
    let ids: Vec<SetupId> = setups.iter().map(Setup::id).collect();
    assert_eq!(ids, [new.id(), rehearsal.id(), old.id()]);
    let apart = bench.folder.path().join("rehearsals").join(format!("{}.json", rehearsal.id()));
    assert!(apart.exists());
    assert_eq!(bench.load(rehearsal.id()).unwrap().setup, rehearsal);

    new.start_operation(&guide(), TenantOperation::Restore, &"upload".into(), at(90), "admin")
        .unwrap();
    bench.save(&new);
    assert_eq!(bench.store.list(at(100)).0.len(), 3, "saving again makes no second one");
}

#[test]
fn an_empty_folder_lists_nothing_and_a_missing_one_is_reported() {
    let bench = bench();
    assert_eq!(bench.store.list(at(100)), (Vec::new(), Vec::new()));
    fs::remove_dir(bench.folder.path().join("setups")).unwrap();
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!(setups, []);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, ErrorCode::StorageFailed);
    assert!(problems[0].detail.is_some(), "the system's reason is shown");
}

#[test]
fn what_cannot_be_written_is_reported_with_its_place() {
    let bench = bench();
    let setup = answered();
    let lock = bench.store.lock(setup.id()).unwrap();
    fs::remove_dir(bench.folder.path().join("setups")).unwrap();
    let error = bench.store.save(&lock, &setup).unwrap_err();
    assert_eq!(error.code(), ErrorCode::StorageFailed);
    assert!(error.to_string().contains("setups"), "{error}");

    let file = bench.folder.path().join("file");
    fs::write(&file, b"").unwrap();
    assert_eq!(Store::open(&file).unwrap_err().code(), ErrorCode::StorageFailed);
}

#[test]
fn a_save_that_fails_at_any_move_leaves_what_was_saved_before() {
    let setup = answered();
    for obstacle in [".journal.new", ".json.previous.new", ".json.previous", ".json.new"] {
        let bench = bench();
        bench.save(&setup);
        fs::create_dir(bench.path(&format!("{}{obstacle}", setup.id()))).unwrap();
        let lock = bench.store.lock(setup.id()).unwrap();
        let error = bench.store.save(&lock, &with_entries(&setup, 200)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::StorageFailed, "{obstacle} is in the way");
        drop(lock);
        assert_eq!(bench.load(setup.id()).unwrap().setup, setup, "{obstacle} is in the way");
    }
}

#[test]
fn a_setup_that_is_not_there_is_not_found() {
    let bench = bench();
    let error = bench.load(id(9)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::SetupNotFound);
    assert!(error.to_string().contains(&id(9).to_string()));
}

#[test]
fn only_one_window_may_write_a_setup() {
    let bench = bench();
    let other = Store::open(bench.folder.path()).unwrap();
    let setup = answered();
    bench.save(&setup);
    let lock = bench.store.lock(setup.id()).unwrap();
    let error = other.lock(setup.id()).unwrap_err();
    assert!(matches!(error, StoreError::Locked(id) if id == setup.id()));
    assert_eq!(Problem::from(error).code, ErrorCode::SetupLocked);
    assert!(other.is_locked(setup.id()));
    assert!(other.lock(id(2)).is_ok(), "another setup is free");
    drop(lock);
    assert!(!other.is_locked(setup.id()));
    other.lock(setup.id()).unwrap();
}

#[test]
fn a_lock_left_by_a_program_that_died_holds_nobody_up() {
    let bench = bench();
    let setup = answered();
    fs::write(bench.folder.path().join("locks").join(format!("{}.lock", setup.id())), b"").unwrap();
    assert!(!bench.store.is_locked(setup.id()));
    bench.save(&setup);
}

#[test]
fn a_lock_that_cannot_be_made_is_reported() {
    let bench = bench();
    fs::remove_dir(bench.folder.path().join("locks")).unwrap();
    assert_eq!(bench.store.lock(id(1)).unwrap_err().code(), ErrorCode::StorageFailed);
    assert!(!bench.store.is_locked(id(1)));
}

#[test]
#[should_panic(expected = "BUG: a setup is saved under its own lock")]
fn a_setup_is_never_saved_under_another_lock() {
    let bench = bench();
    let lock = bench.store.lock(id(2)).unwrap();
    let _unreached = bench.store.save(&lock, &answered());
}

#[test]
fn reading_the_list_needs_no_lock() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    let _lock = bench.store.lock(setup.id()).unwrap();
    assert_eq!(bench.store.list(at(100)), (vec![setup], Vec::new()));
}

#[test]
fn a_setup_can_be_looked_at_while_another_window_has_it_open() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    let _lock = bench.store.lock(setup.id()).unwrap();
    assert_eq!(bench.store.peek(setup.id()).unwrap(), setup);
    let error = bench.store.peek(id(9)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::SetupNotFound);
    fs::write(bench.main(&setup), b"nonsense").unwrap();
    let error = bench.store.peek(setup.id()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::SetupUnreadable);
    assert_eq!(fs::read(bench.main(&setup)).unwrap(), b"nonsense", "looking changes nothing");
}

#[test]
fn deleting_removes_every_copy() {
    let bench = bench();
    let (one, two) = (answered(), Setup::new(id(2), &guide(), false, at(0), OPERATOR));
    for setup in [&one, &later(&one), &two] {
        bench.save(setup);
    }
    fs::write(bench.path(&format!("{}.json.unreadable-x", one.id())), b"").unwrap();
    bench.store.delete(&bench.store.lock(one.id()).unwrap()).unwrap();
    assert_eq!(bench.names(), [format!("{}.json", two.id())]);
    assert_eq!(bench.load(one.id()).unwrap_err().code(), ErrorCode::SetupNotFound);
    let again = bench.store.delete(&bench.store.lock(one.id()).unwrap()).unwrap_err();
    assert_eq!(again.code(), ErrorCode::SetupNotFound);
}

#[test]
fn a_damaged_file_is_kept_aside_and_the_copy_before_it_opened() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    fs::write(bench.main(&setup), b"{ \"version\": 1, ").unwrap();
    let loaded = bench.load(setup.id()).unwrap();
    assert_eq!(loaded.setup.raw_answers(), setup.raw_answers());
    let damage = loaded.damage.unwrap();
    assert_eq!(damage.code, ErrorCode::SetupUnreadable);
    assert!(damage.message.contains(".unreadable-20261121T034000Z"), "{}", damage.message);
    assert!(damage.detail.unwrap().contains("EOF"), "the parser's reason is shown");
    let aside = bench.path(&format!("{}.json.unreadable-20261121T034000Z", setup.id()));
    assert_eq!(fs::read(aside).unwrap(), b"{ \"version\": 1, ", "kept to the byte");
    assert!(journal(&loaded.setup).last().unwrap().contains("couldn't read the file"));
    let again = bench.load(setup.id()).unwrap();
    assert_eq!(again.damage, None, "it is whole again");
    assert_eq!(again.setup, loaded.setup);
}

#[test]
fn a_damaged_file_without_a_copy_is_kept_aside_and_reported_for_as_long_as_it_lies_there() {
    let bench = bench();
    let setup = answered();
    fs::write(bench.main(&setup), [0; 512]).unwrap();
    for _ in 0..2 {
        let (setups, problems) = bench.store.list(at(100));
        assert_eq!(setups, []);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code, ErrorCode::SetupUnreadable);
        assert!(problems[0].message.contains(".unreadable-"), "{}", problems[0].message);
    }
    assert_eq!(bench.load(setup.id()).unwrap_err().code(), ErrorCode::SetupUnreadable);
    assert_eq!(bench.names().len(), 1, "it was put aside once: {:?}", bench.names());
    bench.store.delete(&bench.store.lock(setup.id()).unwrap()).unwrap();
    assert_eq!(
        bench.store.list(at(100)).1,
        [],
        "deleted by the operator, it is no longer reported"
    );
}

#[test]
fn files_put_aside_in_the_same_second_do_not_replace_each_other() {
    let bench = bench();
    let setup = answered();
    for text in ["first", "second", "third"] {
        fs::write(bench.main(&setup), text).unwrap();
        bench.load(setup.id()).unwrap_err();
    }
    assert_eq!(bench.names().len(), 3);
}

#[test]
fn a_damaged_file_and_a_damaged_copy_are_both_kept_and_reported() {
    let bench = bench();
    let setup = answered();
    fs::write(bench.main(&setup), b"nonsense").unwrap();
    fs::write(bench.previous(&setup), b"[]").unwrap();
    let error = bench.load(setup.id()).unwrap_err();
    let problem = Problem::from(error);
    assert_eq!(problem.code, ErrorCode::SetupUnreadable);
    let detail = problem.detail.unwrap();
    assert!(detail.contains("expected ident") && detail.contains("no JSON object"), "{detail}");
    assert_eq!(bench.names().len(), 2);
}

#[test]
fn a_file_that_vanished_is_replaced_by_the_copy_before_it() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    fs::remove_file(bench.main(&setup)).unwrap();
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!(setups.len(), 1);
    assert_eq!(setups[0].raw_answers(), setup.raw_answers());
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.contains("The file no longer exists."));
}

#[test]
fn a_damaged_file_of_a_setup_that_is_open_elsewhere_is_reported_and_left() {
    let bench = bench();
    let setup = answered();
    fs::write(bench.main(&setup), b"nonsense").unwrap();
    let _lock = bench.store.lock(setup.id()).unwrap();
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!((setups.len(), problems.len()), (0, 1));
    assert!(problems[0].message.contains("The file was left unchanged."));
    assert_eq!(fs::read(bench.main(&setup)).unwrap(), b"nonsense");
}

#[test]
fn a_setup_of_a_newer_version_is_reported_and_left_alone() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    let newer = format!(r#"{{ "version": {}, "steps": "as they may be then" }}"#, VERSION + 1);
    fs::write(bench.main(&setup), &newer).unwrap();
    let error = bench.load(setup.id()).unwrap_err();
    assert!(
        matches!(error, StoreError::Newer { version, .. } if version == u64::from(VERSION) + 1)
    );
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!(setups, []);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, ErrorCode::SetupNewer);
    assert_eq!(fs::read(bench.main(&setup)).unwrap(), newer.as_bytes());
    assert_eq!(bench.names().len(), 2, "nothing was put aside or put back");
}

#[test]
fn the_first_form_opens_and_is_saved_in_the_form_of_today() {
    let bench = bench();
    let old = include_bytes!("../fixtures/version-0.json");
    let id: SetupId = "018f3a52-7b1c-7e44-8d15-3b0a6c9e2f71".parse().unwrap();
    fs::write(bench.path(&format!("{id}.json")), old).unwrap();
    let loaded = bench.load(id).unwrap();
    assert_eq!(loaded.damage, None);
    bench.save(&loaded.setup);
    assert_eq!(bench.load(id).unwrap().setup, loaded.setup);
    let previous = fs::read(bench.path(&format!("{id}.json.previous"))).unwrap();
    assert_eq!(previous, old, "the file as it was is the previous copy");
}

#[test]
fn a_file_under_a_wrong_name_is_not_taken_for_another_setup() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    fs::copy(bench.main(&setup), bench.path(&format!("{}.json", id(2)))).unwrap();
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!(setups, [setup]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].detail.as_ref().unwrap().contains("the file holds the setup"));
}

#[test]
fn a_rehearsal_put_among_real_setups_is_not_taken_for_one() {
    let bench = bench();
    let rehearsal = Setup::new(id(3), &guide(), true, at(0), OPERATOR);
    bench.save(&rehearsal);
    let name = format!("{}.json", rehearsal.id());
    fs::rename(bench.folder.path().join("rehearsals").join(&name), bench.path(&name)).unwrap();
    let (setups, problems) = bench.store.list(at(100));
    assert_eq!(setups, []);
    assert!(problems[0].detail.as_ref().unwrap().contains("mixed up"));
}

#[test]
fn files_that_are_not_setups_are_left_alone() {
    let bench = bench();
    let names = [
        "notes.txt",
        ".json",
        "..json",
        "copy of 0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11.json",
        "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11.json.bak",
        "ééééééééééééééééééééé.json",
    ];
    for name in names {
        fs::write(bench.path(name), b"mine").unwrap();
    }
    assert_eq!(bench.store.list(at(100)), (Vec::new(), Vec::new()));
    assert_eq!(bench.names().len(), names.len());
}

#[test]
fn no_bit_of_a_setup_can_change_without_being_noticed() {
    let bench = bench();
    let (setup, _) = finished();
    let saved = to_json(&setup);
    let folder = &bench.store.setup_folders[0];
    assert_eq!(folder.understand(setup.id(), &saved, "").unwrap(), setup);
    for at in 0..saved.len() {
        let mut damaged = saved.clone();
        damaged[at] ^= 1 << (at % 8);
        let read = folder.understand(setup.id(), &damaged, "");
        assert!(matches!(read, Err(StoreError::Unreadable { .. })), "byte {at} of {}", saved.len());
    }
}

#[test]
fn damage_that_reads_as_a_setup_is_named_and_the_copy_before_it_opened() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    let text = fs::read_to_string(bench.main(&setup)).unwrap();
    let damaged = text.replace("contoso.onmicrosoft.com", "contosp.onmicrosoft.com");
    assert_ne!(damaged, text);
    fs::write(bench.main(&setup), damaged).unwrap();
    let loaded = bench.load(setup.id()).unwrap();
    assert_eq!(loaded.setup.raw_answers(), setup.raw_answers());
    let damage = loaded.damage.unwrap();
    assert_eq!(damage.code, ErrorCode::SetupUnreadable);
    assert!(damage.detail.unwrap().contains("checksum"));
}

#[test]
fn a_file_without_a_checksum_is_read_and_has_one_from_then_on() {
    let bench = bench();
    let setup = answered();
    let json = serde_json::to_string_pretty(&setup).unwrap();
    assert!(!json.contains("checksum"));
    fs::write(bench.main(&setup), json).unwrap();
    assert_eq!(bench.load(setup.id()).unwrap().setup, setup);
    bench.save(&setup);
    assert!(fs::read_to_string(bench.main(&setup)).unwrap().contains("\"checksum\""));
}

/// A setup in a folder in which nobody can write.
#[test]
fn a_read_only_folder_is_read_and_never_written() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    let lock = Lock::of_read_only_folder(&bench.store.locks, setup.id());
    assert_eq!(bench.store.load(&lock, at(100)).unwrap().setup, later(&setup));
    let whole = (bench.names(), fs::read(bench.main(&setup)).unwrap());
    let deleted = bench.store.delete(&lock).map(|_| ());
    for refused in [bench.store.save(&lock, &setup), deleted] {
        let problem = Problem::from(refused.unwrap_err());
        assert_eq!(problem.code, ErrorCode::StorageFailed);
        assert!(problem.message.contains("read-only"), "{}", problem.message);
    }
    assert_eq!((bench.names(), fs::read(bench.main(&setup)).unwrap()), whole);

    fs::write(bench.main(&setup), b"nonsense").unwrap();
    let loaded = bench.store.load(&lock, at(100)).unwrap();
    assert_eq!(loaded.setup.raw_answers(), setup.raw_answers());
    assert!(loaded.damage.unwrap().message.contains("left unchanged"));
    assert_eq!(fs::read(bench.main(&setup)).unwrap(), b"nonsense");
    fs::remove_file(bench.main(&setup)).unwrap();
    assert!(bench.store.load(&lock, at(100)).unwrap().damage.is_some());
    let lock = Lock::of_read_only_folder(&bench.store.locks, id(9));
    assert_eq!(bench.store.load(&lock, at(100)).unwrap_err().code(), ErrorCode::SetupNotFound);
}

#[test]
fn locks_that_belong_to_no_setup_are_deleted_at_the_start() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    drop(bench.store.lock(id(2)).unwrap());
    let held = bench.store.lock(id(3)).unwrap();
    let locks = bench.folder.path().join("locks");
    fs::write(locks.join("notes.txt"), "mine").unwrap();
    Store::open(bench.folder.path()).unwrap();
    let mut names: Vec<_> = fs::read_dir(&locks)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let of = |id: SetupId| format!("{id}.lock");
    let mut expected = [of(setup.id()), of(held.id()), "notes.txt".to_owned()];
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn whoever_waits_for_a_lock_that_is_deleted_does_not_get_it_twice() {
    let bench = bench();
    let lock = bench.store.lock(id(2)).unwrap();
    lock.remove().unwrap();
    let next = bench.store.lock(id(2)).unwrap();
    assert!(bench.store.is_locked(id(2)), "the next one holds the file of that name");
    drop(lock);
    assert!(matches!(bench.store.lock(id(2)), Err(StoreError::Locked(_))));
    drop(next);
    assert!(!bench.store.is_locked(id(2)));
}

#[test]
fn what_killed_saves_left_is_deleted_with_the_lock_and_with_the_setup() {
    let bench = bench();
    let (one, two) = (answered(), Setup::new(id(2), &guide(), false, at(0), OPERATOR));
    bench.save(&one);
    bench.save(&two);
    let left = |setup: &Setup| {
        fs::write(bench.path(&format!("{}.json.new", setup.id())), b"{").unwrap();
        fs::write(bench.path(&format!(".{}.tenant.aB3dE6.new", setup.id())), b"{").unwrap();
    };
    left(&one);
    left(&two);
    bench.store.sweep_setup(&bench.store.lock(one.id()).unwrap());
    assert_eq!(bench.names().len(), 4, "{:?}", bench.names());
    bench.store.delete(&bench.store.lock(two.id()).unwrap()).unwrap();
    assert_eq!(bench.names(), [format!("{}.json", one.id())]);
}

#[cfg(unix)]
#[test]
fn setups_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = bench();
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(bench.folder.path().join("setups"), open).unwrap();
    Store::open(bench.folder.path()).unwrap();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in ["setups", "rehearsals", "locks"] {
        assert_eq!(mode(&bench.folder.path().join(folder)), 0o700, "{folder}");
    }
    let lock = bench.folder.path().join("locks").join(format!("{}.lock", setup.id()));
    bench.save(&with_entries(&setup, 200));
    let part = bench.path(&bench.parts()[0]);
    for file in [bench.main(&setup), bench.previous(&setup), part, lock] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_the_setups_is_neither_read_nor_written_through() {
    use std::os::unix::fs::symlink;
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    let target = bench.folder.path().join("target");
    fs::write(&target, "mine").unwrap();
    for ending in [".json.new", ".json.previous.new", ".json.previous"] {
        symlink(&target, bench.path(&format!("{}{ending}", setup.id()))).unwrap();
    }
    bench.save(&later(&setup));
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
    assert_eq!(bench.load(setup.id()).unwrap().setup, later(&setup));

    fs::remove_file(bench.main(&setup)).unwrap();
    symlink(&target, bench.main(&setup)).unwrap();
    let problem = Problem::from(bench.load(setup.id()).unwrap_err());
    assert_eq!(problem.code, ErrorCode::StorageFailed);
    assert!(problem.detail.unwrap().contains("link"));
    let lock = bench.folder.path().join("locks").join(format!("{}.lock", id(4)));
    symlink(&target, lock).unwrap();
    assert_eq!(bench.store.lock(id(4)).unwrap_err().code(), ErrorCode::StorageFailed);
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_setups_is_reported_and_nobody_waits_for_it() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    let pipe = |path: &Path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    pipe(&bench.path(&format!("{}.json", id(2))));
    pipe(&bench.folder.path().join("locks").join(format!("{}.lock", id(3))));
    let store = bench.store.clone();
    let (done, result) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let locked = store.lock(id(3)).map(drop);
        done.send((store.list(at(100)), locked, store.is_locked(id(3))))
    });
    let result = result.recv_timeout(std::time::Duration::from_secs(10));
    let ((setups, problems), locked, held) = result.expect("nobody waits");
    assert_eq!(setups, [setup]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].detail.as_ref().unwrap().contains("no regular file"));
    assert_eq!(locked.unwrap_err().code(), ErrorCode::StorageFailed);
    assert!(!held);
}

/// The same setup with so many more entries in its journal.
fn with_entries(setup: &Setup, count: usize) -> Setup {
    let mut longer = setup.clone();
    for number in 0..count {
        let second = i64::try_from(number).unwrap();
        longer.export_scripts(Path::new("/srv/scripts"), at(100 + second), OPERATOR);
    }
    longer
}

impl StoreBench {
    fn parts(&self) -> Vec<String> {
        self.names().into_iter().filter(|name| name.contains(".journal")).collect()
    }

    fn read_main(&self, setup: &Setup) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.main(setup)).unwrap()).unwrap()
    }
}

#[test]
fn a_long_journal_comes_back_and_a_save_writes_its_old_entries_once() {
    let bench = bench();
    let setup = with_entries(&answered(), 1_000);
    bench.save(&setup);
    let parts = bench.parts();
    assert_eq!(parts.len(), 7, "{parts:?}");
    assert_eq!(bench.load(setup.id()).unwrap().setup, setup);
    let stamps =
        || -> Vec<_> { parts.iter().map(|part| Stamp::of(&bench.path(part)).unwrap()).collect() };
    let before = stamps();
    let read = bench.load(setup.id()).unwrap().setup;
    let more = with_entries(&later(&read), 20);
    bench.save(&later(&read));
    bench.save(&more);
    assert_eq!(bench.parts(), parts);
    assert_eq!(stamps(), before, "no part was written again");
    let main = bench.read_main(&setup);
    assert!(main["journal"].as_array().unwrap().len() <= 128);
    assert_eq!(main["journalParts"].as_array().unwrap().len(), 7);
    let loaded = bench.load(setup.id()).unwrap();
    assert_eq!((loaded.setup, loaded.damage), (more, None));
    // The copy before it names what it needs.
    fs::remove_file(bench.main(&setup)).unwrap();
    let loaded = bench.load(setup.id()).unwrap();
    assert_eq!(loaded.setup.raw_answers(), later(&read).raw_answers());
    assert_eq!(loaded.setup.journal().len(), later(&read).journal().len() + 1);
    assert!(loaded.setup.journal().is_whole());
}

#[test]
fn a_short_journal_has_no_part() {
    let bench = bench();
    let (setup, _) = finished();
    bench.save(&setup);
    assert_eq!(bench.parts(), [""; 0]);
    assert!(bench.read_main(&setup).get("journalParts").is_none());
}

#[test]
fn a_damaged_or_lost_part_is_reported_for_as_long_as_it_is_and_takes_nothing_with_it() {
    let setup = with_entries(&answered(), 300);
    for damage in [None, Some("nonsense"), Some("[]"), Some("")] {
        let bench = bench();
        bench.save(&setup);
        let part = bench.path(&bench.parts()[1]);
        let whole = fs::read(&part).unwrap();
        match damage {
            None => fs::remove_file(&part).unwrap(),
            Some(text) => fs::write(&part, text).unwrap(),
        }
        for _ in 0..2 {
            let lock = bench.store.lock(setup.id()).unwrap();
            bench.store.sweep_setup(&lock);
            drop(lock);
            let loaded = bench.load(setup.id()).unwrap();
            let problem = loaded.damage.unwrap();
            assert_eq!(problem.code, ErrorCode::SetupUnreadable);
            assert!(problem.message.contains("128 entries"), "{}", problem.message);
            let name = part.file_name().unwrap().to_str().unwrap();
            assert_eq!(problem.detail.as_deref(), Some(name));
            let (outlines, problems) = bench.store.outlines(at(100));
            assert_eq!((outlines.len(), problems.len()), (1, 1));
            assert_eq!(bench.store.list(at(100)).1.len(), 1);
            let read = loaded.setup;
            assert_eq!(read.raw_answers(), setup.raw_answers());
            assert_eq!(read.journal().len(), setup.journal().len() - 127);
            assert!(journal(&read)[128].contains(name), "{}", journal(&read)[128]);
            assert_eq!(bench.store.peek(setup.id()).unwrap(), read);
            // A save takes nothing more away and makes nothing up.
            bench.save(&read);
            assert_eq!(fs::read(&part).ok(), damage.map(|text| text.as_bytes().to_vec()));
        }
        fs::write(&part, whole).unwrap();
        let loaded = bench.load(setup.id()).unwrap();
        assert_eq!((loaded.setup, loaded.damage), (setup.clone(), None), "it is whole again");
    }
}

#[test]
fn a_read_only_folder_shows_what_is_left_of_a_journal() {
    let bench = bench();
    let setup = with_entries(&answered(), 300);
    bench.save(&setup);
    fs::remove_file(bench.path(&bench.parts()[0])).unwrap();
    let lock = Lock::of_read_only_folder(&bench.store.locks, setup.id());
    let names = bench.names();
    let loaded = bench.store.load(&lock, at(100)).unwrap();
    assert!(loaded.damage.is_some() && !loaded.setup.journal().is_whole());
    bench.store.sweep_setup(&lock);
    assert_eq!(bench.names(), names);
}

#[test]
fn a_part_that_was_written_and_never_named_is_deleted_with_the_next_opening() {
    let bench = bench();
    let setup = with_entries(&answered(), 200);
    bench.save(&setup);
    let parts = bench.parts();
    // Killed before the setup's file was written.
    let lock = bench.store.lock(setup.id()).unwrap();
    let files = bench.store.setup_folders[0].files(setup.id());
    write_parts(&files, &with_entries(&setup, 300)).unwrap();
    assert!(bench.parts().len() > parts.len());
    fs::write(bench.path(&format!("{}.journal.new", setup.id())), "[").unwrap();
    assert_eq!(bench.store.load(&lock, at(100)).unwrap().setup, setup);
    bench.store.sweep_setup(&lock);
    assert_eq!(bench.parts(), parts);
    // What only the copy before names stays, and so does everything beside a damaged file.
    let mut other = setup.clone();
    other.journal = SetupJournal::from(vec![setup.journal().last().unwrap().clone(); 200]);
    bench.store.save(&lock, &other).unwrap();
    bench.store.sweep_setup(&lock);
    assert_eq!(bench.parts().len(), 2);
    bench.store.save(&lock, &later(&other)).unwrap();
    fs::write(bench.main(&setup), "{").unwrap();
    bench.store.sweep_setup(&lock);
    assert_eq!(bench.parts().len(), 2);
    bench.store.load(&lock, at(100)).unwrap();
    bench.store.sweep_setup(&lock);
    assert_eq!(bench.parts().len(), 2, "a file that was put aside may name it");
}

#[test]
fn deleting_removes_the_parts_too_and_the_next_start_what_a_kill_left_of_them() {
    let bench = bench();
    let setup = with_entries(&answered(), 300);
    bench.save(&setup);
    assert_eq!(bench.parts().len(), 2);
    bench.store.delete(&bench.store.lock(setup.id()).unwrap()).unwrap();
    assert_eq!(bench.names(), [""; 0]);

    bench.save(&setup);
    fs::remove_file(bench.main(&setup)).unwrap();
    assert_eq!(bench.store.list(at(100)), (Vec::new(), Vec::new()), "there is no setup");
    let lock = bench.store.lock(setup.id()).unwrap();
    Store::open(bench.folder.path()).unwrap();
    assert_eq!(bench.parts().len(), 2, "somebody is just creating it");
    drop(lock);
    Store::open(bench.folder.path()).unwrap();
    assert_eq!(bench.names(), [""; 0]);
}

#[test]
fn a_part_is_looked_for_again_where_the_setup_was_saved_meanwhile() {
    let bench = bench();
    let setup = with_entries(&answered(), 200);
    let folder = &bench.store.setup_folders[0];
    bench.save(&setup);
    let stale = fs::read(bench.main(&setup)).unwrap();
    fs::remove_file(bench.path(&bench.parts()[0])).unwrap();
    let seen = folder.understand(setup.id(), &stale, "").unwrap();
    assert!(!seen.journal().is_whole(), "the earlier file names a part that is gone");
    let mut files = [stale.clone(), to_json(&answered())].into_iter();
    let read = folder.read_unchanged(setup.id(), || Ok(files.next().unwrap()));
    assert_eq!(read.unwrap(), answered());
    assert_eq!(folder.read_unchanged(setup.id(), || Ok(stale.clone())).unwrap(), seen);
}

#[test]
fn the_sixth_form_is_saved_with_its_old_entries_in_a_part() {
    let bench = bench();
    let old = include_bytes!("../fixtures/version-5-teams.json");
    let id: SetupId = "01a22ac6-7ece-767d-ba62-7dc3a3fb4623".parse().unwrap();
    let folder = bench.folder.path().join("rehearsals");
    let main = folder.join(format!("{id}.json"));
    fs::write(&main, old).unwrap();
    let short = bench.load(id).unwrap();
    assert_eq!(short.damage, None, "its checksum is right");
    // The same with a journal as long as that of a setup of years.
    let mut saved: serde_json::Value =
        serde_json::from_slice(&checksum::open(old).unwrap()).unwrap();
    let journal = saved["journal"].as_array_mut().unwrap();
    let entries = journal.clone();
    for _ in 0..40 {
        journal.extend(entries.iter().cloned());
    }
    let long = journal.clone();
    fs::write(&main, checksum::seal(&serde_json::to_vec_pretty(&saved).unwrap())).unwrap();
    let loaded = bench.load(id).unwrap();
    assert_eq!(loaded.damage, None);
    let entries: Vec<JournalEntry> = serde_json::from_value(long.into()).unwrap();
    assert!(loaded.setup.journal().iter().eq(&entries));
    bench.save(&loaded.setup);
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.count(), 3, "the file, its copy and one part");
    assert_eq!(bench.load(id).unwrap().setup, loaded.setup);
    assert!(fs::metadata(&main).unwrap().len() < 2 * old.len() as u64);
}

#[derive(Clone, Copy)]
enum Move<'a> {
    Write(&'a str, &'a [u8]),
    Link(&'a str, &'a str),
    Rename(&'a str, &'a str),
}

/// What lies on disk when the program, or the machine, ends between two moves of a save.
#[test]
fn a_crash_between_any_two_moves_of_a_save_loses_neither_setup() {
    let before = answered();
    let after = later(&before);
    let (old, new) = (to_json(&before), to_json(&after));
    let keep = Move::Rename(".json.previous.new", ".json.previous");
    let write = Move::Write(".json.new", &new);
    let take_place = Move::Rename(".json.new", ".json");
    // On a disk that has second names for files, and on one that has not.
    let linked = [write, Move::Link(".json", ".json.previous.new"), keep, take_place];
    let copied = [write, Move::Write(".json.previous.new", &old), keep, take_place];
    for (moves, ended_after) in
        [linked, copied].iter().flat_map(|moves| (0..=4).map(move |n| (moves, n)))
    {
        let bench = bench();
        bench.save(&before);
        let path = |ending: &str| bench.path(&format!("{}{ending}", before.id()));
        for one in &moves[..ended_after] {
            match one {
                Move::Write(ending, bytes) => fs::write(path(ending), bytes).unwrap(),
                Move::Link(from, to) => fs::hard_link(path(from), path(to)).unwrap(),
                Move::Rename(from, to) => fs::rename(path(from), path(to)).unwrap(),
            }
        }
        let loaded = bench.load(before.id()).unwrap();
        let expected = if ended_after == moves.len() { &after } else { &before };
        assert_eq!(&loaded.setup, expected, "after {ended_after} moves");
        assert_eq!(loaded.damage, None);
        bench.save(&later(&loaded.setup));
        assert_eq!(bench.names().len(), 2, "what the crash left is used up: {:?}", bench.names());
        assert!(!disk::has_second_name(&bench.main(&before)));
        assert_eq!(fs::read(path(".json.previous")).unwrap(), to_json(expected));
    }
}

/// A save that ended while the setup's file was the copy before it too.
#[cfg(unix)]
#[test]
fn a_file_and_its_copy_are_never_one_once_the_setup_is_opened() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    let previous = bench.path(&format!("{}.json.previous", setup.id()));
    fs::hard_link(bench.main(&setup), &previous).unwrap();
    let lock = bench.store.lock(setup.id()).unwrap();
    bench.store.sweep_setup(&lock);
    fs::write(bench.main(&setup), b"damaged").unwrap();
    drop(lock);
    let loaded = bench.load(setup.id()).unwrap();
    assert!(loaded.damage.is_some());
    assert_eq!(loaded.setup.raw_answers(), setup.raw_answers());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A half-written file beside is never looked at, and a half-written main file, which no save
    /// leaves but a failing disk may, falls back to the copy before it.
    #[test]
    fn half_a_file_never_loses_the_setup(cut in 0.0..1.0f64, torn in 0_usize..3) {
        let bench = bench();
        let before = answered();
        let after = later(&before);
        bench.save(&before);
        bench.save(&after);
        let whole = to_json(&after);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a length is a length")]
        let length = (whole.len() as f64 * cut) as usize;
        let (ending, survivor) = [(".json.new", &after), (".json.previous", &after), (".json", &before)][torn];
        fs::write(bench.path(&format!("{}{ending}", after.id())), &whole[..length]).unwrap();
        let loaded = bench.load(after.id()).unwrap();
        prop_assert_eq!(loaded.setup.raw_answers(), survivor.raw_answers());
        prop_assert_eq!(loaded.damage.is_some(), ending == ".json");
    }

    #[test]
    fn no_text_but_an_id_of_ours_names_a_file(text in "\\PC*|[0-9a-f-]{36}|(\\.\\./)*[0-9a-f-]{36}") {
        if let Ok(id) = text.parse::<SetupId>() {
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'));
            prop_assert_eq!(id.to_string(), text);
        }
    }
}

/// As if the file had last been changed an hour ago.
fn settle(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(1)).unwrap();
}

fn shown(bench: &StoreBench) -> Vec<serde_json::Value> {
    let (outlines, problems) = bench.store.outlines(at(100));
    assert_eq!(problems, []);
    let summary = |outline: &Arc<Outline>| {
        let guide = crate::setup::fixture::guide_of(outline.setup());
        let summary = crate::setup::summary_of(outline, &guide, at(100), false);
        serde_json::to_value(summary).unwrap()
    };
    outlines.iter().map(summary).collect()
}

fn summaries(setups: &[Setup]) -> Vec<serde_json::Value> {
    let summary = |setup: &Setup| {
        let guide = crate::setup::fixture::guide_of(setup);
        serde_json::to_value(crate::setup::summary(setup, &guide, at(100), false)).unwrap()
    };
    setups.iter().map(summary).collect()
}

#[test]
fn an_outline_is_summarized_as_the_whole_setup_is() {
    let (done, _) = finished();
    let mut begun = done.clone();
    begun
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(60), "admin")
        .unwrap();
    let mut waiting = answered();
    waiting.take_receipt(&guide(), &receipt(10, vec![asking()]), at(11)).unwrap();
    for setup in [done, begun, waiting, answered(), crate::setup::fixture::new()] {
        let bench = bench();
        bench.save(&setup);
        assert_eq!(shown(&bench), summaries(&[setup]));
    }
}

#[test]
fn an_outline_is_kept_as_long_as_its_file_is_the_same_and_no_longer() {
    let bench = bench();
    let (setup, _) = finished();
    bench.save(&setup);
    assert_eq!(shown(&bench), summaries(std::slice::from_ref(&setup)));
    assert_eq!(bench.store.known_outlines(), 0, "a change of the same moment could go unseen");
    settle(&bench.main(&setup));
    assert_eq!(shown(&bench), summaries(std::slice::from_ref(&setup)));
    assert_eq!(bench.store.known_outlines(), 1);
    let later = later(&setup);
    bench.save(&later);
    assert_eq!(shown(&bench), summaries(std::slice::from_ref(&later)));
    settle(&bench.main(&setup));
    shown(&bench);
    assert_eq!(bench.store.known_outlines(), 1);
    // Another content of the same length and the same time.
    let main = bench.main(&setup);
    let time = fs::metadata(&main).unwrap().modified().unwrap();
    let mut bytes = fs::read(&main).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&main, bytes).unwrap();
    fs::File::options().write(true).open(&main).unwrap().set_modified(time).unwrap();
    if cfg!(unix) {
        let (_, problems) = bench.store.outlines(at(100));
        assert_eq!(problems.len(), 1, "the damage is reported: {problems:?}");
    }
    let lock = bench.store.lock(setup.id()).unwrap();
    bench.store.delete(&lock).unwrap();
    drop(lock);
    assert_eq!(shown(&bench), Vec::<serde_json::Value>::new());
    assert_eq!(bench.store.known_outlines(), 0);
}

#[test]
fn reading_ahead_leaves_damage_to_be_reported() {
    let bench = bench();
    let (setup, _) = finished();
    bench.save(&setup);
    bench.save(&later(&setup));
    fs::write(bench.main(&setup), "{").unwrap();
    settle(&bench.main(&setup));
    bench.store.read_ahead();
    assert_eq!(bench.store.known_outlines(), 0);
    assert_eq!(fs::read(bench.main(&setup)).unwrap(), b"{", "nothing was put right");
    let (outlines, problems) = bench.store.outlines(at(100));
    assert_eq!((outlines.len(), problems.len()), (1, 1), "{problems:?}");
    settle(&bench.main(&setup));
    bench.store.read_ahead();
    assert_eq!(bench.store.known_outlines(), 1, "what is whole is read ahead");
}

#[test]
fn many_setups_are_outlined_in_the_order_of_the_list() {
    let bench = bench();
    for number in 1..40 {
        let mut setup = answered();
        setup.id = id(number);
        setup.changed = at(i64::from(number % 7));
        bench.save(&setup);
    }
    let (setups, _) = bench.store.list(at(100));
    assert_eq!(setups.len(), 39);
    assert_eq!(shown(&bench), summaries(&setups));
}

#[test]
fn an_open_setup_is_saved_again_whole_where_its_file_or_all_its_files_are_lost() {
    let bench = bench();
    let (first, _) = finished();
    let known = later(&first);
    let lose: [(&dyn Fn(), bool, bool); 3] = [
        (&|| fs::remove_file(bench.main(&known)).unwrap(), false, true),
        (&|| fs::write(bench.main(&known), "{").unwrap(), true, true),
        (
            &|| bench.names().iter().for_each(|name| fs::remove_file(bench.path(name)).unwrap()),
            false,
            false,
        ),
    ];
    for (lose, kept, previous) in lose {
        bench.save(&first);
        bench.save(&known);
        lose();
        let lock = bench.store.lock(known.id()).unwrap();
        let read = bench.store.load_open(&lock, &known, at(100)).unwrap();
        let entry = read.journal().iter().last().unwrap();
        let JournalEvent::FileSavedAgain { aside } = &entry.event else { panic!("{entry:?}") };
        let aside = aside.as_ref().map(|path| fs::read(path).unwrap());
        assert_eq!(aside, kept.then(|| b"{".to_vec()), "the damaged file is kept");
        let mut expected = known.clone();
        expected.note(at(100), PROGRAM, entry.event.clone());
        assert_eq!(read, expected);
        drop(lock);
        assert_eq!(bench.load(known.id()).unwrap().setup, expected);
        assert_eq!(bench.previous(&known).exists(), previous);
    }
}

#[test]
fn an_open_setup_whose_folder_is_gone_is_an_error_and_nothing_is_made() {
    let bench = bench();
    let (setup, _) = finished();
    bench.save(&setup);
    fs::remove_dir_all(bench.folder.path().join("setups")).unwrap();
    let lock = bench.store.lock(setup.id()).unwrap();
    let refused = bench.store.load_open(&lock, &setup, at(100));
    assert!(matches!(refused, Err(StoreError::Io { .. })), "{refused:?}");
    assert!(!bench.folder.path().join("setups").exists());
}

#[test]
fn what_does_not_go_with_a_deleted_setup_is_reported_and_goes_at_the_next_start() {
    let bench = bench();
    let setup = answered();
    bench.save(&setup);
    bench.save(&later(&setup));
    let not_ours = bench.path(&format!("{}.zzz", setup.id()));
    let being_written = bench.path(&format!("{}.journal.new", setup.id()));
    for path in [&not_ours, &being_written] {
        fs::create_dir(path).unwrap();
    }
    let left = bench.store.delete(&bench.store.lock(setup.id()).unwrap()).unwrap().unwrap();
    let problem = Problem::from(left);
    assert!(problem.message.contains(&setup.id().to_string()), "{problem:?}");
    assert!(!bench.store.holds(setup.id()), "it is gone");
    let names = || bench.names();
    assert_eq!(names().len(), 2, "everything else went: {:?}", names());
    assert!(!bench.folder.path().join(format!("locks/{}.lock", setup.id())).exists());

    fs::remove_dir(&being_written).unwrap();
    fs::write(&being_written, "{").unwrap();
    fs::write(bench.path(&format!("{}.json.new", setup.id())), "{").unwrap();
    Store::open(bench.folder.path()).unwrap();
    assert_eq!(names(), [format!("{}.zzz", setup.id())], "what is ours is gone");
}

#[test]
fn a_setup_that_cannot_be_deleted_is_still_there_whole() {
    for of_the_copy in [true, false] {
        let bench = bench();
        let setup = answered();
        bench.save(&setup);
        if of_the_copy {
            fs::create_dir(bench.path(&format!("{}.json.unreadable-x", setup.id()))).unwrap();
        } else {
            let rehearsals = bench.folder.path().join("rehearsals");
            fs::remove_dir(&rehearsals).unwrap();
            fs::write(rehearsals, "").unwrap();
        }
        let others = bench.path(&format!("{}.tenant", setup.id()));
        fs::write(&others, "{}").unwrap();
        let refused = bench.store.delete(&bench.store.lock(setup.id()).unwrap()).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::StorageFailed);
        assert_eq!(bench.load(setup.id()).unwrap().setup, setup);
        assert!(others.exists());
    }
}
