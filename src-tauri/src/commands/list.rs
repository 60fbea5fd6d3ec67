// Every command of the window: what it takes, what it gives, and the file that has its code. This is the
// only place that declares one. The build makes a permission of each (`build.rs`), `mod.rs` makes the
// dispatcher and the TypeScript functions. `cargo xtask bindings` grants the permissions one by one, in
// `capabilities/main.json`.
//
// A command is `name(argument: Type, …) -> Type;`. Its code is the function of the same name in the file of
// its group: it takes the program, then the arguments. `sends Type` adds a last argument: a function that
// sends the window a message while the command runs.

commands! {
    features {
        /// Which features work with which servers.
        features() -> FeatureTable;
    }

    home {
        /// The first page.
        home() -> Home;
        /// Creates a setup and opens it. `from` is a setup whose answers are copied.
        create_setup(
            guide: GuideId,
            rehearsal: bool,
            situation: Option<Situation>,
            from: Option<SetupId>,
        ) -> SetupView;
        /// Opens a setup. No other window can change it until it is closed.
        open_setup(id: SetupId) -> SetupView;
        /// Closes a setup.
        close_setup(id: SetupId) -> ();
        /// Copies a setup. With an empty name the list shows its organization.
        duplicate_setup(id: SetupId, name: String) -> Home;
        /// Gives a setup another name in the list.
        rename_setup(id: SetupId, name: String) -> Home;
        /// Puts a setup into the archive, or takes it out.
        archive_setup(id: SetupId, archived: bool) -> Home;
        /// Opens the setup in a file that was dropped on the page. It becomes a setup of this computer.
        import_setup(bytes: Vec<u8>) -> SetupView;
        /// Asks for a file and opens the setup in it. Null: no file was chosen.
        open_setup_file() -> Option<SetupView>;
        /// Deletes a setup, its rehearsal and its saved sign-in.
        delete_setup(id: SetupId) -> Home;
        /// Creates a real setup from a rehearsal and opens it.
        make_real(id: SetupId) -> SetupView;
        /// Signs out of everything and removes every saved sign-in.
        forget_everything() -> Forgotten;
    }

    linked_setup {
        /// The setups whose answers a new setup of this guide can copy.
        answer_sources(guide: GuideId) -> Vec<AnswerSource>;
        /// The setups of this guide for the same organization: each can fix what this setup found.
        mending_setups(id: SetupId, guide: GuideId) -> Vec<SetupSummary>;
        /// The id of the setup that does this step in full. It is created if there is none.
        open_linked_guide(id: SetupId, step: StepId) -> SetupId;
        /// Takes over the result of the setup that does this step in full.
        import_linked_result(id: SetupId, step: StepId) -> SetupView;
        /// Looks up the host of this step in the DNS.
        resolve_host(id: SetupId, step: StepId) -> LookUp;
    }

    probe {
        /// What a check of this mailbox from outside would ask. Without a setup, in this cloud.
        probe_page(id: Option<SetupId>, address: String, cloud: Option<String>) -> ProbePage;
        /// Checks a mailbox from outside.
        run_probe(id: Option<SetupId>, address: String, cloud: Option<String>) -> ProbeRun, sends ProbeProgress;
        /// Ends the check.
        cancel_probe() -> ();
        /// Reads the receipt of the script that made the check on another computer.
        read_probe_receipt(id: Option<SetupId>, bytes: Vec<u8>) -> ProbeRun;
        /// Copies the script that makes the check on another computer.
        copy_probe_script(id: Option<SetupId>, address: String, cloud: Option<String>) -> ();
        /// Saves that script and gives the path. Null: no place was chosen.
        save_probe_script(id: Option<SetupId>, address: String, cloud: Option<String>) -> Option<String>;
        /// In a rehearsal: what is wrong with the publication. Null fixes it. Each sentence says what was done.
        rehearse_fault(id: SetupId, fault: Option<PublicationFault>) -> Vec<String>;
    }

    program {
        /// The version, the folders and the settings of the program.
        app_info() -> AppInfo;
        /// Sets light or dark.
        set_theme(theme: Theme) -> ();
        /// Changes the size of everything in the window. Gives it in percent.
        set_zoom(change: ZoomChange) -> u16;
        /// Turns the check for a newer version at each start on or off.
        set_update_check(on: bool) -> ();
        /// Turns the notifications of the system on or off.
        set_reminders(on: bool) -> ();
        /// Looks for a newer version. Null: there is none, or the operator has not agreed to look.
        check_for_update() -> Option<NewVersion>;
        /// Opens the folder of the log.
        open_log_folder() -> ();
        /// Copies text to the clipboard.
        copy_text(text: String) -> ();
        /// Opens a page in the system's browser.
        open_link(url: String) -> ();
        /// Opens the folder of a file that this window has saved.
        open_folder(path: PathBuf) -> ();
    }

    receipt {
        /// Reads the receipts in a text.
        read_receipt(id: SetupId, text: String) -> SetupView;
        /// Reads the receipts in a file that was dropped on the page.
        read_receipt_bytes(id: SetupId, bytes: Vec<u8>) -> SetupView;
        /// Asks for a file and reads its receipts. Null: no file was chosen.
        open_receipt(id: SetupId) -> Option<SetupView>;
        /// Reads a certificate from a file that was dropped on the page.
        read_certificate(id: SetupId, name: String, bytes: Vec<u8>) -> SetupView;
        /// Asks for a file and reads its certificate. Null: no file was chosen.
        choose_certificate(id: SetupId) -> Option<SetupView>;
    }

    rehearsal {
        /// The states in which the simulated organization of a guide can begin.
        situations(guide: GuideId) -> Vec<SituationView>;
        /// In a rehearsal: fixes what stops the scripts. Each sentence says what was done.
        put_right(id: SetupId) -> Vec<String>;
    }

    run {
        /// The ways to run this script from here, the best first. One that is not offered says why.
        run_offers(id: SetupId, script: ScriptId) -> Vec<RunOffer>;
        /// The Exchange servers that Active Directory names, to choose one for remote PowerShell.
        find_servers(id: SetupId) -> Vec<String>;
        /// Runs a script and imports its result. The server is needed for remote PowerShell only. What goes
        /// wrong before the script begins is an error; later it is the problem of the run.
        run_script(id: SetupId, request: RunRequest) -> ScriptRun, sends RunProgress;
        /// The run that is under way, for a page that is opened meanwhile. Null: there is none.
        run_state(id: SetupId) -> Option<RunState>;
        /// Cancels the run that is under way. It ends as a problem with the code "cancelled".
        cancel_run(id: SetupId) -> ();
    }

    save {
        /// Saves all scripts and gives the path. Null: no place was chosen.
        export_bundle(id: SetupId, zip: bool) -> Option<String>;
        /// What happened to a setup, newest first.
        journal(id: SetupId) -> Vec<JournalView>;
        /// Saves the report and gives the path. Null: no place was chosen.
        save_report(id: SetupId, format: ReportFormat) -> Option<String>;
    }

    script {
        /// A script with the answers in it.
        script(id: SetupId, script: ScriptId) -> ScriptView;
        /// Copies a script to the clipboard.
        copy_script(id: SetupId, script: ScriptId, dry_run: bool) -> SetupView;
        /// Saves a script.
        save_script(id: SetupId, script: ScriptId) -> SavedScript;
        /// Runs a script on the simulated server.
        rehearse_script(id: SetupId, script: ScriptId, what_if: bool) -> RehearsedRun;
    }

    sign_in {
        /// Who is signed in, or which sign-in is pending.
        sign_in_state(id: SetupId) -> SignInState;
        /// Starts a sign-in with a code.
        start_sign_in(id: SetupId) -> DeviceCodeView;
        /// Starts a sign-in in the browser.
        start_browser_sign_in(id: SetupId) -> BrowserView;
        /// Waits until the sign-in ends.
        await_sign_in(id: SetupId) -> SignInEnd;
        /// Cancels the sign-in.
        cancel_sign_in(id: SetupId) -> ();
        /// Signs out and removes the saved sign-in.
        sign_out(id: SetupId) -> SignInState;
        /// Copies the code of the sign-in to the clipboard.
        copy_code(id: SetupId) -> ();
        /// Opens the page of the sign-in. A code that the page asks for is copied first.
        open_sign_in_page(id: SetupId) -> ();
    }

    step {
        /// Saves answers, and finds the tenant's id by its domain.
        save_answers(id: SetupId, answers: BTreeMap<AnswerId, String>) -> SetupView;
        /// Answers the question of a step.
        decide(id: SetupId, step: StepId, change: bool) -> SetupView;
        /// Answers the question about a write. A yes needs the word that the question asks for.
        decide_write(
            id: SetupId,
            step: StepId,
            answer: AnswerId,
            change: bool,
            typed: String,
        ) -> SetupView;
        /// Marks a step as done.
        confirm_step(id: SetupId, step: StepId, note: String) -> SetupView;
        /// Skips a step.
        skip_step(id: SetupId, step: StepId, note: String) -> SetupView;
        /// Takes back that a step was marked as done or skipped.
        reopen_step(id: SetupId, step: StepId) -> SetupView;
        /// Checks or clears a box of a step.
        tick(id: SetupId, step: StepId, check: String, ticked: bool) -> SetupView;
    }

    support {
        /// What the support file would contain. Null: of the program alone.
        support_contents(id: Option<SetupId>) -> SupportContents;
        /// A text with which a problem can be reported: what runs here, at which step, and which errors there were.
        problem_report(id: Option<SetupId>, step: Option<StepId>) -> ProblemReport;
        /// Saves the support file and gives the path. Null: no place was chosen.
        save_support_file(id: Option<SetupId>) -> Option<String>;
    }

    upload {
        /// Reads which roles the account holds that is signed in.
        check_role(id: SetupId) -> RoleCheck;
        /// Reads what the upload of a step would change.
        plan_upload(
            id: SetupId,
            step: StepId,
            drop_expired: bool,
            create_missing: bool,
        ) -> SetupView;
        /// Carries out the upload that was planned.
        apply_upload(id: SetupId) -> SetupView, sends Progress;
        /// Reads what the deletion of one key would change. The key is a key id or a thumbprint; the step
        /// is the one on whose page it is asked for.
        plan_removal(id: SetupId, step: StepId, app_id: String, key: String) -> SetupView;
        /// Deletes the key as planned.
        apply_removal(id: SetupId) -> SetupView, sends Progress;
        /// Reads what restoring a backup would change. The step is the one on whose page it is asked for.
        plan_restore(id: SetupId, step: StepId, backup: String) -> SetupView;
        /// The same for a backup in a file. Null: no file was chosen.
        plan_restore_file(id: SetupId, step: StepId) -> Option<SetupView>;
        /// Restores the backup as planned.
        apply_restore(id: SetupId) -> SetupView, sends Progress;
        /// Reads the dedicated hybrid application in the tenant, and the shared one.
        read_application(id: SetupId) -> SetupView;
        /// Reads back whether everything that the guide writes is there.
        verify(id: SetupId) -> SetupView;
    }
}
