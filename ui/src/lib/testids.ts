// The names by which tests find things in the page. One list; components take them from here.

export const ids = {
  // Everywhere
  heading: "heading",
  rehearsalBadge: "rehearsal-badge",
  homeLink: "home-link",
  settingsLink: "settings-link",
  helpLink: "help-link",
  toast: "toast",
  toastFolder: "toast-folder",
  toastClose: "toast-close",
  sheet: "sheet",
  sheetClose: "sheet-close",

  // What is to be known of what was done
  notices: "notices",
  notice: "notice",
  noticeDismiss: "notice-dismiss",

  // Errors
  error: "error",
  errorAnswer: "error-answer",
  errorCopy: "error-copy",
  errorDismiss: "error-dismiss",

  // Home
  newSetup: "new-setup",
  rehearseFirst: "rehearse-first",
  emptyState: "empty-state",
  setupCard: "setup-card",
  setupOpen: "setup-open",
  setupMakeReal: "setup-make-real",
  setupDuplicate: "setup-duplicate",
  setupRename: "setup-rename",
  setupName: "setup-name",
  nameSave: "name-save",
  setupDelete: "setup-delete",
  setupReport: "setup-report",
  deleteConfirm: "delete-confirm",
  deleteCancel: "delete-cancel",
  unreadable: "unreadable",
  due: "due",
  standing: "standing",
  progress: "progress",
  rotate: "rotate",
  featuresLink: "features-link",

  // What works where
  exchange: "exchange",
  side: "side",
  supported: "supported",
  features: "features",
  beginGuide: "begin-guide",
  insteadSide: "instead-side",

  // New setup
  situation: "situation",
  answersFrom: "answers-from",
  createSetup: "create-setup",
  startReal: "start-real",
  startRehearsal: "start-rehearsal",

  // Frame of a setup
  steps: "steps",
  back: "back",
  next: "next",
  nextReason: "next-reason",
  needs: "needs",
  why: "why",
  announced: "announced",
  timeline: "timeline",
  choiceNote: "choice-note",
  stepByStep: "step-by-step",
  allInOne: "all-in-one",
  openByHand: "open-by-hand",
  byHand: "by-hand",
  onOperator: "on-operator",
  byHandNote: "by-hand-note",
  byHandConfirm: "by-hand-confirm",
  byHandSkip: "by-hand-skip",
  reopenStep: "reopen-step",
  differences: "differences",
  undoScript: "undo-script",

  // Answers
  moreSettings: "more-settings",
  discovery: "discovery",
  discover: "discover",
  useFound: "use-found",

  // Script
  copyDryRun: "copy-dry-run",
  copyScript: "copy-script",
  saveScript: "save-script",
  scriptText: "script-text",
  showAll: "show-all",
  explain: "explain",
  explanations: "explanations",
  putRight: "put-right",
  rehearseDry: "rehearse-dry",
  rehearseReal: "rehearse-real",
  toType: "to-type",
  console: "console",
  takeReceipt: "take-receipt",
  receiptText: "receipt-text",
  readReceipt: "read-receipt",
  openReceipt: "open-receipt",
  dropReceipt: "drop-receipt",
  receiptResult: "receipt-result",
  foundAnswer: "found-answer",
  question: "question",
  questionKeep: "question-keep",
  questionChange: "question-change",
  scriptProblem: "script-problem",
  rawReceipt: "raw-receipt",
  replaceReceipt: "replace-receipt",

  // A step that another guide does, a host in the DNS
  opens: "opens",
  openOther: "open-other",
  takeOutcome: "take-outcome",
  outcome: "outcome",
  outcomeMissing: "outcome-missing",
  resolves: "resolves",
  resolveHost: "resolve-host",
  resolved: "resolved",

  // Upload
  certificate: "certificate",
  chooseCertificate: "choose-certificate",
  dropCertificate: "drop-certificate",
  startSignIn: "start-sign-in",
  signInCode: "sign-in-code",
  signInLeft: "sign-in-left",
  signInPage: "sign-in-page",
  copyCode: "copy-code",
  openSignInPage: "open-sign-in-page",
  newCode: "new-code",
  startBrowserSignIn: "start-browser-sign-in",
  signInAddress: "sign-in-address",
  copyAddress: "copy-address",
  newTry: "new-try",
  signInInstead: "sign-in-instead",
  bothWays: "both-ways",
  askingApp: "asking-app",
  ownApp: "own-app",
  ownAppDefault: "own-app-default",
  ownAppCodes: "own-app-codes",
  guest: "guest",
  role: "role",
  roles: "roles",
  otherAccount: "other-account",
  cancelSignIn: "cancel-sign-in",
  signedInAs: "signed-in-as",
  signOut: "sign-out",
  plan: "plan",
  planWarning: "plan-warning",
  clockNote: "clock-note",
  readPlan: "read-plan",
  dropExpired: "drop-expired",
  createMissing: "create-missing",
  apply: "apply",
  results: "results",
  retry: "retry",
  backups: "backups",
  restore: "restore",
  restoreFile: "restore-file",
  writes: "writes",
  waitsFor: "waits-for",
  writeQuestion: "write-question",
  writeChange: "write-change",
  writeTyped: "write-typed",
  writeConfirm: "write-confirm",
  writeKeep: "write-keep",
  writeDifference: "write-difference",
  deleteKey: "delete-key",
  otherEnd: "other-end",
  ownKeys: "own-keys",
  removal: "removal",
  removalWarning: "removal-warning",
  removalApply: "removal-apply",
  removalKeep: "removal-keep",
  removalDone: "removal-done",
  backupFolder: "backup-folder",

  // Verify
  verify: "verify",
  verified: "verified",
  servers: "servers",
  verifiedKey: "verified-key",
  copyThumbprint: "copy-thumbprint",
  stillOpen: "still-open",
  readServer: "read-server",
  checks: "checks",
  verificationScript: "verification-script",
  guarded: "guarded",
  guardedConfirm: "guarded-confirm",
  guardedOpen: "guarded-open",
  reportHtml: "report-html",
  reportJson: "report-json",
  journal: "journal",
  exportFolder: "export-folder",
  exportZip: "export-zip",

  // Settings
  theme: "theme",
  dataFolder: "data-folder",
  logFolder: "log-folder",
  support: "support",
  supportEntries: "support-entries",
  supportSave: "support-save",
  forget: "forget",
  forgetConfirm: "forget-confirm",
  forgotten: "forgotten",
} as const;

/** A guide on the page for a new setup. */
export const guideId = (guide: string) => `guide-${guide}`;
/** A step in the list at the left. */
export const stepId = (step: string) => `step-${step}`;
/** A question's field. */
export const answerId = (answer: string) => `answer-${answer}`;
/** A value that discovery found for a question. */
export const suggestionId = (answer: string) => `suggestion-${answer}`;
/** A step's row in the result of a receipt. */
export const findingId = (step: string) => `finding-${step}`;
/** An application's row in plan, progress, result or verification. */
export const principalId = (appId: string) => `principal-${appId}`;
/** A script that is offered beside others of its kind. */
export const offeredScriptId = (script: string) => `offered-script-${script}`;
/** A check that a person ticks. */
export const checkId = (check: string) => `check-${check}`;
