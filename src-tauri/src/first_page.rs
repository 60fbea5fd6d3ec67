//! What the first page asks for, answered while the window is made: the page has it when it is loaded, and shows the
//! setups with its first frame.

use crate::app::App;
use crate::commands;
use serde_json::{Map, Value, json};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tauri::{AppHandle, Manager};

/// The commands without arguments that the first page begins with.
const ASKED: [&str; 2] = ["home", "app_info"];

/// The window does not wait longer for the answers: its page then asks for them.
const PATIENCE: Duration = Duration::from_millis(100);

/// Of a longer answer the page would rather begin without it, in bytes.
const LONGEST: usize = 128 * 1024;

/// A script that gives the answers to the page. `ui/src/lib/host.ts` takes them.
pub(crate) fn script(tauri: &AppHandle) -> String {
    let (send, answered) = mpsc::channel();
    let tauri = tauri.clone();
    // A disk may be slow, and the window must appear all the same.
    std::thread::spawn(move || {
        let answers = tauri::async_runtime::block_on(answers(&tauri.state::<App>(), LONGEST));
        // Nobody takes what comes too late.
        let _ = send.send(answers);
    });
    let answers = answered.recv_timeout(PATIENCE).unwrap_or_default();
    format!("globalThis.crosstrustAnswers = {};", Value::Object(answers))
}

/// What was answered, by the command. A command that failed is left out, and fails again when the page asks; so is a
/// longer answer.
async fn answers(app: &App, longest: usize) -> Map<String, Value> {
    let mut answers = Map::new();
    for command in ASKED {
        let answer = commands::dispatch(app, command, &json!({}), Arc::new(drop)).await;
        if let Some(answer) = answer.ok().filter(|answer| answer.to_string().len() <= longest) {
            answers.insert(command.to_owned(), answer);
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, answers};
    use crate::app::App;
    use crate::commands;
    use serde_json::{Value, json};
    use std::path::Path;
    use std::sync::Arc;

    async fn call(app: &App, command: &str, arguments: Value) -> Value {
        let answer = commands::dispatch(app, command, &arguments, Arc::new(drop)).await;
        answer.expect("it is answered")
    }

    /// The program with a setup.
    async fn with_a_setup(data: &Path) -> App {
        let app = App::for_tests(data);
        let begun = json!({ "guide": "teams", "rehearsal": true, "situation": null, "from": null });
        call(&app, "create_setup", begun).await;
        app
    }

    #[tokio::test]
    async fn the_first_page_is_answered_what_it_would_ask_for() {
        let data = tempfile::tempdir().expect("a folder");
        let app = with_a_setup(data.path()).await;
        let answers = answers(&app, LONGEST).await;
        assert_eq!(answers["home"]["setups"].as_array().map(Vec::len), Some(1));
        assert_eq!(answers["home"], call(&app, "home", json!({})).await);
        assert_eq!(answers["app_info"], call(&app, "app_info", json!({})).await);
    }

    #[tokio::test]
    async fn a_long_list_is_left_to_the_page() {
        let data = tempfile::tempdir().expect("a folder");
        let app = with_a_setup(data.path()).await;
        let shorter = call(&app, "home", json!({})).await.to_string().len() - 1;
        let answers = answers(&app, shorter).await;
        assert_eq!(answers.keys().collect::<Vec<_>>(), ["app_info"]);
    }
}
