//! Goes through the whole Teams guide in a real window, as an operator would, and leaves in one
//! folder what the operator would have: scripts, report, and a picture of every page, light and dark.

use crosstrust_tests::window::{Camera, Desktop, Journey, Person};
use std::path::{Path, PathBuf};

fn main() {
    let folder =
        std::env::args_os().nth(1).map(PathBuf::from).expect("a folder to leave things in");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime on this thread");
    runtime.block_on(walk(&folder));
}

async fn walk(folder: &Path) {
    if folder.exists() {
        std::fs::remove_dir_all(folder).expect("the folder of the last walk can be emptied");
    }
    let pictures = folder.join("pictures");
    std::fs::create_dir_all(&pictures).expect("a folder for pictures");
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let camera = Camera::new(pictures);
    let journey = Journey::new(&page).with_camera(&camera);
    journey.begin("fresh").await;
    journey.answer().await;
    journey.dry_run().await;
    journey.run_script().await;
    // The notice of the new certificate was read with the result.
    page.press("notice-dismiss").await;
    journey.to_upload().await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    journey.verify().await;
    journey.read_server_again().await;
    journey.finish().await;
    journey.look_around().await;

    journey.begin("half-done-by-hand").await;
    journey.discover().await;
    journey.answer_the_rest().await;
    journey.run_script().await;
    journey.decide_to_keep().await;
    page.press("home-link").await;

    journey.begin("split-permissions").await;
    journey.answer_the_rest().await;
    journey.run_script().await;
    journey.see_failure().await;
    page.close().await;
    for entry in desktop.files().read_dir().expect("what was saved") {
        let saved = entry.expect("a file that was saved").path();
        let name = saved.file_name().expect("a name");
        std::fs::rename(&saved, folder.join(name))
            .or_else(|_| copy(&saved, &folder.join(name)))
            .expect("it can be moved");
    }
}

/// Moving between file systems is copying.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_file() {
        return std::fs::copy(from, to).map(drop);
    }
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let path = entry?.path();
        copy(&path, &to.join(path.file_name().unwrap_or_default()))?;
    }
    Ok(())
}
