// Opens every page in a headless Chromium under the program's own security policy, as a person would come to
// it, light, dark and in forced colors, in windows of several sizes, and looks for accessibility findings and for
// anything the policy refused. Ends with 1 when something was found. The real program answers, in the browser
// host, with its rehearsals; each walk has one of its own. Several walks run side by side.
// With the name of a walk, and perhaps light, dark or forced behind it, only that one is run. With --every-width,
// each page is checked 1280, 960, 640 and 320 pixels wide, and every walk also runs in forced colors. With
// --pictures, a picture of each page is left in pages/; one of a page at which a walk stopped always is.
import AxeSource from "axe-core";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { describedComputer, exampleAnswers, Host } from "./host.mjs";

const pictures = fileURLToPath(new URL("../pages/", import.meta.url));
mkdirSync(pictures, { recursive: true });

// Windows brings Edge, which is a Chromium as well.
const named = process.env["CROSSTRUST_CHROMIUM"];
const installed =
  process.platform === "win32" ? { channel: "msedge" } : { executablePath: "/usr/bin/chromium" };
const browser = await chromium.launch({
  ...(named === undefined ? installed : { executablePath: named }),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
  ],
});

const findings = [];
const wantsPictures = process.argv.includes("--pictures");
const everyWidth = process.argv.includes("--every-width");
const [onlyWalk = "", onlyLook = ""] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
/** How many walks run at once: a page mostly waits for its own timers. */
const atOnce = 4;

/** One walk in one look. `visit` is called by the walk at every page worth a look. */
async function walk({ look, size, steps }) {
  const shell = steps === fromHere ? mkdtempSync(join(tmpdir(), "crosstrust-pages-")) : null;
  const host = await Host.start(shell === null ? {} : describedComputer(shell));
  await host.person("global-administrator");
  const context = await browser.newContext({
    viewport: size,
    colorScheme: look === "forced" ? "dark" : look,
    forcedColors: look === "forced" ? "active" : "none",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const name = (picture) => `${picture}-${look}-${size.width}`;
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      findings.push(`${look}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => findings.push(`${look}: ${error.stack ?? error.message}`));
  const check = async (where) => {
    const axe = await page.evaluate(async (forced) => {
      const result = await window.axe.run(document, {
        resultTypes: ["violations"],
        // In forced colors the system has the colors: axe sees those of the style sheet.
        rules: { "color-contrast": { enabled: !forced } },
      });
      return result.violations.map(
        (one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`,
      );
    }, look === "forced");
    for (const one of axe) findings.push(`${where}: ${one}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) findings.push(`${where}: ${wide} px wider than the window`);
  };
  const visit = async (picture) => {
    await page.waitForTimeout(60);
    if (wantsPictures) await page.screenshot({ path: join(pictures, `${name(picture)}.png`) });
    // Evaluated from outside, so that the page's policy stays as it is.
    await page.evaluate(AxeSource.source);
    for (const width of everyWidth ? [1280, 960, 640, 320] : [size.width]) {
      if (width !== page.viewportSize().width) await page.setViewportSize({ ...size, width });
      await check(`${picture}-${look}-${width}`);
    }
    if (everyWidth) await page.setViewportSize(size);
    if (steps === whole || steps === failing || steps === fromHere) {
      // What was pressed may be gone by now: the focus is in the page all the same.
      if (await page.evaluate(() => document.activeElement === document.body))
        findings.push(`${name(picture)}: nothing has the focus`);
      for (const one of await page.evaluate(alike)) findings.push(`${name(picture)}: ${one}`);
      const alerts = await page.evaluate(() => document.querySelectorAll("[role=alert]").length);
      if (alerts > 1) findings.push(`${name(picture)}: ${alerts} alerts at once`);
    }
  };
  try {
    await page.goto(`${host.address}?token=${host.token}`);
    await steps(page, visit, host, shell);
  } catch (error) {
    findings.push(`${steps.name}, ${look}, ${size.width}: stopped: ${error.message}`);
    // A page that stopped may have no picture either.
    await page.screenshot({ path: join(pictures, `${name("stopped")}.png`) }).catch(() => {});
  }
  await context.close();
  host.stop();
  if (shell !== null) rmSync(shell, { recursive: true, force: true });
}

/** Runs in the page: the buttons of one name on the cards of the first page. Each says which setup it is for. */
function alike() {
  const text = (id) => document.getElementById(id)?.textContent.trim() ?? "";
  const nameOf = (button) =>
    (button.getAttribute("aria-labelledby") ?? "").split(" ").map(text).join(" ") ||
    button.textContent.trim();
  const cards = [...document.querySelectorAll("[data-testid=setup-card]")];
  const seen = new Map();
  const found = [];
  for (const card of cards) {
    const of = `${card.querySelector("h2, h3")?.firstElementChild?.textContent} ${card.querySelector("p")?.textContent}`;
    for (const button of card.querySelectorAll("button")) {
      const name = nameOf(button);
      const other = seen.get(name);
      if (other !== undefined && other !== of) found.push(`two buttons are named "${name}"`);
      seen.set(name, of);
    }
  }
  return found;
}

const id = (page, testid) => page.getByTestId(testid).first();

/** In one step: a page that is drawn anew in the middle of waiting for an element would end the walk. */
const toMiddle = (element) => element.scrollIntoView({ block: "center" });

/** In a small window the list of steps is folded away. */
async function openSteps(page) {
  await id(page, "steps").evaluate((list) => (list.open = true));
}

/** An answer for each question of a setup that needs one: its own example. */
async function answer(host, setup, given = {}) {
  const examples = exampleAnswers(await host.call("open_setup", { id: setup }));
  await host.call("save_answers", { id: setup, answers: { ...examples, ...given } });
}

/** Answers every question of the setup that the page shows. */
async function answered(page, host) {
  await page.waitForURL(/#\/setup\//);
  await id(page, "heading").waitFor();
  await answer(host, /#\/setup\/([^/]+)/.exec(page.url())[1]);
  await page.reload();
  await id(page, "heading").waitFor();
}

/** A setup that is made and answered without the pages. */
async function made(host, guide, rehearsal = true, situation = null) {
  const view = await host.call("create_setup", { guide, rehearsal, situation, from: null });
  const { id: setup } = view.summary;
  await answer(host, setup);
  return setup;
}

async function runScript(host, setup, script) {
  const { console: text } = await host.call("rehearse_script", { id: setup, script, whatIf: false });
  await host.call("read_receipt", { id: setup, text });
}

async function whole(page, visit, host) {
  await id(page, "empty-state").waitFor();
  await visit("00-welcome");
  const begun = await made(host, "teams");
  await runScript(host, begun, "teams-on-premises");
  const marked = await made(host, "skype-server");
  for (const step of (await host.call("open_setup", { id: marked })).steps)
    if (step.kind !== "answers")
      await host.call("confirm_step", { id: marked, step: step.id, note: "Done by hand" });
  await host.call("duplicate_setup", { id: begun, name: "Fabrikam" });
  await made(host, "teams", true, "expired-certificate");
  await page.reload();
  await id(page, "setup-card").waitFor();
  await visit("01-home");
  await manySetups(page, visit, host);
  await id(page, "setup-delete").click();
  await visit("02-delete");
  await page.keyboard.press("Escape");
  await id(page, "rehearse-first").click();
  await id(page, "situation").selectOption("half-done-by-hand");
  await visit("03-new");
  await id(page, "create-setup").click();
  await id(page, "answer-verified_domain").waitFor();
  await visit("04-answers");
  await id(page, "answer-domain_controller").fill("dc01");
  await id(page, "answer-domain_controller").blur();
  await page.waitForTimeout(50);
  await visit("05-answers-wrong");
  await id(page, "discover").click();
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  await page.waitForTimeout(50);
  await visit("06-discovered");
  await answered(page, host);
  await id(page, "answer-domain_controller").fill("dc01.contoso.com");
  await id(page, "next").click();
  await id(page, "show-script").waitFor();
  await visit("07-script");
  await id(page, "show-script").click();
  await id(page, "explain").click();
  await id(page, "show-all").click();
  await visit("08-script-explained");
  await id(page, "receipt-text").fill("this is no receipt");
  await id(page, "read-receipt").click();
  await id(page, "error").waitFor();
  await id(page, "error").evaluate(toMiddle);
  await visit("09-receipt-error");
  await id(page, "error-dismiss").click();
  await id(page, "rehearse-dry").click();
  await id(page, "console").waitFor();
  await id(page, "console").evaluate(toMiddle);
  await visit("10-console");
  await id(page, "take-receipt").click();
  await page.getByRole("heading", { name: "What the script would change" }).waitFor();
  await visit("11-dry-run");
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  await id(page, "question").waitFor();
  await page.reload();
  await id(page, "question").waitFor();
  await visit("12-question");
  await id(page, "differences").click();
  await visit("13-differences");
  await id(page, "sheet-close").click();
  await id(page, "question-keep").click();
  await page.getByRole("heading", { name: /of \d+ steps verified/ }).waitFor();
  await visit("14-receipt");
  await openSteps(page);
  await id(page, "step-sfbonline").click();
  await page.getByRole("link", { name: "SfBOnline app", exact: true }).click();
  await page.getByText("SfBOnline app: verified").waitFor();
  await visit("15-alone");
  await id(page, "undo-script").click();
  await page.getByText("Additional script").waitFor();
  await visit("16-undo");
  await openSteps(page);
  await id(page, "step-upload").click();
  await id(page, "start-sign-in").waitFor();
  await visit("17-sign-in");
  await id(page, "start-sign-in").click();
  await id(page, "sign-in-code").waitFor();
  await visit("18-code");
  await id(page, "open-sign-in-page").click();
  await id(page, "plan").waitFor();
  await visit("19-plan");
  await id(page, "next").click();
  await page.waitForTimeout(200);
  await visit("20-writing");
  await id(page, "results").waitFor();
  await visit("21-results");
  await id(page, "restore").click();
  await id(page, "plan").waitFor();
  await visit("22-restore");
  await page.getByText("Back to the result").click();
  await id(page, "next").click();
  await id(page, "verify").waitFor();
  await visit("23-before");
  await id(page, "verify").click();
  await id(page, "verified").waitFor();
  await page.waitForTimeout(100);
  await visit("23-verified");
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  for (const check of await page.locator("[data-testid^='check-']").all()) {
    await check.check();
  }
  const done = page.getByRole("heading", { name: "Everything is in place", exact: true });
  await done.waitFor();
  await refusedTick(page, host, done);
  await done.waitFor();
  await visit("24-done");
  await page.getByText("If not").first().click();
  await id(page, "checks").evaluate(toMiddle);
  await visit("24-checks");
  await page.getByTestId("guarded").getByText("Remove the legacy application").click();
  await id(page, "guarded-open").click();
  await visit("25-guarded");
  await id(page, "guarded-confirm").check();
  await id(page, "show-script").waitFor();
  await id(page, "guarded-confirm").uncheck();
  await id(page, "show-script").waitFor({ state: "detached" });
  await id(page, "settings-link").click();
  await visit("26-settings");
  await id(page, "help-link").click();
  await visit("27-help");
}

/** The tools of the first page, and what can be done from every page. */
async function manySetups(page, visit, host) {
  await id(page, "setup-archive").click();
  await id(page, "found").waitFor();
  await id(page, "group").check();
  await visit("01-groups");
  await id(page, "search").fill("no such setup");
  await page.getByText("No setups found").waitFor();
  await id(page, "search").fill("");
  await id(page, "shown").selectOption("archived");
  await id(page, "setup-archive").click();
  await id(page, "found").waitFor({ state: "detached" });
  await id(page, "menu-link").click();
  await visit("01-menu");
  await id(page, "menu-report").click();
  await page.waitForFunction(() =>
    document.querySelector("[data-testid=report-text]")?.value.includes("Crosstrust"),
  );
  await visit("01-report");
  await page.keyboard.press("Escape");
  await id(page, "sheet").waitFor({ state: "detached" });
  await host.choices([fileURLToPath(new URL("../package.json", import.meta.url))]);
  await page.keyboard.press("Control+o");
  await id(page, "error").waitFor();
  await visit("01-no-setup-file");
  await page.keyboard.press("Escape");
  await id(page, "sheet").waitFor({ state: "detached" });
}

/** The file of a setup of another computer is dropped on the first page. */
async function droppedFile(page, host) {
  const { dataFolder } = await host.call("app_info", {});
  const setup = await made(host, "teams", false);
  const file = readFileSync(join(dataFolder, "setups", `${setup}.json`), "utf8");
  await host.call("delete_setup", { id: setup });
  await page.goto(`${host.address}#/`);
  await id(page, "setup-card").waitFor();
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "setup.json"));
    return data;
  }, file);
  await id(page, "drop-setup").dispatchEvent("drop", { dataTransfer: transfer });
  await page.waitForURL(new RegExp(`#/setup/${setup}/`));
}

/** A tick that the disk refuses is not shown as made, nor taken back. */
async function refusedTick(page, host, done) {
  const { dataFolder } = await host.call("app_info", {});
  const [, setup] = /#\/setup\/([^/]+)/.exec(page.url());
  // The next save writes a file of this name. A folder stops it.
  const taken = join(dataFolder, "rehearsals", `${setup}.json.new`);
  mkdirSync(taken);
  const check = page.locator("input[data-testid^='check-']").first();
  const refused = page.locator("[data-code='storage-failed']");
  await check.click();
  await refused.waitFor();
  if (!(await check.isChecked()))
    findings.push("A tick that could not be taken back is shown as taken back.");
  rmdirSync(taken);
  await check.click();
  await refused.waitFor({ state: "detached" });
  await done.waitFor({ state: "detached" });
  await check.check();
}

/** What stands around setups: which guide it takes, another's answers, a step that is a guide of its own. */
async function around(page, visit, host) {
  await page.goto(`${host.address}#/help`);
  await id(page, "features-link").click();
  await id(page, "exchange").selectOption("exchange-2010");
  await id(page, "side").selectOption("skype-server");
  await id(page, "features").waitFor();
  await visit("70-features");
  await id(page, "side").selectOption("skype-online");
  await visit("71-features-retired");
  await id(page, "instead-side").click();
  await id(page, "exchange").selectOption("exchange-2016");
  await visit("72-features-guide");
  await id(page, "begin-guide").click();
  await id(page, "create-setup").click();
  await answered(page, host);
  await openSteps(page);
  await id(page, "step-exchange-oauth").click();
  await id(page, "step-by-step").click();
  await id(page, "opens").evaluate(toMiddle);
  await visit("73-step-opens");
  const whence = page.url();
  await id(page, "open-other").click();
  await page.waitForURL((address) => address.href !== whence);
  // The other setup may still be opening: what is pressed last decides.
  await id(page, "home-link").click();
  await id(page, "rehearse-first").click();
  await id(page, "answers-from").selectOption({ index: 1 });
  await id(page, "answers-from").evaluate(toMiddle);
  await visit("74-answers-from");
  const setup = await made(host, "skype-server");
  await page.goto(`${host.address}#/setup/${setup}/dns/alone`);
  await id(page, "resolve-host").click();
  await id(page, "resolved").waitFor();
  await id(page, "resolved").evaluate(toMiddle);
  await visit("75-resolved");
  await droppedFile(page, host);
}

/** A server on which the operator's account lacks a right. */
async function failing(page, visit, host) {
  await page.goto(`${host.address}#/new/rehearsal`);
  await id(page, "situation").selectOption("split-permissions");
  await id(page, "create-setup").click();
  await answered(page, host);
  await id(page, "next").click();
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  await id(page, "script-problem").waitFor();
  await visit("30-failed");
  await id(page, "open-by-hand").click();
  await visit("31-by-hand");
  await page.goto(`${host.address}#/new`);
  await id(page, "create-setup").click();
  await id(page, "answer-verified_domain").waitFor();
  await id(page, "next").click();
  await page.waitForTimeout(50);
  await visit("32-answers-missing");
  await openSteps(page);
  await id(page, "step-account").click();
  await id(page, "needs").waitFor();
  await visit("33-needs");
}

const scheduler = "7557eb47-c689-4224-abcf-aef9bd7573df";
const voicemail = "db7de2b5-2149-435e-8043-e080dd50afae";
const stepUp = { kind: "claims-challenge", interactiveOnly: true };

/** To the upload's page of a new setup, where this person is at the sign-in page; null: nobody. */
async function toUpload(page, host, person = "global-administrator", faults = []) {
  await host.person(person);
  const setup = await made(host, "teams");
  await runScript(host, setup, "teams-on-premises");
  for (const fault of faults) await host.fault(setup, fault);
  await page.goto(`${host.address}#/setup/${setup}/upload`);
  await id(page, "start-sign-in").waitFor();
  return setup;
}

async function signInAndPlan(page) {
  await id(page, "start-browser-sign-in").click();
  await id(page, "plan").waitFor();
}

/** The two ways of signing in, and who may stand at their end. */
async function signIns(page, visit, host) {
  await toUpload(page, host, null);
  await id(page, "start-browser-sign-in").click();
  await id(page, "sign-in-address").waitFor();
  await visit("40-browser");
  await id(page, "cancel-sign-in").click();
  await id(page, "own-app").waitFor();
  await visit("41-cancelled");
  await id(page, "own-app").click();
  await id(page, "own-app-codes").waitFor();
  await id(page, "answer-client_id").fill("14d82eec");
  await id(page, "answer-client_id").blur();
  await page.locator("[aria-invalid=true]").waitFor();
  await visit("42-own-app-wrong");
  await id(page, "answer-client_id").fill("11112222-bbbb-3333-cccc-4444dddd5555");
  await id(page, "answer-client_id").blur();
  await page.locator("[aria-invalid=false]").waitFor();
  await visit("43-own-app");
  await id(page, "own-app-codes").evaluate(toMiddle);
  await visit("44-own-app-codes");
  await id(page, "back").click();
  await page.getByText("Your own app").waitFor();
  await visit("45-sign-in-own");
  await toUpload(page, host, "blocked-by-defaults");
  await id(page, "start-sign-in").click();
  await id(page, "open-sign-in-page").click();
  await id(page, "sign-in-instead").waitFor();
  await visit("46-blocked");
  await id(page, "sign-in-instead").click();
  await id(page, "plan").waitFor();
  await id(page, "roles").waitFor();
  await visit("47-through-the-browser");
  for (const [number, person, faults] of [
    ["48", "guest", []],
    ["49", "application-administrator", []],
    ["50", "no-role", []],
    ["51", "global-administrator", [{ kind: "roles-hidden" }]],
  ]) {
    await toUpload(page, host, person, faults);
    await signInAndPlan(page);
    await id(page, person === "guest" ? "guest" : "role").waitFor();
    await visit(`${number}-${person}`);
  }
  await toUpload(page, host, "global-administrator", [stepUp]);
  await id(page, "start-browser-sign-in").click();
  await id(page, "error").waitFor();
  await visit("52-step-up");
  await signInAndPlan(page);
}

/** Moves the copy of an application's keys elsewhere, with one of another tenant, and removes its folder. */
async function copiesOfKeys(host, setup) {
  const { dataFolder } = await host.call("app_info");
  const { backupFolder } = await host.call("open_setup", { id: setup });
  const name = readdirSync(backupFolder).find((one) => one.includes(voicemail));
  const text = readFileSync(join(backupFolder, name), "utf8");
  rmSync(backupFolder, { recursive: true });
  const [ours, foreign] = ["ours", "foreign"].map((one) => join(dataFolder, `${one}.json`));
  writeFileSync(ours, text);
  const tenantId = "bbbbcccc-0000-dddd-2222-eeee3333ffff";
  writeFileSync(foreign, JSON.stringify({ ...JSON.parse(text), tenantId }));
  return { ours, foreign };
}

/** What verification, copies of keys, and the settings may have to tell. */
async function afterwards(page, visit, host) {
  const setup = await toUpload(page, host, "global-administrator", [
    { kind: "disabled", appId: scheduler },
    { kind: "wrong-date", hours: 3 },
  ]);
  // Copies of keys go beside the scripts, until the folder is gone.
  await host.call("export_bundle", { id: setup, zip: false });
  await signInAndPlan(page);
  await id(page, "clock-note").waitFor();
  await visit("59-wrong-clock");
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await openSteps(page);
  await id(page, "step-verify").click();
  await id(page, "export-folder").click();
  await id(page, "toast-folder").waitFor();
  const copies = await copiesOfKeys(host, setup);
  await id(page, "verify").click();
  await id(page, "verified").waitFor();
  await visit("60-disabled");
  await id(page, "verified").evaluate(toMiddle);
  await page.mouse.wheel(0, 500);
  await visit("61-keys");
  await openSteps(page);
  await id(page, "step-upload").click();
  await id(page, "restore").click();
  await id(page, "plan").waitFor();
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await id(page, "backups").evaluate(toMiddle);
  await visit("62-copies");
  await host.choices([copies.ours]);
  await id(page, "restore-file").click();
  await id(page, "plan").waitFor();
  await visit("63-from-a-file");
  await id(page, "support").click();
  await id(page, "support-entries").waitFor();
  await visit("64-support");
  await page.keyboard.press("Escape");
  await toUpload(page, host);
  await signInAndPlan(page);
  await host.choices([copies.foreign]);
  await id(page, "restore-file").click();
  await id(page, "error").waitFor();
  await visit("65-foreign");
  await id(page, "settings-link").click();
  await id(page, "forget").click();
  await visit("66-forget");
  await id(page, "forget-confirm").click();
  await id(page, "forgotten").waitFor();
  await visit("67-forgotten");
}

/** A rehearsal of another guide, whose questions are answered. */
async function begin(page, host, guide, given = {}) {
  const setup = await made(host, guide);
  await host.call("save_answers", { id: setup, answers: given });
  await page.goto(`${host.address}#/setup/${setup}`);
  await id(page, "heading").waitFor();
}

async function open(page, step) {
  await openSteps(page);
  await id(page, `step-${step}`).click();
}

async function bringBack(page) {
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  await id(page, "take-receipt").waitFor({ state: "detached" });
}

/** An upload of names, a key and more, with a warning, and a key that is deleted. */
async function writes(page, visit, host) {
  await begin(page, host, "skype-hybrid");
  await open(page, "upload");
  await id(page, "waits-for").waitFor();
  await visit("70-waits-for");
  await id(page, "waits-for").getByRole("link").last().click();
  await id(page, "show-script").waitFor();
  await open(page, "token-issuer");
  await id(page, "show-script").waitFor();
  await bringBack(page);
  await open(page, "web-services");
  await id(page, "all-in-one").click();
  await bringBack(page);
  await open(page, "upload");
  await id(page, "writes").waitFor();
  await visit("71-writes");
  await id(page, "start-browser-sign-in").click();
  await id(page, "plan").waitFor();
  await visit("72-plan");
  await id(page, "write-change").click();
  await id(page, "write-typed").fill("cve-2025-53786");
  await id(page, "write-difference").click();
  await id(page, "write-question").evaluate(toMiddle);
  await visit("73-typed");
  if (await id(page, "write-confirm").isEnabled()) throw new Error("another word is taken");
  await id(page, "write-typed").fill("CVE-2025-53786");
  await id(page, "write-confirm").click();
  await id(page, "plan").getByText("new").nth(2).waitFor();
  await visit("74-agreed");
  await id(page, "write-keep").click();
  await id(page, "write-change").waitFor();
  await id(page, "plan").waitFor();
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await visit("75-results");
  await id(page, "delete-key").click();
  await id(page, "removal-warning").waitFor();
  await visit("76-delete");
  await id(page, "removal-keep").click();
  await id(page, "own-keys").evaluate((keys) => (keys.open = true));
  await page.getByTestId("delete-key").nth(1).click();
  await id(page, "removal-apply").click();
  await id(page, "removal-done").waitFor();
  await visit("77-deleted");
  await page.keyboard.press("Escape");
  await visit("78-after-deletion");
  await id(page, "restore").click();
  await id(page, "plan").waitFor();
  await visit("79-restore");
  await open(page, "verify");
  await id(page, "verify").click();
  await id(page, "verified").waitFor();
  await visit("80-verified");
  await id(page, "delete-key").click();
  await id(page, "removal-warning").waitFor();
  await id(page, "removal-apply").click();
  await id(page, "removal-done").waitFor();
  await page.keyboard.press("Escape");
  await id(page, "verified").waitFor();
  await visit("81-read-again");
}

/** A guide without a cloud, with scripts in two places. */
async function places(page, visit, host) {
  // Where a blank address is filled, and with whom the connection is tested: without these, two steps wait.
  await begin(page, host, "skype-server", {
    fill_autodiscover_on: "ex02.contoso.com",
    fill_autodiscover: "true",
    test_sip_uri: "sip:anna@contoso.com",
    test_wanted: "true",
  });
  await open(page, "organisation");
  await id(page, "answer-restart_iis_on").fill("ex01.contoso.com\nex02");
  await id(page, "answer-restart_iis_on").blur();
  await page.locator("[aria-invalid=true]").waitFor();
  await visit("90-two-discoveries");
  await id(page, "answer-restart_iis_on").fill("ex01.contoso.com\nex02.contoso.com");
  await id(page, "answer-restart_iis_on").blur();
  await id(page, "offered-script-skype-server-discover-skype").click();
  await id(page, "show-script").waitFor();
  await visit("91-discovery-of-one");
  await id(page, "offered-script-skype-server-discover-skype").click();
  await open(page, "token-issuer");
  await id(page, "show-script").waitFor();
  await bringBack(page);
  await visit("92-own-script");
  await id(page, "all-in-one").click();
  await id(page, "show-script").waitFor();
  await bringBack(page);
  await id(page, "receipt-result").waitFor();
  await visit("93-all-in-one-of-a-place");
  await open(page, "autodiscover");
  await id(page, "show-script").waitFor();
  await visit("94-all-in-one");
  await bringBack(page);
  await open(page, "verify");
  await id(page, "verification-script").waitFor();
  await visit("95-no-cloud");
  for (const script of ["exchange", "skype"]) {
    await id(page, `offered-script-skype-server-verify-${script}`).click();
    await id(page, "show-script").waitFor();
    await bringBack(page);
  }
  await page.locator("[data-testid='step-verify'][data-status='verified']").waitFor({ state: "attached" });
  await visit("96-no-cloud-done");
}

/** A guide that uploads twice. */
async function twice(page, visit, host) {
  const setup = await made(host, "rotate", true, "next-certificate");
  for (const script of ["certificates", "next"]) await runScript(host, setup, script);
  await page.goto(`${host.address}#/setup/${setup}/upload`);
  await id(page, "start-browser-sign-in").click();
  await id(page, "plan").waitFor();
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await open(page, "remove");
  await id(page, "waits-for").waitFor();
  await visit("97-second-upload-waits");
  await open(page, "rollover");
  await id(page, "show-script").waitFor();
  await bringBack(page);
  await visit("97-rollover-waits");
  // The day of the rollover has come when the verification runs.
  await runScript(host, setup, "verify-rotation");
  await page.reload();
  await open(page, "remove");
  await id(page, "plan").waitFor();
  await visit("98-second-upload");
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await visit("99-second-results");
}

/** The tenant of the simulated organization on which the stand-in for Windows PowerShell runs scripts. */
const tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

/** The scripts of a real setup, run from this PC. */
async function fromHere(page, visit, host, shell) {
  const fault = (name) => writeFileSync(join(shell, "fault"), name);
  const { summary } = await host.call("create_setup", {
    guide: "teams",
    rehearsal: false,
    situation: null,
    from: null,
  });
  const { id: setup } = summary;
  await page.goto(`${host.address}#/setup/${setup}`);
  await id(page, "discover").click();
  await page.locator("[data-testid=run-way][data-way=remote]").check();
  await id(page, "run-here").evaluate(toMiddle);
  await visit("a0-discovery");
  await id(page, "run-server").fill("ex01;calc");
  await id(page, "run-real").click();
  await id(page, "run-server").and(page.locator("[aria-invalid=true]")).waitFor();
  await visit("a1-no-server-name");
  await id(page, "run-find-servers").click();
  await page.getByText("Active Directory names 2 Exchange servers").waitFor();
  await visit("a2-servers");
  await id(page, "run-server").fill("ex01.contoso.com");
  await id(page, "run-real").click();
  await id(page, "suggestion-verified_domain").waitFor();
  await visit("a3-discovered");
  await answer(host, setup, { tenant });
  await page.reload();
  await id(page, "heading").waitFor();
  await page.goto(`${host.address}#/setup/${setup}/account`);
  await id(page, "run-dry").waitFor();
  await visit("a4-offered");
  await page.locator("[data-testid=run-way][data-way=remote]").check();
  await id(page, "run-server").fill("ex01.contoso.com");
  fault("hangs");
  await id(page, "run-dry").click();
  await page.getByText("It waits").waitFor();
  await visit("a5-running");
  await id(page, "run-cancel").click();
  await id(page, "error").waitFor();
  await visit("a6-canceled");
  for (const name of ["policy", "access-denied"]) {
    fault(name);
    await id(page, "run-dry").click();
    await page.locator("[data-testid=run-lines]").waitFor({ state: "detached" });
    await id(page, "error").waitFor();
    await visit(`a7-${name}`);
  }
  fault("");
  await id(page, "run-dry").click();
  await page.getByRole("heading", { name: "The dry run changed nothing" }).waitFor();
  await visit("a8-dry-run");
  fault("dies");
  await id(page, "run-real").click();
  await page.getByRole("heading", { name: "A run ended without a result" }).waitFor();
  await visit("a9-broke-off");
  fault("");
  await id(page, "run-dry").click();
  await page.locator("[data-testid=run-real]:enabled").click();
  await id(page, "receipt-result").waitFor();
  await visit("b0-result");
  await page.goto(`${host.address}#/setup/${setup}/verify`);
  await id(page, "read-server").click();
  await id(page, "run-real").waitFor();
  await visit("b1-verification");
  await id(page, "run-real").click();
  await page.locator("[data-testid='step-account'][data-status='verified']").waitFor({ state: "attached" });
  await id(page, "run-here").waitFor({ state: "detached" });
  await visit("b2-verified");
  await page.goto(`${host.address}#/setup/${setup}/script/teams-undo`);
  await id(page, "run-dry").click();
  await page.getByRole("heading", { name: "What the script would change" }).waitFor();
  await visit("b3-undo-dry-run");
}

const wide = { width: 1280, height: 860 };
// A screen of 1920 x 1080 at 200 %.
const half = { width: 960, height: 540 };
// 200 % in the smallest window.
const narrow = { width: 450, height: 640 };
const all = [whole, failing, signIns, afterwards, around, writes, places, twice, fromHere];
const walks = [
  ...["light", "dark"].flatMap((look) => all.map((steps) => ({ look, size: wide, steps }))),
  ...(everyWidth ? all : [whole]).map((steps) => ({ look: "forced", size: wide, steps })),
  ...[half, narrow].map((size) => ({ look: "light", size, steps: whole })),
  ...[signIns, afterwards, writes, places, around, fromHere].map((steps) => ({
    look: "light",
    size: narrow,
    steps,
  })),
].filter(({ look, steps }) => [steps.name, ""].includes(onlyWalk) && [look, ""].includes(onlyLook));
if (walks.length === 0) findings.push("There is no walk of that name.");

const queue = walks.values();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const one of queue) await walk(one);
  }),
);

await browser.close();
for (const finding of new Set(findings)) console.log(finding);
console.log(findings.length === 0 ? "No findings." : `${new Set(findings).size} findings.`);
process.exit(findings.length === 0 ? 0 : 1);
