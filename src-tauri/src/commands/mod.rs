//! What the window may ask for. `list.rs` declares each command once. Each reads its arguments, calls core,
//! and gives what core gave; an error crosses as a `Problem`.
//!
//! From the list come the dispatcher, which the window and the browser host call alike, the permissions
//! (`build.rs`) and the TypeScript functions (`bindings.rs`).

#[cfg(test)]
mod bindings;
mod features;
mod home;
mod linked_setup;
mod probe;
mod program;
mod receipt;
mod rehearsal;
mod run;
mod save;
mod script;
mod sign_in;
mod step;
mod support;
mod upload;

use self::home::Forgotten;
use self::linked_setup::LookUp;
use self::probe::{ProbePage, ProbeRun};
use self::program::AppInfo;
use self::rehearsal::SituationView;
use self::save::ReportFormat;
use self::script::{RehearsedRun, SavedScript};
use self::support::ProblemReport;
use crate::app::App;
use crate::rehearsal::Situation;
use crate::run_script::{RunProgress, RunRequest, RunState, ScriptRun};
use crate::settings::{Theme, ZoomChange};
use crate::update_check::NewVersion;
use crosstrust_core::entra::{BrowserView, DeviceCodeView, SignInEnd, SignInState};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::features::FeatureTable;
use crosstrust_core::graph::{Progress, RoleCheck};
use crosstrust_core::guide::{AnswerId, GuideId, ScriptId, StepId};
use crosstrust_core::probe::ProbeProgress;
use crosstrust_core::runner::RunOffer;
use crosstrust_core::setup::view::{Home, JournalView, ScriptView, SetupSummary, SetupView};
use crosstrust_core::setup::{AnswerSource, SetupId};
use crosstrust_core::support::SupportContents;
use crosstrust_rehearsal::publication::PublicationFault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

/// Takes a message that a command sends while it runs.
pub type OnMessage = Arc<dyn Fn(Value) + Send + Sync>;

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, Problem>> + Send + 'a>>;

/// Makes the dispatcher, and for the bindings the description of each command.
macro_rules! commands {
    ($($group:ident {
        $(
            $(#[doc = $doc:literal])*
            $name:ident($($argument:ident: $type:ty),* $(,)?) -> $result:ty $(, sends $message:ty)?;
        )*
    })*) => {
        /// Answers the command of that name.
        fn answer<'a>(
            app: &'a App,
            command: &str,
            arguments: &'a Value,
            on_message: OnMessage,
        ) -> Answer<'a> {
            match command {
                $($(stringify!($name) => Box::pin(async move {
                    #[derive(Deserialize)]
                    #[serde(rename_all = "camelCase")]
                    struct Arguments {
                        $($argument: $type,)*
                    }
                    let Arguments { $($argument),* } = read(stringify!($name), arguments)?;
                    let result: $result = $group::$name(
                        app,
                        $($argument,)*
                        $(serialize_to::<$message>(on_message),)?
                    )
                    .await?;
                    write(&result)
                }),)*)*
                unknown => {
                    let cause = format!("\"{unknown}\" is no command.");
                    Box::pin(async move { Err(wrong(cause)) })
                }
            }
        }

        /// The commands as the window sees them.
        #[cfg(test)]
        fn declarations() -> Vec<bindings::Declaration> {
            use bindings::{Declaration, TypeScript};
            vec![$($(Declaration {
                name: stringify!($name),
                documentation: &[$($doc),*],
                arguments: vec![$((stringify!($argument), TypeScript::of::<$type>())),*],
                result: TypeScript::of::<$result>(),
                messages: vec![$(TypeScript::of::<$message>())?],
            }),*),*]
        }
    };
}

include!("list.rs");

/// Calls the command of that name with its arguments, an object in camel case. The code of an error is noted, for a
/// report of the problem.
///
/// # Errors
/// There is no such command, the arguments are of other types, or the command failed.
pub(crate) async fn dispatch(
    app: &App,
    command: &str,
    arguments: &Value,
    on_message: OnMessage,
) -> Result<Value, Problem> {
    let answered = answer(app, command, arguments, on_message).await;
    if let Err(problem) = &answered {
        app.note_code(problem.code);
    }
    answered
}

fn read<'a, T: Deserialize<'a>>(command: &str, arguments: &'a Value) -> Result<T, Problem> {
    T::deserialize(arguments).map_err(|error| wrong(format!("{command}: {error}")))
}

fn write(result: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(result).map_err(|error| wrong(error.to_string()))
}

/// The window and the program do not agree on a command: a fault of ours.
fn wrong(cause: String) -> Problem {
    Problem::of(ErrorCode::Internal).with_detail(cause)
}

/// Sends messages of one type.
fn serialize_to<T: Serialize>(on_message: OnMessage) -> impl Fn(T) + Send + Sync + 'static {
    move |message| match serde_json::to_value(message) {
        Ok(message) => on_message(message),
        Err(error) => tracing::warn!(%error, "a message has no JSON form"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_window_is_granted_its_commands_and_nothing_else() {
        let file = include_str!("../../capabilities/main.json");
        let capability: Value = serde_json::from_str(file).expect("a capability");
        let granted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|permission| permission.as_str().expect("a name").to_owned())
            .filter(|name| !name.starts_with("core:event:"))
            .collect();
        let commands: BTreeSet<String> = declarations()
            .iter()
            .map(|command| format!("allow-{}", command.name.replace('_', "-")))
            .collect();
        assert_eq!(granted, commands, "capabilities/main.json lists the commands one by one");
    }

    #[tokio::test]
    async fn a_command_takes_its_arguments_in_camel_case_and_gives_json() {
        let data = tempfile::tempdir().expect("a folder");
        let app = App::for_tests(data.path());
        let call = async |command: &str, arguments: Value| {
            dispatch(&app, command, &arguments, Arc::new(|_| {})).await
        };
        let guide = serde_json::json!({ "guide": "teams", "rehearsal": true });
        let view = call("create_setup", guide).await.expect("a setup");
        let id = &view["summary"]["id"];
        let script =
            serde_json::json!({ "id": id, "script": "teams-on-premises", "dryRun": "yes" });
        let refused = call("copy_script", script).await.expect_err("it is no Boolean");
        assert_eq!(refused.code, ErrorCode::Internal);
        assert!(refused.detail.expect("a cause").contains("copy_script"));
        let home = call("home", serde_json::json!({})).await.expect("the first page");
        assert_eq!(home["setups"][0]["id"], *id);
    }

    #[tokio::test]
    async fn what_is_no_command_is_refused() {
        let data = tempfile::tempdir().expect("a folder");
        let app = App::for_tests(data.path());
        for command in ["", "Home", "close", "plugin:event|listen"] {
            let refused = dispatch(&app, command, &Value::Null, Arc::new(|_| {})).await;
            assert_eq!(refused.expect_err("it is unknown").code, ErrorCode::Internal, "{command}");
        }
    }
}
