//! What only the Teams guide promises.

use super::Scripts;
use crosstrust_core::guide::{Guide, GuideId, Library};
use crosstrust_tests::answer_sets::{PLAIN, library};

fn teams(library: &Library) -> &Guide {
    library.guide(&GuideId::from("teams")).expect("there is a Teams guide")
}

#[test]
fn the_shared_exchange_online_principal_is_read_and_never_an_application_of_the_upload() {
    let library = library();
    let scripts = Scripts::of(&library, teams(&library));
    let shared = "00000002-0000-0ff1-ce00-000000000000";
    let ids: Vec<String> =
        scripts.guide.applications.iter().map(|one| one.app_id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "db7de2b5-2149-435e-8043-e080dd50afae",
            "7557eb47-c689-4224-abcf-aef9bd7573df",
            "00000004-0000-0ff1-ce00-000000000000",
        ]
    );
    for (id, text) in &scripts.texts {
        for line in text.lines().filter(|line| line.contains(shared)) {
            assert!(line.contains("Get-PartnerApplication @Dc | Where-Object"), "{id}: {line}");
        }
    }
}

#[test]
fn it_is_offered_first() {
    let first = library().guides().next().map(|guide| guide.id.clone());
    assert_eq!(first, Some(GuideId::from("teams")));
}

#[test]
fn the_makings_are_counted() {
    let library = library();
    let count = teams(&library).steps.iter().map(|step| step.reversible.len()).sum::<usize>();
    assert_eq!(count, 11, "account, role, assignment; three created, three enabled, two relinked");
}

#[test]
fn the_refusal_to_remove_the_legacy_application_stands_before_the_removal() {
    let library = library();
    let scripts = Scripts::of(&library, teams(&library));
    let text = &scripts.texts["remove-legacy"];
    assert!(text.contains("MicrosoftAdvised = $true"));
    let (guard, change) = (
        text.find("'not-confirmed'").expect("it refuses"),
        text.find("{ Remove-PartnerApplication").expect("it removes"),
    );
    assert!(guard < change);
}

#[test]
fn the_test_of_oauth_goes_to_exchange_online_of_the_chosen_cloud() {
    let library = library();
    let uri = |more: &[(&str, &str)]| {
        let setup = PLAIN.with(teams(&library), &more.iter().copied().collect());
        let text = Scripts::with(&library, teams(&library), &setup).texts["exchange-oauth"].clone();
        let line = text
            .lines()
            .find(|line| line.contains("TestUri          ="))
            .expect("it is among the answers");
        line.split('\'').nth(1).expect("it is quoted").to_owned()
    };
    assert_eq!(uri(&[]), "https://outlook.office365.com/ews/exchange.asmx");
    assert_eq!(uri(&[("cloud", "dod")]), "https://outlook-dod.office365.us/ews/exchange.asmx");
    let own = [
        ("cloud", "custom"),
        ("login_url", "https://login.example.com"),
        ("graph_url", "https://graph.example.com"),
    ];
    assert_eq!(uri(&own), "", "nothing is known of other clouds, so nothing is tested");
}
