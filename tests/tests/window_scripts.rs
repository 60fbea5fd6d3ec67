//! The page of a script, in a real window: what is copied, and what is said of it.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page};

/// The buttons by which a script is taken, in order, each with whether it is the one to press first.
async fn buttons(page: &Page) -> Vec<(String, bool)> {
    page.find("copy-script").await;
    let script = "const taking = ['copy-dry-run', 'copy-script', 'save-script']; \
        return [...document.querySelectorAll('main button')] \
            .filter((one) => taking.includes(one.dataset.testid) || one.classList.contains('primary')) \
            .map((one) => [one.textContent.trim(), one.classList.contains('primary')])";
    let listed = page.run(script).await;
    let listed = listed.as_array().expect("a list");
    listed.iter().map(|one| (one[0].as_str().expect("a name").to_owned(), one[1] == true)).collect()
}

/// What is on the clipboard, as it is pasted into the box for receipts.
async fn pasted(page: &Page) -> String {
    page.paste("receipt-text").await
}

#[tokio::test]
async fn the_dry_run_is_offered_first_and_what_is_copied_is_one() {
    let desktop = Desktop::start();
    let page = desktop.open_real().await;
    let journey = Journey::new(&page);
    page.press("new-setup").await;
    page.press("start-real").await;
    page.press("create-setup").await;
    page.find("answer-tenant").await;

    // What only reads has one button, and says so.
    journey.answer().await;
    page.press("step-by-step").await;
    page.shows("heading", "Exchange OAuth").await;
    let reads = [("Save script…".to_owned(), false), ("Copy script".to_owned(), true)];
    assert_eq!(buttons(&page).await, reads);
    page.press("copy-script").await;
    page.shows("toast", "it only reads and changes nothing").await;
    page.press("all-in-one").await;

    let names = |first: [bool; 3]| {
        let all = ["Save script…", "Copy as dry run", "Copy script"];
        all.map(str::to_owned).into_iter().zip(first).collect::<Vec<_>>()
    };
    page.find("copy-dry-run").await;
    assert_eq!(buttons(&page).await, names([false, true, false]));
    page.press("copy-dry-run").await;
    page.shows(
        "toast",
        "Dry run copied. Paste it into the Exchange Management Shell: it changes nothing.",
    )
    .await;
    let copied = pasted(&page).await;
    assert!(copied.starts_with("& {\n[CmdletBinding(SupportsShouldProcess = $true"), "{copied}");
    assert!(copied.ends_with("\n} -WhatIf\n"), "{copied}");

    page.press("copy-script").await;
    page.shows("toast", "Script copied. Pasting it runs it and makes changes.").await;
    let in_earnest = pasted(&page).await;
    assert!(in_earnest.ends_with("\n}\n"), "{in_earnest}");
    assert_eq!(copied.strip_suffix(" -WhatIf\n"), in_earnest.strip_suffix('\n'));

    // How it is run, what to do where it is refused, and where the receipt is saved.
    page.press_all("[data-testid='if-refused'] summary").await;
    let text = page.text().await;
    for part in [
        "select \"Exchange Management Shell\"",
        "You don't have to open the window as administrator.",
        r"cd 'C:\Crosstrust'",
        r".\02-teams-on-premises.ps1 -WhatIf",
        r"Unblock-File -Path '.\02-teams-on-premises.ps1'",
        r"C:\OAuthConfig\receipt-<date>.txt",
    ] {
        assert!(text.contains(part), "{part} is not on the page:\n{text}");
    }

    // A script that is saved has the name it has among all scripts.
    page.press("save-script").await;
    page.shows("toast", "02-teams-on-premises.ps1").await;
    assert!(desktop.files().join("02-teams-on-premises.ps1").is_file());

    // Nobody has to type: an export has files to double-click, and the page names those of this script.
    let files = ["1 Dry run.cmd", "2 Make the changes.cmd"];
    for file in files {
        assert!(text.contains(&format!(r"02-teams-on-premises\{file}")), "{text}");
    }
    page.press("export-to-double-click").await;
    page.shows("toast", "crosstrust-scripts-teams").await;
    let exported = desktop.files().read_dir().expect("what was saved").flatten();
    let mut folders = exported.map(|entry| entry.path()).filter(|path| path.is_dir());
    let folder = folders.next().expect("the folder of the scripts");
    for file in files {
        assert!(folder.join("02-teams-on-premises").join(file).is_file(), "{file}");
    }
    page.close().await;
}

#[tokio::test]
async fn after_a_dry_run_the_run_itself_comes_first() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    let primary = |id: &str| format!("[data-testid='{id}'].primary");
    page.wait(&primary("rehearse-dry")).await;
    journey.dry_run().await;
    page.wait(&primary("rehearse-real")).await;
    assert!(!page.has("console").await);
    let dry = "return document.querySelector(\"[data-testid='rehearse-dry']\").classList.contains('primary')";
    assert_eq!(page.run(dry).await, false, "one button comes first");
    journey.run_script().await;
    page.close().await;
}
