//! The first page: setups are begun, opened, copied and deleted, and all sign-ins forgotten.

use crate::app::{App, LeftOfSetup};
use crate::desktop::Question;
use crate::rehearsal::Situation;
use crate::{files, log};
use crosstrust_core::error::Problem;
use crosstrust_core::guide::GuideId;
use crosstrust_core::messages::say;
use crosstrust_core::setup::view::{Home, SetupView};
use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// What was forgotten.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Forgotten {
    /// For how many setups a sign-in was kept or under way.
    sign_ins: u32,
}

pub(super) async fn home(app: &App) -> Result<Home, Problem> {
    app.home()
}

pub(super) async fn create_setup(
    app: &App,
    guide: GuideId,
    rehearsal: bool,
    situation: Option<Situation>,
    from: Option<SetupId>,
) -> Result<SetupView, Problem> {
    let guide = app.guide(&guide)?;
    let now = Timestamp::now();
    let rehearsal = rehearsal || app.options.rehearsal;
    let mut setup = Setup::new(App::new_id(now), guide, rehearsal, now, OPERATOR);
    if let Some(from) = from {
        let other = app.peek(from)?;
        let imported =
            Event::AnswersImported { other: &other, other_guide: app.guide(other.guide())? };
        let taken = setup.apply(guide, imported, now, OPERATOR)?;
        app.notify(setup.id(), guide, &taken);
    }
    app.create_setup(&setup, situation.unwrap_or(Situation::Fresh))?;
    app.open_setup(setup.id())
}

pub(super) async fn open_setup(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    app.open_setup(id)
}

pub(super) async fn close_setup(app: &App, id: SetupId) -> Result<(), Problem> {
    app.close_setup(id);
    Ok(())
}

pub(super) async fn duplicate_setup(app: &App, id: SetupId, name: String) -> Result<Home, Problem> {
    let (setup, guide) = app.read(id)?;
    let now = Timestamp::now();
    let copy = setup.duplicate(App::new_id(now), guide, &name, now, OPERATOR)?;
    app.create_setup(&copy, Situation::Fresh)?;
    app.home()
}

pub(super) async fn rename_setup(app: &App, id: SetupId, name: String) -> Result<Home, Problem> {
    app.change(id, OPERATOR, Event::Renamed { name })?;
    app.home()
}

pub(super) async fn archive_setup(app: &App, id: SetupId, archived: bool) -> Result<Home, Problem> {
    app.change(id, OPERATOR, Event::Archived { archived })?;
    app.home()
}

pub(super) async fn import_setup(app: &App, bytes: Vec<u8>) -> Result<SetupView, Problem> {
    app.import_setup(&bytes, None)
}

pub(super) async fn open_setup_file(app: &App) -> Result<Option<SetupView>, Problem> {
    let Some(path) = app.desktop().open(&setup_file()).await? else { return Ok(None) };
    app.import_setup(&files::read(&path)?, path.parent()).map(Some)
}

/// What is asked for the file of a setup.
fn setup_file() -> Question {
    Question {
        title: say!("program-dialog-open-setup"),
        kind: say!("program-dialog-setup"),
        endings: &["json"],
    }
}

pub(super) async fn delete_setup(app: &App, id: SetupId) -> Result<Home, Problem> {
    let left = app.delete_setup(id).await?;
    let mut home = app.home()?;
    home.unreadable.extend(left_of(left));
    Ok(home)
}

/// What to say of that which is left of a deleted setup.
fn left_of(LeftOfSetup { sign_in, files }: LeftOfSetup) -> impl Iterator<Item = Problem> {
    let sign_in = sign_in.map(|cause| {
        let message = say!("program-keyring-kept-sign-in");
        Problem::new(cause.code, message).with_detail(cause.message.to_string())
    });
    let files = files.map(|cause| {
        let mut problem = Problem::new(cause.code, say!("program-files-left"));
        problem.title = say!("program-files-left-title").into();
        problem.next = vec![say!("program-files-left-next").into()];
        let reasons = [Some(cause.message.to_string()), cause.detail];
        problem.with_detail(reasons.into_iter().flatten().collect::<Vec<_>>().join("\n"))
    });
    sign_in.into_iter().chain(files)
}

pub(super) async fn make_real(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    let (setup, guide) = app.read(id)?;
    let now = Timestamp::now();
    let real = setup.made_real(App::new_id(now), guide, now, OPERATOR)?;
    app.create_setup(&real, Situation::Fresh)?;
    app.open_setup(real.id())
}

pub(super) async fn forget_everything(app: &App) -> Result<Forgotten, Problem> {
    let sign_ins = log::ended("forgetting everything", app.forget_everything().await)?;
    Ok(Forgotten { sign_ins })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_core::error::ErrorCode;

    #[test]
    fn what_is_left_of_a_deleted_setup_is_named_with_what_to_do() {
        let of = |code, message: &str| {
            Problem::new(code, message.to_owned()).with_detail("Permission denied")
        };
        let nothing = LeftOfSetup { sign_in: None, files: None };
        assert_eq!(left_of(nothing).count(), 0);
        let sign_in = of(ErrorCode::KeyringUnavailable, "It is locked.");
        let files = of(ErrorCode::StorageFailed, "/srv/a.zzz");
        let left = LeftOfSetup { sign_in: Some(sign_in), files: Some(files) };
        let left: Vec<Problem> = left_of(left).collect();
        let [sign_in, files] = left.as_slice() else { panic!("{left:?}") };
        assert!(sign_in.message.contains("Unlock the credential store"), "{}", sign_in.message);
        assert!(files.message.contains("deleted the setup"), "{}", files.message);
        assert_eq!(files.detail.as_deref(), Some("/srv/a.zzz\nPermission denied"));
        assert_eq!(files.next.len(), 1);
    }
}
