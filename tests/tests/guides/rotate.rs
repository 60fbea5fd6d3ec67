//! What only the guide for renewing the Auth Certificate promises.

use super::{Scripts, commands};
use crosstrust_core::guide::{Guide, GuideId, Library, ScriptRole, Step, StepId, StepKind};
use crosstrust_core::ids::AppId;
use crosstrust_tests::answer_sets::{PLAIN, library};
use std::collections::BTreeSet;

fn rotate(library: &Library) -> &Guide {
    library.guide(&GuideId::from("rotate")).expect("there is a guide for it")
}

fn step<'a>(guide: &'a Guide, id: &str) -> (usize, &'a Step) {
    guide.step(&StepId::from(id)).expect("it has that step")
}

#[test]
fn the_next_key_is_added_only_where_the_one_in_use_is_held_and_nothing_goes_with_it() {
    let library = library();
    let guide = rotate(&library);
    let (_, upload) = step(guide, "upload");
    let applications: BTreeSet<AppId> = guide.applications.iter().map(|one| one.app_id).collect();
    assert_eq!(applications.len(), 3);
    let written: BTreeSet<AppId> = upload.writes.iter().map(|one| one.app_id).collect();
    assert_eq!(written, applications);
    for write in &upload.writes {
        assert!(write.keys && write.where_held, "{}", write.app_id);
        assert!(write.removes.is_none() && !write.enabled && write.names.is_none());
    }
}

#[test]
fn the_old_key_goes_by_the_thumbprint_that_the_rollover_reported_and_nothing_is_added() {
    let library = library();
    let guide = rotate(&library);
    let (_, remove) = step(guide, "remove");
    assert_eq!(remove.writes.len(), guide.applications.len());
    for write in &remove.writes {
        assert!(!write.keys && !write.enabled && write.names.is_none(), "{}", write.app_id);
        let shown = write.removes.as_ref().expect("it removes");
        assert_eq!((shown.step.as_str(), shown.fact.as_str()), ("rollover", "previousThumbprints"));
        let scripts = Scripts::of(&library, guide);
        let fact = format!("Add-Fact '{}' ", shown.fact);
        let (_, rollover) = step(guide, shown.step.as_str());
        assert!(scripts.of_step(rollover).count() >= 2, "its own script, and the verification");
        for spec in scripts.of_step(rollover) {
            assert!(scripts.text(spec).contains(&fact), "{}", spec.id);
        }
    }
}

#[test]
fn the_upload_comes_before_the_rollover_and_the_removal_after_it() {
    let library = library();
    let guide = rotate(&library);
    let places: Vec<usize> =
        ["certificates", "next", "upload", "hybrid-application", "rollover", "remove", "verify"]
            .map(|id| step(guide, id).0)
            .into();
    assert!(places.is_sorted(), "{places:?}");
    let uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload).count();
    assert_eq!(uploads, 2);
}

#[test]
fn the_shared_exchange_online_principal_is_not_among_its_applications() {
    let library = library();
    let guide = rotate(&library);
    let shared = "00000002-0000-0ff1-ce00-000000000000";
    assert!(guide.applications.iter().all(|one| one.app_id != shared));
    let scripts = Scripts::of(&library, guide);
    assert!(scripts.texts.values().all(|text| !text.contains(shared)));
}

#[test]
fn no_script_makes_a_certificate_or_forgets_the_one_before() {
    let library = library();
    let scripts = Scripts::of(&library, rotate(&library));
    let mut changing = BTreeSet::new();
    for (id, text) in &scripts.texts {
        let commands = commands(text);
        assert!(!commands.contains("New-ExchangeCertificate"), "{id}: it asks a question");
        assert!(!text.contains("ClearPreviousCertificate"), "{id}: the old key would be lost");
        assert!(
            !text.contains("-CertificateThumbprint"),
            "{id}: it takes over at once, everywhere"
        );
        if commands.contains("Set-AuthConfig") {
            assert!(text.contains("ConfirmImpact = 'High'"), "{id} asks before");
            changing.insert(*id);
        }
    }
    assert_eq!(changing, ["next", "rollover", "rotate-undo"].into());
    assert!(scripts.texts["next"].contains("New-ExchangeCertificate -KeySize 2048"), "it is shown");
}

#[test]
fn nothing_is_published_unless_that_was_asked_for_and_the_day_has_come() {
    let library = library();
    let scripts = Scripts::of(&library, rotate(&library));
    let text = &scripts.texts["rollover"];
    let (guard, change) = (
        text.find("if ($due -and $Publish) {").expect("it asks for both"),
        text.find("Set-AuthConfig -PublishCertificate").expect("it publishes"),
    );
    assert!(guard < change);
    assert_eq!(text.matches("-PublishCertificate").count(), 1);
    assert!(text.contains("    [switch]$Publish\n"), "only with the parameter");
}

#[test]
fn the_day_that_was_chosen_stands_in_the_script() {
    let library = library();
    let guide = rotate(&library);
    let days = |more: &[(&str, &str)]| {
        let setup = PLAIN.with(guide, &more.iter().copied().collect());
        let text = Scripts::with(&library, guide, &setup).texts["next"].clone();
        let line = text.lines().find(|line| line.contains("TakeoverDays     ="));
        line.and_then(|line| line.split('\'').nth(1)).expect("it is quoted").to_owned()
    };
    assert_eq!(days(&[]), "30", "that is the default");
    assert_eq!(days(&[("takeover", "0")]), "0");
}

#[test]
fn a_setup_for_teams_can_lend_its_answers() {
    let library = library();
    let teams = library.guide(&GuideId::from("teams")).expect("there is a Teams guide");
    let guide = rotate(&library);
    let own = ["next_thumbprint", "takeover"];
    let mut lent = 0;
    for spec in guide.answers.iter().filter(|spec| !own.contains(&spec.id.as_str())) {
        let theirs = teams.answer(&spec.id).unwrap_or_else(|| panic!("{} is not theirs", spec.id));
        assert_eq!(theirs.kind, spec.kind, "{}", spec.id);
        let values = |choices: &[crosstrust_core::guide::Choice]| -> Vec<String> {
            choices.iter().map(|choice| choice.value.clone()).collect()
        };
        assert_eq!(values(&theirs.choices), values(&spec.choices), "{}", spec.id);
        lent += 1;
    }
    assert!(lent >= 6, "{lent}");
}

#[test]
fn who_has_only_the_run_book_uploads_the_next_certificate_before_the_rollover() {
    let book = include_str!("../../golden/rotate/plain/run-book.txt");
    let at = |text: &str| book.find(text).unwrap_or_else(|| panic!("{text} is not in it"));
    let upload = at("First do the step \"Upload the next certificate\"");
    assert!(at(".\\03-next.ps1") < upload && upload < at(".\\04-hybrid-application.ps1"));
    assert!(at(".\\04-hybrid-application.ps1") < at(".\\05-rollover.ps1"));
}

#[test]
fn the_hybrid_application_is_a_step_that_only_the_operator_can_finish_where_it_is_in_use() {
    let library = library();
    let guide = rotate(&library);
    let (at, hybrid) = step(guide, "hybrid-application");
    assert_eq!(hybrid.kind, StepKind::Script);
    assert_eq!((step(guide, "upload").0 + 1, step(guide, "rollover").0), (at, at + 1));
    let [expectation] = &hybrid.expect[..] else { panic!("one fact decides") };
    assert!(expectation.by_hand && expectation.ask.is_none());
    // A later verification cannot read it either, and says nothing of it.
    let verifying = guide.scripts.iter().filter(|spec| spec.role == ScriptRole::Verification);
    assert!(verifying.clone().count() > 0);
    assert!(verifying.clone().all(|spec| !spec.steps.contains(&hybrid.id)));
    let commands = commands(&Scripts::of(&library, guide).texts["hybrid-application"]);
    assert!(commands.contains("Get-SettingOverride") && commands.contains("Get-AuthServer"));
    // It is not reported a second time where it would come too late.
    let (_, upload) = step(guide, "upload");
    assert!(!upload.why.contains("ConfigureExchangeHybridApplication"));
    let (_, verify) = step(guide, "verify");
    assert!(verify.checks.iter().all(|check| check.id != "hybrid-application"));
}

#[test]
fn the_day_of_the_rollover_is_named_by_every_script_that_reads_it() {
    let library = library();
    let guide = rotate(&library);
    let (_, rollover) = step(guide, "rollover");
    let day = rollover.waits.iter().find_map(crosstrust_core::guide::Wait::day);
    let day = day.expect("it waits for a day");
    assert_eq!(day.heading.as_deref(), Some("Exchange switches on {date}"));
    assert!(day.announcement.is_some());
    let fact = format!("Add-Fact '{}' ", day.fact);
    let scripts = Scripts::of(&library, guide);
    for id in ["certificates", "next", "rollover"] {
        assert!(scripts.texts[id].contains(&fact), "{id}");
    }
}
