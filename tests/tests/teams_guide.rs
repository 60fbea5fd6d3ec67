//! The Teams guide's content, held against its own scripts: what one part of it names, another part
//! has.

use crosstrust_core::error::script_remedy;
use crosstrust_core::guide::{Answers, Guide, GuideId, Library, ScriptRole, Step};
use crosstrust_core::script::{Made, Script, ScriptContext, ScriptError, write};
use std::collections::{BTreeMap, BTreeSet};
use tree_sitter::{Node, Parser};

/// Every script of the guide, by id, with answers that reach every part of the templates.
struct Scripts {
    guide: Guide,
    texts: BTreeMap<String, String>,
}

fn scripts(more: &[(&str, &str)]) -> Scripts {
    let library = Library::built_in().expect("the built-in guides are in order");
    let guide = library.guide(&GuideId::from("teams")).expect("there is a Teams guide");
    let confirmed: Vec<_> = more.iter().copied().chain([("legacy_removal", "yes")]).collect();
    let texts = guide
        .scripts
        .iter()
        .map(|spec| {
            (
                spec.id.to_string(),
                write_one(&library, spec.id.as_str(), &confirmed)
                    .expect("its answers are given")
                    .text,
            )
        })
        .collect();
    Scripts { guide: guide.clone(), texts }
}

fn write_one(
    library: &Library,
    script: &str,
    more: &[(&str, &str)],
) -> Result<Script, ScriptError> {
    let guide = library.guide(&GuideId::from("teams")).expect("there is a Teams guide");
    let given = [
        ("tenant", "contoso.com"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ];
    let raw =
        given.iter().chain(more).map(|(id, value)| ((*id).into(), (*value).to_owned())).collect();
    let (answers, problems) = Answers::parse(guide, &raw);
    assert!(problems.is_empty(), "{problems:?}");
    let made = Made {
        created: vec!["account".to_owned()],
        enabled: vec!["cloud-voicemail".to_owned()],
        relinked: BTreeMap::from([("sfbonline".to_owned(), "contoso.com/Users/Other".to_owned())]),
    };
    let context = ScriptContext {
        setup_id: "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
        answers: &answers,
        tenant_id: Some("aaaabbbb-0000-cccc-1111-dddd2222eeee"),
        made: &made,
    };
    write(library, guide, &script.into(), &context)
}

impl Scripts {
    /// The texts of the scripts whose receipts prove a step.
    fn of_step(&self, step: &Step) -> impl Iterator<Item = &str> {
        self.guide
            .scripts
            .iter()
            .filter(|spec| spec.role != ScriptRole::Undo && spec.steps.contains(&step.id))
            .map(|spec| self.texts[spec.id.as_str()].as_str())
    }
}

/// The scripts made for a step alone: of the first page discovery, of the last one verification.
fn own(step: &Step) -> Vec<&str> {
    match step.id.as_str() {
        "organisation" => vec!["discover-exchange"],
        "verify" => vec!["verify-exchange", "remove-legacy"],
        "upload" => Vec::new(),
        own => vec![own],
    }
}

fn visit<'a>(node: Node<'a>, text: &str, see: &mut impl FnMut(Node<'a>, &str)) {
    see(node, node.utf8_text(text.as_bytes()).expect("it is UTF-8"));
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        visit(child, text, see);
    }
}

fn parse(text: &str) -> tree_sitter::Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).expect("the grammar fits");
    parser.parse(text, None).expect("a language is set")
}

fn commands(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit(parse(text).root_node(), text, &mut |node, words| {
        if node.kind() == "command_name" {
            found.insert(words.to_owned());
        }
    });
    found
}

#[test]
fn every_script_is_powershell_that_can_be_reviewed() {
    for (id, text) in scripts(&[("test_mailbox", "anna@contoso.com")]).texts {
        let mut errors = Vec::new();
        visit(parse(&text).root_node(), &text, &mut |node, words| {
            if node.is_error() || node.is_missing() {
                errors.push(format!("line {}: {words}", node.start_position().row + 1));
            }
        });
        assert!(errors.is_empty(), "{id}: {errors:?}");
        assert!(text.is_ascii(), "{id}");
        for (number, line) in text.lines().enumerate() {
            assert_eq!(line, line.trim_end(), "{id}:{}", number + 1);
            assert!(!line.contains('\t'), "{id}:{}", number + 1);
        }
        assert!(!text.contains("\n\n\n"), "{id} has a gap");
        for part in
            ["\n.SYNOPSIS\n", "    Needs: ", "    Source: ", "# ---- Steps", "\nWrite-Receipt\n"]
        {
            assert_eq!(text.matches(part).count(), 1, "{id}: {part:?}");
        }
        assert!(text.contains("guide       = 'teams'"), "{id}: the receipt names the guide");
    }
}

#[test]
fn every_function_that_a_script_calls_is_in_it() {
    let scripts = scripts(&[]);
    let all: BTreeSet<&str> = scripts
        .texts
        .values()
        .flat_map(|text| text.lines().filter_map(|line| line.strip_prefix("function ")))
        .filter_map(|rest| rest.split(' ').next())
        .collect();
    assert!(all.contains("Invoke-RoleStep"), "{all:?}");
    for (id, text) in &scripts.texts {
        for command in commands(text) {
            let defined = text.contains(&format!("function {command} {{"));
            assert!(defined || !all.contains(command.as_str()), "{id} calls {command}");
        }
    }
}

#[test]
fn every_command_is_explained_and_nothing_else_is() {
    let scripts = scripts(&[]);
    let names = |list: &[crosstrust_core::guide::Explanation]| -> BTreeSet<String> {
        list.iter().map(|one| one.command.clone()).collect()
    };
    let common = names(&scripts.guide.explain);
    let mut of_steps = BTreeSet::new();
    for step in &scripts.guide.steps {
        let own: BTreeSet<String> =
            own(step).into_iter().flat_map(|id| commands(&scripts.texts[id])).collect();
        let explained = names(&step.explain);
        assert_eq!(explained.len(), step.explain.len(), "{}: one is explained twice", step.id);
        let missing: Vec<_> = own
            .iter()
            .filter(|name| !explained.contains(*name) && !common.contains(*name))
            .collect();
        assert!(missing.is_empty(), "{}: not explained: {missing:?}", step.id);
        let idle: Vec<_> = explained.difference(&own).collect();
        assert!(idle.is_empty(), "{}: explained, but not in its script: {idle:?}", step.id);
        of_steps.extend(explained);
    }
    let mut used = BTreeSet::new();
    for (id, text) in &scripts.texts {
        for command in commands(text) {
            assert!(
                common.contains(&command) || of_steps.contains(&command),
                "{id}: {command} is explained nowhere"
            );
            used.insert(command);
        }
    }
    let idle: Vec<_> = common.difference(&used).collect();
    assert!(idle.is_empty(), "explained, but in no script: {idle:?}");
}

#[test]
fn every_code_that_ends_a_script_has_a_remedy() {
    let mut codes = BTreeSet::from(["exchange-error".to_owned()]);
    for text in scripts(&[]).texts.values() {
        for rest in text.split("Stop-Step '").skip(1) {
            codes.insert(rest.split('\'').next().expect("a quoted code").to_owned());
        }
    }
    assert!(codes.len() > 15, "{codes:?}");
    for code in codes {
        let remedy = script_remedy(&code).unwrap_or_else(|| panic!("{code} has no remedy"));
        assert!(!remedy.means.is_empty() && !remedy.next.is_empty(), "{code}");
    }
}

#[test]
fn every_expected_fact_is_recorded_by_each_script_of_the_step() {
    let scripts = scripts(&[]);
    for step in &scripts.guide.steps {
        for expectation in &step.expect {
            let fact = format!("Add-Fact '{}' ", expectation.fact);
            let mut count = 0;
            for text in scripts.of_step(step) {
                assert!(text.contains(&fact), "{}: {fact}", step.id);
                count += 1;
            }
            assert!(count >= 3, "{}: alone, with all, and in verification", step.id);
        }
    }
}

#[test]
fn every_making_is_an_action_of_its_step_and_known_to_undo() {
    let scripts = scripts(&[]);
    let undo = &scripts.texts["teams-undo"];
    let mut count = 0;
    for step in &scripts.guide.steps {
        for making in &step.makes {
            let quoted = format!("'{}", making.action);
            let text = &scripts.texts[step.id.as_str()];
            assert!(text.contains(&quoted), "{}: {quoted}", step.id);
            if let Some(former) = &making.former {
                assert!(text.contains(&format!("Add-Fact '{former}' ")), "{}: {former}", step.id);
            }
            assert!(undo.contains(&format!("'{}'", making.name)), "{}: {}", step.id, making.name);
            count += 1;
        }
    }
    assert_eq!(count, 11, "account, role, assignment; three created, three enabled, two relinked");
}

#[test]
fn a_change_goes_through_the_one_place_that_knows_of_a_dry_run() {
    for (id, text) in scripts(&[]).texts {
        let tree = parse(&text);
        visit(tree.root_node(), &text, &mut |node, words| {
            let changing = ["New-", "Set-", "Remove-"].iter().any(|verb| words.starts_with(verb));
            if node.kind() != "command_name" || !changing || words == "New-Object" {
                return;
            }
            let mut outer = node.parent();
            let inside = loop {
                match outer {
                    None => break false,
                    Some(node) => {
                        let text = node.utf8_text(text.as_bytes()).expect("it is UTF-8");
                        if node.kind() == "command" && text.starts_with("Invoke-Change ") {
                            break true;
                        }
                        outer = node.parent();
                    }
                }
            };
            assert!(inside, "{id}: {words} stands outside of Invoke-Change");
        });
    }
}

#[test]
fn reading_scripts_hold_no_command_that_changes_anything() {
    let scripts = scripts(&[]);
    for id in ["discover-exchange", "exchange-oauth", "verify-exchange"] {
        for command in commands(&scripts.texts[id]) {
            let changing = ["New-", "Set-", "Remove-"].iter().any(|verb| command.starts_with(verb));
            assert!(!changing || command == "New-Object", "{id}: {command}");
        }
    }
}

#[test]
fn the_shared_exchange_online_principal_is_read_and_never_an_application_of_the_upload() {
    let scripts = scripts(&[]);
    let shared = "00000002-0000-0ff1-ce00-000000000000";
    let ids: Vec<&str> = scripts.guide.applications.iter().map(|one| one.app_id.as_str()).collect();
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
fn the_legacy_application_is_removed_only_on_the_operators_word() {
    let library = Library::built_in().expect("the built-in guides are in order");
    let refused = write_one(&library, "remove-legacy", &[]);
    assert!(
        matches!(refused, Err(ScriptError::Unconfirmed { ref answer, .. }) if answer.as_str() == "legacy_removal"),
        "{refused:?}"
    );
    let text = write_one(&library, "remove-legacy", &[("legacy_removal", "yes")])
        .expect("it is confirmed")
        .text;
    assert!(text.contains("MicrosoftAdvised = $true"));
    assert!(text.contains("ConfirmImpact = 'High'"));
    let (guard, change) = (
        text.find("'not-confirmed'").expect("it refuses"),
        text.find("{ Remove-PartnerApplication").expect("it removes"),
    );
    assert!(guard < change, "the refusal stands before the removal");
}

#[test]
fn the_test_of_oauth_goes_to_exchange_online_of_the_chosen_cloud() {
    let uri = |more: &[(&str, &str)]| {
        let text = scripts(more).texts["exchange-oauth"].clone();
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
