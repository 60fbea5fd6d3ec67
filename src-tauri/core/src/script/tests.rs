//! Scripts and bundles written from a small guide.

use super::*;
use crate::guide::tests::Folder;
use crate::guide::{ScriptRole, ScriptSpec};
use crate::ids::TenantId;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const SETUP: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";
const HOSTILE: &str = "'; Remove-Item C:\\ -Recurse # \u{2019}$(x)`\"<# #> {{ y }} {% z %} =====";

/// A library, and what a setup of its small guide holds.
struct Desk {
    library: Library,
    answers: Answers,
    undo_list: UndoList,
    tenant_id: Option<TenantId>,
    setup: &'static str,
}

impl Desk {
    fn new(given: &[(&str, &str)]) -> Self {
        Self::with(&Folder::new(), given)
    }

    fn with(folder: &Folder, given: &[(&str, &str)]) -> Self {
        let library = folder.read().unwrap();
        let raw = given.iter().map(|(id, value)| ((*id).into(), (*value).to_owned())).collect();
        let (answers, problems) = Answers::parse(library.guide(&"small".into()).unwrap(), &raw);
        assert_eq!(problems, []);
        Self { library, answers, undo_list: UndoList::default(), tenant_id: None, setup: SETUP }
    }

    fn guide(&self) -> &Guide {
        self.library.guide(&"small".into()).unwrap()
    }

    fn context(&self) -> ScriptContext<'_> {
        ScriptContext {
            setup_id: self.setup,
            answers: &self.answers,
            tenant_id: self.tenant_id,
            undo_list: &self.undo_list,
            uploaded: &[],
        }
    }

    fn write(&self, script: &str) -> Result<Script, RenderError> {
        write(&self.library, self.guide(), &script.into(), &self.context())
    }

    fn bundle(&self) -> Bundle {
        Bundle::new(&self.library, self.guide(), &self.context()).unwrap()
    }

    fn refusal(&self, script: &str) -> Problem {
        self.write(script).unwrap_err().into()
    }
}

/// The files of a bundle, without those to double-click.
fn names(bundle: &Bundle) -> Vec<&str> {
    let all = bundle.files.iter().map(|file| file.name.as_str());
    all.filter(|name| !name.contains('/')).collect()
}

/// The files to double-click, with their folders.
fn starters(bundle: &Bundle) -> Vec<&str> {
    let all = bundle.files.iter().map(|file| file.name.as_str());
    all.filter(|name| name.contains('/')).collect()
}

fn text(bundle: &Bundle, name: &str) -> String {
    let file = bundle.files.iter().find(|file| file.name == name).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap()
}

#[test]
fn every_value_is_a_literal() {
    let desk = Desk::new(&[
        ("tenant", "contoso.com"),
        ("mailbox", "o'brien@contoso.com"),
        ("relink", "yes"),
    ]);
    let script = desk.write("small").unwrap();
    assert_eq!(
        script.text,
        "$Answers = @{
    Setup = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    Tenant = 'contoso.com'
    Mailbox = 'o''brien@contoso.com'
    Relink = $true
    Url = 'https://a'
}
function Start-Step { 'small' }
# ---- Steps ----
Set-Thing
"
    );
    assert_eq!(script.id, "small".into());
    assert_eq!(script.file_name, "01-small.ps1");
    assert_eq!(script.title, "Small");
    assert_eq!(desk.write("small").unwrap(), script, "the same answers give the same script");
}

#[test]
fn an_answer_that_may_be_missing_is_empty_text_or_no() {
    let mut desk = Desk::new(&[("tenant", "contoso.com")]);
    desk.tenant_id = "aaaabbbb-0000-cccc-1111-dddd2222eeee".parse().ok();
    let text = desk.write("small").unwrap().text;
    assert!(text.contains("Mailbox = ''\n    Relink = $false\n"), "{text}");
    assert!(text.contains("Tenant = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'"), "its id, once known");
}

#[test]
fn what_was_made_stands_in_the_script_as_lists_and_a_table() {
    let folder = Folder::new();
    folder.write(
        "small/main.ps1",
        "{% include \"shared/opening.ps1\" %}\n$a = {{ created }}\n$b = {{ enabled }}\n$c = {{ relinked }}\n$d = {{ fingerprint }}\n",
    );
    let mut desk = Desk::with(&folder, &[("tenant", "contoso.com")]);
    desk.undo_list.created = vec!["account".to_owned(), "role".to_owned()];
    desk.undo_list.relinked =
        BTreeMap::from([("sfbonline".to_owned(), "contoso.com/Users/O'Brien".to_owned())]);
    let expected = format!(
        "function Start-Step {{ 'small' }}\n$a = @('account', 'role')\n$b = @()\n$c = @{{ 'sfbonline' = 'contoso.com/Users/O''Brien' }}\n$d = '{}'\n",
        desk.answers.fingerprint(desk.guide())
    );
    assert_eq!(desk.write("small").unwrap().text, expected);
}

#[test]
fn a_script_that_needs_an_answer_is_refused_with_the_question() {
    let problem = Desk::new(&[]).refusal("small");
    assert_eq!(problem.code, ErrorCode::AnswerMissing);
    assert_eq!(problem.message, "The script \"Small\" needs answers that are missing: Tenant.");
}

#[test]
fn a_guarded_script_is_refused_until_its_question_is_answered_with_yes() {
    for answer in ["", "no"] {
        let problem = Desk::new(&[("tenant", "contoso.com"), ("relink", answer)]).refusal("remove");
        assert_eq!(problem.code, ErrorCode::AnswerMissing);
        assert_eq!(
            problem.message,
            "Crosstrust creates the script \"Remove\" only after you confirm: Link."
        );
    }
    let confirmed = Desk::new(&[("tenant", "contoso.com"), ("relink", "yes")]);
    assert_eq!(confirmed.write("remove").unwrap().text, "Remove-Thing -Name 'contoso.com'\n");
}

#[test]
fn several_hosts_stand_in_the_script_as_a_list() {
    let question = "[[answers]]
id = \"servers\"
kind = \"fqdn-list\"
label = \"Servers\"
help = \"H\"
example = \"ex01.contoso.com, ex02.contoso.com\"
optional = true
in-scripts = true

[[steps]]";
    let folder = Folder::edited("[[steps]]", question);
    let toml = std::fs::read_to_string(folder.0.path().join("small/guide.toml")).unwrap();
    let used = "uses = [\"cloud\", \"tenant\", \"mailbox\", \"relink\", \"servers\"]";
    let toml = toml.replace("uses = [\"cloud\", \"tenant\", \"mailbox\", \"relink\"]", used);
    folder.write("small/guide.toml", toml);
    folder.write(
        "small/main.ps1",
        "{% include \"shared/opening.ps1\" %}\n$a = {{ servers }}\n$b = {{ tenant }}\n",
    );
    for (given, literal) in [
        ("", "@()"),
        ("EX01.contoso.com", "@('ex01.contoso.com')"),
        ("ex01.contoso.com; ex02.contoso.com", "@('ex01.contoso.com', 'ex02.contoso.com')"),
    ] {
        let desk = Desk::with(&folder, &[("tenant", "contoso.com"), ("servers", given)]);
        let text = desk.write("small").unwrap().text;
        assert!(text.contains(&format!("\n$a = {literal}\n")), "{given:?}: {text}");
    }
}

#[test]
fn a_script_that_is_not_in_the_guide_is_reported() {
    let problem = Desk::new(&[]).refusal("large");
    assert_eq!(problem.code, ErrorCode::NotInGuide);
    assert_eq!(problem.message, "The guide \"small\" has no script \"large\".");
}

#[test]
fn a_value_with_a_line_break_stays_one_value_on_one_line() {
    let mut desk = Desk::new(&[("tenant", "contoso.com")]);
    desk.setup = "plain";
    let plain = desk.write("small").unwrap().text;
    desk.setup = "a\n'; Remove-Item";
    let text = desk.write("small").unwrap().text;
    let written = "('a' + [char]0x000A + '''; Remove-Item')";
    assert!(text.contains(written), "{text}");
    assert_eq!(text, plain.replace("'plain'", written));
}

#[test]
fn other_errors_of_the_border_have_codes_of_their_own() {
    let folder = Folder::edited("phase = \"only\"", "phase = \"other\"");
    let problem = Problem::from(folder.read().err().unwrap());
    assert_eq!(problem.code, ErrorCode::GuideBroken);
    assert!(problem.detail.unwrap().contains("names phase \"other\""));

    let problem = Problem::from("x".parse::<crate::guide::Fqdn>().unwrap_err());
    assert_eq!(problem.code, ErrorCode::AnswerInvalid);
    assert!(problem.message.ends_with("Example: dc01.contoso.com"), "{}", problem.message);
}

fn script_of(text: &str) -> Script {
    Script {
        id: "small".into(),
        file_name: "01-small.ps1".to_owned(),
        title: "Small".to_owned(),
        text: text::with_one_end(text.to_owned()),
    }
}

#[test]
fn the_text_has_one_line_end_at_its_end() {
    assert_eq!(script_of("a\n\tb\n \n\n").text, "a\n\tb\n");
    assert_eq!(script_of("a").text, "a\n");
}

#[test]
fn a_file_has_the_mark_and_the_line_ends_of_windows() {
    let bytes = script_of("a\n\u{fc}\n").bytes();
    assert_eq!(bytes, b"\xef\xbb\xbfa\r\n\xc3\xbc\r\n");
}

#[test]
fn the_form_to_paste_is_one_block_without_help_and_without_blank_lines() {
    let script = script_of(
        "<#\n.SYNOPSIS\n    Help\n\n#>\n[CmdletBinding()]\nparam()\n\n$a = '<# stays #>'\n   \n# a comment\nGet-Thing\n",
    );
    assert_eq!(
        script.pasteable(),
        "& {\r\n[CmdletBinding()]\r\nparam()\r\n$a = '<# stays #>'\r\n# a comment\r\nGet-Thing\r\n}\r\n"
    );
    let dry_run = script.pasteable_dry_run();
    assert_eq!(
        dry_run.strip_suffix(" -WhatIf\r\n"),
        script.pasteable().strip_suffix("\r\n"),
        "the same block, called with the switch on the line that completes the input"
    );
    let bare = script_of("$a = 'x'\n<# a block #>\n");
    assert_eq!(
        bare.pasteable(),
        "& {\r\n$a = 'x'\r\n<# a block #>\r\n}\r\n",
        "only help at the start goes"
    );
}

#[test]
fn the_part_that_does_the_work_is_found() {
    assert_eq!(script_of("a\n\n# ---- Steps ------\nb\n").first_line(), 2);
    assert_eq!(script_of("a\nb\n").first_line(), 0);
}

#[test]
fn commands_are_listed_as_they_are_first_used() {
    let script = script_of(
        "<# Get-Help #>\nfunction Start-Step {\n    Write-Output 'Get-Quoted'  # Get-Comment\n}\n\
         $x = (Get-Thing -Name \"Get-Double\" | Where-Object { $_.Name -eq 'a''b' })\n\
         Start-Step; Get-Thing; & iisreset -Get-Parameter\n$Get-Variable\n<# block\nGet-Block\n#> Set-Last\n",
    );
    assert_eq!(
        script.commands(),
        ["Write-Output", "Get-Thing", "Where-Object", "Start-Step", "Set-Last"]
    );
    let odd = script_of(
        "a\u{fc}Get-One 'Get-Open\n\u{2019}Get-Two '\u{2019}' Get-Three <#> Get-Four <# x\n",
    );
    assert_eq!(odd.commands(), ["Get-One", "Get-Two", "Get-Three", "Get-Four"]);
}

#[test]
fn commands_are_explained_by_the_nearest_words() {
    let folder = Folder::edited(
        "[[scripts]]\nid = \"small\"",
        "[explain]\nSet-Thing = \"Near.\"\nGet-Thing = \"Reads.\"\n\n[[scripts]]\nexplain = { Set-Thing = \"Sets.\", Unused-Thing = \"Not used.\" }\nid = \"small\"",
    );
    folder.write(
        "small/main.ps1",
        "{% include \"shared/opening.ps1\" %}\nStart-Step\nSet-Thing\nOther-Thing\nGet-Thing\niisreset\n",
    );
    folder.write(
        "shared/explain.toml",
        "explain = { Start-Step = \"Starts.\", Set-Thing = \"Far.\", Get-Thing = \"Far.\", iisreset = \"Restarts.\" }",
    );
    let desk = Desk::with(&folder, &[("tenant", "contoso.com")]);
    let explained = explanations(desk.guide(), &desk.write("small").unwrap());
    let words: Vec<(&str, &str)> =
        explained.iter().map(|one| (one.command.as_str(), one.says.as_str())).collect();
    assert_eq!(
        words,
        [
            ("Start-Step", "Starts."),
            ("Set-Thing", "Sets."),
            ("Get-Thing", "Reads."),
            ("iisreset", "Restarts.")
        ]
    );
}

#[test]
fn a_bundle_holds_what_can_be_written_and_says_what_not() {
    let folder = Folder::new();
    folder.write(
        "small/main.ps1",
        "{% include \"shared/opening.ps1\" %}\n    Assert-Shell 'Exchange Management Shell' 'Get-Thing'\nInvoke-Change {{ tenant }} 'Set'\nStop-Step 'account-missing' ''\n",
    );
    let bundle = Desk::with(&folder, &[("tenant", "contoso.com")]).bundle();
    assert_eq!(names(&bundle), ["SHA256SUMS", "01-small.ps1", "run-book.txt"]);
    let book = text(&bundle, "run-book.txt");
    for part in [
        "A small guide",
        "open the Start menu and select \"Exchange Management\r\nShell\"",
        "    cd 'C:\\Crosstrust'\r\n",
        "Unblock-File",
        "    .\\01-small.ps1 -WhatIf\r\n",
        "    .\\01-small.ps1\r\n",
        crate::places::RECEIPT_FILE,
        "Where: P",
        "You don't have to open the window as administrator.",
        "Rights: R",
        "Duration in minutes: 1",
        "account-missing: The application account is missing",
        "exchange-error: ",
        "One: U",
        "Remove: Crosstrust creates the script \"Remove\" only after you confirm: Link.",
        "Tenant: contoso.com",
        SETUP,
    ] {
        assert!(book.contains(part), "{part} is not in:\n{book}");
    }
    assert!(book.starts_with('\u{feff}'), "a mark for old editors");
    assert!(!book.replace("\r\n", "").contains('\n'), "the line ends of Windows throughout");

    let empty = Desk::new(&[]).bundle();
    assert_eq!(names(&empty), ["SHA256SUMS", "run-book.txt"]);
    assert!(text(&empty, "run-book.txt").contains("Small: The script \"Small\" needs answers"));

    let all = Desk::new(&[("tenant", "contoso.com"), ("relink", "yes")]).bundle();
    assert_eq!(names(&all), ["SHA256SUMS", "01-small.ps1", "91-remove.ps1", "run-book.txt"]);
    assert!(!text(&all, "run-book.txt").contains("Not in this folder"));
}

#[test]
fn an_undo_script_is_in_the_bundle_once_there_is_something_to_take_back() {
    let folder = Folder::edited(
        "role = \"guarded\"\nuses = [\"tenant\"]\nask = { answer = \"relink\", title = \"T\", text = \"T\", keep = \"K\", change = \"C\", difference = \"D\" }",
        "role = \"undo\"\nsteps = [\"one\"]\nuses = [\"tenant\"]",
    );
    let reversible = "[[steps.reversible]]
action = \"Enable\"
kind = \"enabled\"
name = \"sfbonline\"

[[steps.reversible]]
action = \"Set the address\"
kind = \"created\"
name = \"address:{}\"

[[scripts]]";
    let path = folder.0.path().join("small/guide.toml");
    let toml = std::fs::read_to_string(path).unwrap().replacen("[[scripts]]", reversible, 1);
    folder.write("small/guide.toml", toml);
    let mut desk = Desk::with(&folder, &[("tenant", "contoso.com")]);
    let before = desk.bundle();
    assert_eq!(names(&before), ["SHA256SUMS", "01-small.ps1", "run-book.txt"]);
    assert!(text(&before, "run-book.txt").contains("Remove: Crosstrust creates this script after"));
    for other in ["sfb", "address", "address2:EX01"] {
        desk.undo_list.created = vec![other.to_owned()];
        assert_eq!(names(&desk.bundle()), names(&before), "{other} is nothing that it takes back");
    }
    desk.undo_list.created = vec!["address:EX01".to_owned()];
    assert_eq!(names(&desk.bundle()).len(), 4, "one target is enough");
    desk.undo_list = UndoList { enabled: vec!["sfbonline".to_owned()], ..UndoList::default() };
    let after = desk.bundle();
    assert_eq!(names(&after), ["SHA256SUMS", "01-small.ps1", "91-remove.ps1", "run-book.txt"]);
    assert!(text(&after, "run-book.txt").contains("\r\nUndo\r\n"));
}

#[test]
fn a_bundle_has_files_to_double_click_which_a_later_export_replaces_or_deletes() {
    let folder = tempfile::tempdir().unwrap();
    let guides = Folder::new();
    let changes = "{% include \"shared/opening.ps1\" %}\nInvoke-Change {{ tenant }} 'Set'\n";
    guides.write("small/main.ps1", changes);
    guides.write("small/remove.ps1", changes);
    let bundle = |answers: &[(&str, &str)]| Desk::with(&guides, answers).bundle();
    let all = bundle(&[("tenant", "contoso.com"), ("relink", "yes")]);
    let fewer = bundle(&[("tenant", "contoso.com")]);
    let small = ["01-small/1 Dry run.cmd", "01-small/2 Make the changes.cmd"];
    let remove = ["91-remove/1 Dry run.cmd", "91-remove/2 Make the changes.cmd"];
    assert_eq!(starters(&fewer), [small[0], small[1], "start/start.ps1"]);
    assert_eq!(starters(&all), [&small[..], &remove, &["start/start.ps1"]].concat());
    let book = text(&fewer, "run-book.txt");
    for part in
        ["double-click", r"    01-small\1 Dry run.cmd", r"    01-small\2 Make the changes.cmd"]
    {
        assert!(book.contains(part), "{part} is not in:\n{book}");
    }
    all.write_to(folder.path()).unwrap();
    fewer.write_to(folder.path()).unwrap();
    assert!(!folder.path().join("91-remove").exists(), "the folder that is empty now");
    assert_eq!(read(folder.path(), small[0]), text(&fewer, small[0]));

    // Nothing of somebody else's is replaced or deleted there.
    all.write_to(folder.path()).unwrap();
    std::fs::write(folder.path().join("91-remove/notes.txt"), "mine").unwrap();
    std::fs::write(folder.path().join(remove[1]), "changed by hand").unwrap();
    fewer.write_to(folder.path()).unwrap();
    assert_eq!(read(folder.path(), remove[1]), "changed by hand");
    assert_eq!(read(folder.path(), "91-remove/notes.txt"), "mine");
    assert!(!folder.path().join(remove[0]).exists());
    let refused = all.write_to(folder.path()).unwrap_err();
    assert!(matches!(&refused, BundleError::NotOurs { path } if path.ends_with(remove[1])));
}

#[cfg(unix)]
#[test]
fn a_folder_of_a_bundle_that_is_a_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let bundle = Desk::new(&[("tenant", "contoso.com")]).bundle();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("01-small")).unwrap();
    let refused = bundle.write_to(folder.path()).unwrap_err();
    assert!(matches!(&refused, BundleError::NotOurs { path } if path.ends_with("01-small")));
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);

    // Nor is one that a list of checksums names.
    let mine = outside.path().join("mine.cmd");
    std::fs::write(&mine, "mine").unwrap();
    let list = format!("{}  link/mine.cmd\n", bundle::checksum(b"mine"));
    let folder = tempfile::tempdir().unwrap();
    bundle.write_to(folder.path()).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
    std::fs::write(folder.path().join("SHA256SUMS"), read(folder.path(), "SHA256SUMS") + &list)
        .unwrap();
    bundle.write_to(folder.path()).unwrap();
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "mine");
}

#[test]
fn a_hostile_name_is_one_line_at_the_end_of_the_run_book() {
    let given = |name| [("tenant", "contoso.com"), ("name", name)];
    let plain = text(&Desk::new(&given("Contoso")).bundle(), "run-book.txt");
    let hostile = text(&Desk::new(&given(HOSTILE)).bundle(), "run-book.txt");
    let (before, after) = plain.split_once("Name: Contoso").unwrap();
    assert!(hostile.starts_with(before), "nothing above it changes");
    assert!(hostile.ends_with(after), "nothing below it changes");
    let shown = hostile[before.len()..hostile.len() - after.len()].replace("\r\n  ", " ");
    assert_eq!(shown, format!("Name: {HOSTILE}"));
}

#[test]
fn the_checksums_are_those_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = Desk::new(&[("tenant", "contoso.com"), ("relink", "yes")]).bundle();
    bundle.write_to(folder.path()).unwrap();
    for file in &bundle.files {
        assert_eq!(std::fs::read(folder.path().join(&file.name)).unwrap(), file.bytes);
    }
    let count = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    let inner = ["01-small", "91-remove", "start"];
    let in_them: usize = inner.iter().map(|name| count(&folder.path().join(name))).sum();
    let there = count(folder.path()) - inner.len() + in_them;
    assert_eq!(there, bundle.files.len(), "no leavings");
    let sums = text(&bundle, "SHA256SUMS");
    assert_eq!(sums.lines().count(), bundle.files.len() - 1, "every file but itself");
    #[cfg(unix)]
    {
        let checked = std::process::Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
            .current_dir(folder.path())
            .status()
            .unwrap();
        assert!(checked.success());
    }
}

#[test]
fn an_earlier_export_is_replaced_and_a_foreign_file_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("new/bundle");
    let one = Desk::new(&[("tenant", "contoso.com")]).bundle();
    let other = Desk::new(&[("tenant", "fabrikam.com")]).bundle();
    one.write_to(&folder).unwrap();
    other.write_to(&folder).unwrap();
    assert_eq!(read(&folder, "01-small.ps1"), text(&other, "01-small.ps1"));

    std::fs::write(folder.join("01-small.ps1"), "changed by hand").unwrap();
    let refused = one.write_to(&folder).unwrap_err();
    assert!(matches!(&refused, BundleError::NotOurs { path } if path.ends_with("01-small.ps1")));
    assert_eq!(read(&folder, "01-small.ps1"), "changed by hand");
    assert_eq!(read(&folder, "run-book.txt"), text(&other, "run-book.txt"), "nothing was written");
    assert_eq!(Problem::from(refused).code, ErrorCode::StorageFailed);
}

#[test]
fn an_export_never_takes_the_folder_of_another_setup_or_what_was_changed_in_its_own() {
    let parent = tempfile::tempdir().unwrap();
    let folder = |name: &str| parent.path().join(name);
    let ours = Desk::new(&[("tenant", "contoso.com")]).bundle();
    let again = Desk::new(&[("tenant", "fabrikam.com")]).bundle();
    let mut other = Desk::new(&[("tenant", "contoso.com")]);
    other.setup = "another-setup-0000";
    let other = other.bundle();
    let name = "crosstrust-scripts-small-contoso.com-2026-11-29";
    let second = format!("{name} (2)");
    std::fs::create_dir(folder(name)).unwrap();
    assert_eq!(ours.write_into(parent.path(), name).unwrap(), folder(name), "empty");
    assert_eq!(again.write_into(parent.path(), name).unwrap(), folder(name), "the same setup");
    assert_eq!(read(&folder(name), "01-small.ps1"), text(&again, "01-small.ps1"));
    assert_eq!(other.write_into(parent.path(), name).unwrap(), folder(&second));
    assert_eq!(other.write_into(parent.path(), name).unwrap(), folder(&second), "its own");
    assert_eq!(read(&folder(name), "01-small.ps1"), text(&again, "01-small.ps1"), "untouched");

    std::fs::write(folder(name).join("01-small.ps1"), "changed by hand").unwrap();
    let third = folder(&format!("{name} (3)"));
    assert_eq!(ours.write_into(parent.path(), name).unwrap(), third);
    assert_eq!(read(&folder(name), "01-small.ps1"), "changed by hand");

    std::fs::write(folder("file"), "mine").unwrap();
    std::fs::create_dir(folder("notes")).unwrap();
    std::fs::write(folder("notes").join("todo.txt"), "mine").unwrap();
    for foreign in ["file", "notes"] {
        let taken = ours.write_into(parent.path(), foreign).unwrap();
        assert_eq!(taken, folder(&format!("{foreign} (2)")));
    }
    assert_eq!(std::fs::read_dir(folder("notes")).unwrap().count(), 1);
}

#[test]
fn a_script_of_an_earlier_export_that_is_no_longer_in_it_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let all = Desk::new(&[("tenant", "contoso.com"), ("relink", "yes")]).bundle();
    let fewer = Desk::new(&[("tenant", "contoso.com")]).bundle();
    all.write_to(folder.path()).unwrap();
    // A name that leads out of the folder is not followed, whatever the list says.
    let mine = outside.path().join("mine.ps1");
    std::fs::write(&mine, "mine").unwrap();
    let sums = read(folder.path(), "SHA256SUMS");
    let lure = format!("{sums}{}  {}\n", bundle::checksum(b"mine"), mine.display());
    std::fs::write(folder.path().join("SHA256SUMS"), lure).unwrap();
    fewer.write_to(folder.path()).unwrap();
    assert!(!folder.path().join("91-remove.ps1").exists(), "it would carry former answers");
    assert!(mine.exists());

    all.write_to(folder.path()).unwrap();
    std::fs::write(folder.path().join("91-remove.ps1"), "changed by hand").unwrap();
    fewer.write_to(folder.path()).unwrap();
    assert_eq!(read(folder.path(), "91-remove.ps1"), "changed by hand");
}

#[test]
fn numbers_follow_the_order_in_which_scripts_are_run_whatever_the_answers_are() {
    let library = Library::built_in().unwrap();
    for guide in library.guides() {
        let all = numbered(guide);
        assert_eq!(all.len(), guide.scripts.len(), "{}", guide.id);
        let rank = |spec: &ScriptSpec| match spec.role {
            ScriptRole::Discovery => 0,
            ScriptRole::AllInOne => 1,
            ScriptRole::Step if !guide.is_optional(spec) => 2,
            ScriptRole::Verification => 3,
            ScriptRole::Step => 4,
            ScriptRole::Undo => 5,
            ScriptRole::Guarded => 6,
        };
        let place = |one: &Numbered<'_>| {
            let step = guide.steps.iter().position(|step| one.spec.steps.contains(&step.id));
            (rank(one.spec), if one.spec.role == ScriptRole::Step { step } else { None })
        };
        assert!(all.is_sorted_by_key(place), "{}", guide.id);
        let apart = |one: &&Numbered<'_>| rank(one.spec) > 4;
        let way: Vec<usize> = all.iter().filter(|one| !apart(one)).map(|one| one.number).collect();
        assert_eq!(way, (1..=way.len()).collect::<Vec<_>>(), "{}", guide.id);
        assert!(all.iter().filter(apart).all(|one| one.number > 90), "{}", guide.id);
        let names: Vec<String> = all.iter().map(Numbered::file_name).collect();
        assert!(names.is_sorted(), "{}: a folder shows them in this order", guide.id);
    }
}

#[test]
fn the_help_of_a_script_names_its_file_as_it_is_saved() {
    let help = "<#\n.EXAMPLE\n    .\\small.ps1 -WhatIf\n#>\n$a = '.\\small.ps1'\n";
    let named = text::with_own_name(help.to_owned(), "small", "01-small.ps1");
    assert_eq!(
        named, "<#\n.EXAMPLE\n    .\\01-small.ps1 -WhatIf\n#>\n$a = '.\\small.ps1'\n",
        "the help alone"
    );
    let bare = "$a = '.\\small.ps1' # #>\n";
    assert_eq!(text::with_own_name(bare.to_owned(), "small", "01-small.ps1"), bare);
}

#[test]
fn what_killed_exports_left_is_deleted_by_the_next_and_nothing_else() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("scripts");
    let bundle = |relink| Desk::new(&[("tenant", "contoso.com"), ("relink", relink)]).bundle();
    bundle("yes").write_into(parent.path(), "scripts").unwrap();
    let inner = inner_folders(&folder);
    assert!(!inner.is_empty());
    let left = |at: &Path, name: &str, minutes: u64| {
        let path = at.join(name);
        let file = std::fs::File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_mins(minutes)).unwrap();
        path
    };
    let starter = std::fs::read_dir(&inner[0]).unwrap().next().unwrap().unwrap().file_name();
    let in_a_folder = format!(".{}.aB3dE6.new", starter.to_str().unwrap());
    let mut gone = vec![left(&inner[0], &in_a_folder, 15)];
    for name in ["01-small.ps1", "91-remove.ps1", "run-book.txt", "SHA256SUMS"] {
        gone.push(left(&folder, &format!(".{name}.aB3dE6.new"), 15));
    }
    let kept = [
        left(&folder, ".01-small.ps1.fresh1.new", 0),
        left(&folder, ".mine.txt.aB3dE6.new", 15),
        left(&folder, "01-small.ps1.aB3dE6.new", 15),
    ];
    let exported = bundle("no").write_into(parent.path(), "scripts").unwrap();
    assert_eq!(exported, folder);
    assert!(!gone.iter().any(|path| path.exists()), "{gone:?}");
    assert!(kept.iter().all(|path| path.exists()), "{kept:?}");

    // The first export into a folder was killed before its checksums: the next one takes another folder.
    std::fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    let of_it = left(&folder, ".run-book.txt.aB3dE6.new", 15);
    let exported = bundle("no").write_into(parent.path(), "scripts").unwrap();
    assert_eq!(exported, parent.path().join("scripts (2)"));
    assert!(!of_it.exists(), "it is deleted there too");
    assert!(kept.iter().all(|path| path.exists()), "{kept:?}");
}

fn inner_folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

#[test]
fn an_export_that_was_cut_off_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let one = Desk::new(&[("tenant", "contoso.com")]).bundle();
    let other = Desk::new(&[("tenant", "fabrikam.com")]).bundle();
    one.write_to(folder.path()).unwrap();
    // As if the program had ended after the script and before the run book.
    std::fs::write(folder.path().join("01-small.ps1"), text(&other, "01-small.ps1")).unwrap();
    other.write_to(folder.path()).unwrap();
    assert_eq!(read(folder.path(), "run-book.txt"), text(&other, "run-book.txt"));
}

#[test]
fn checksums_that_are_not_of_an_export_are_left_alone() {
    for foreign in ["my notes", "", "0123  01-small.ps1\n"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("SHA256SUMS"), foreign).unwrap();
        let refused = Desk::new(&[]).bundle().write_to(folder.path()).unwrap_err();
        assert!(matches!(refused, BundleError::NotOurs { .. }), "{foreign:?}: {refused}");
        assert_eq!(read(folder.path(), "SHA256SUMS"), foreign);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let problem = Problem::from(Desk::new(&[]).bundle().write_to(&file).unwrap_err());
    assert_eq!(problem.code, ErrorCode::StorageFailed);
    assert!(problem.message.contains("file"), "{}", problem.message);
    assert!(problem.detail.is_some());

    let taken = folder.path().join("taken");
    std::fs::create_dir_all(taken.join("run-book.txt")).unwrap();
    assert!(matches!(Desk::new(&[]).bundle().write_to(&taken), Err(BundleError::Io { .. })));
}

#[test]
fn an_archive_holds_the_files_and_no_time_of_day() {
    let desk = Desk::new(&[("tenant", "contoso.com")]);
    let bundle = desk.bundle();
    let bytes = bundle.to_zip();
    assert_eq!(bytes, desk.bundle().to_zip(), "the same answers give the same archive");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), bundle.files.len());
    for (index, file) in bundle.files.iter().enumerate() {
        let mut entry = archive.by_index(index).unwrap();
        assert_eq!(entry.name().unwrap(), file.name);
        assert_eq!(entry.last_modified().unwrap().year(), 1980);
        let mut held = Vec::new();
        entry.read_to_end(&mut held).unwrap();
        assert_eq!(held, file.bytes);
    }
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}
