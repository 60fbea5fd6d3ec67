//! Scripts written from a small guide.

use super::*;
use crate::guide::tests::Folder;

const SETUP: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";

fn library() -> Library {
    Folder::new().read().unwrap()
}

fn write_with(
    library: &Library,
    script: &str,
    given: &[(&str, &str)],
) -> Result<Script, ScriptError> {
    let guide = library.guide(&"small".into()).unwrap();
    let raw = given.iter().map(|(id, value)| ((*id).into(), (*value).to_owned())).collect();
    let (answers, problems) = Answers::parse(guide, &raw);
    assert_eq!(problems, []);
    let made = Made::default();
    let context =
        ScriptContext { setup_id: SETUP, answers: &answers, tenant_id: None, made: &made };
    write(library, guide, &script.into(), &context)
}

#[test]
fn every_value_is_a_literal() {
    let script = write_with(
        &library(),
        "small",
        &[("tenant", "contoso.com"), ("mailbox", "o'brien@contoso.com"), ("relink", "yes")],
    )
    .unwrap();
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
    assert_eq!(script.file_name, "small.ps1");
    assert_eq!(script.title, "Small");
}
