//! What to hand to the Active Directory team where permissions are split: their commands first, then those of
//! the Exchange team. It is a file of the bundle.

use crate::guide::{Answers, Guide, TeamCommand};
use crate::messages::say;

/// The file's name.
pub(super) const FILE: &str = "for-the-ad-team.txt";

/// The text of the file; nothing for a guide that creates no account.
pub(super) fn write(guide: &Guide, answers: &Answers) -> Option<String> {
    let split = guide.split_permissions.as_ref()?;
    let title = say!("ad-team-title", guide = &guide.title);
    let parts = [
        title.clone(),
        "=".repeat(title.chars().count()),
        String::new(),
        say!("ad-team-lead"),
        String::new(),
        say!("ad-team-directory"),
        String::new(),
        commands(guide, answers, &split.directory),
        say!("ad-team-exchange"),
        String::new(),
        commands(guide, answers, &split.exchange),
        say!("ad-team-after"),
        String::new(),
    ];
    Some(parts.join("\n"))
}

fn commands(guide: &Guide, answers: &Answers, commands: &[TeamCommand]) -> String {
    let each = commands.iter().map(|one| {
        let command = guide.interpolate(&one.command, answers);
        format!("{}\n\n    {command}\n", one.text)
    });
    each.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{AnswerId, Library};
    use std::collections::BTreeMap;

    #[test]
    fn the_commands_of_the_directory_come_first_and_hold_the_answers() {
        let library = Library::built_in().unwrap();
        for (id, account) in
            [("teams", "TeamsScheduler"), ("skype-online", "SfBOnline-ApplicationAccount")]
        {
            let guide = library.guide(&id.into()).unwrap();
            let domain = AnswerId::from("verified_domain");
            let given = BTreeMap::from([(domain, "contoso.com".to_owned())]);
            let (answers, problems) = Answers::parse(guide, &given);
            assert_eq!(problems, []);
            let text = write(guide, &answers).unwrap();
            let (new, enable) = (
                text.find("    New-ADUser -Name").unwrap(),
                text.find("    Enable-MailUser").unwrap(),
            );
            assert!(new < enable, "{text}");
            assert!(text.contains(&format!("-Identity '{account}'")), "{text}");
            assert!(text.contains("@contoso.com'") && !text.contains("{{"), "{text}");
        }
        assert!(write(library.guide(&"rotate".into()).unwrap(), &Answers::default()).is_none());
    }
}
