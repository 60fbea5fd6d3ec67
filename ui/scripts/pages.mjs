// Opens every page of the twin in a headless Chromium under the program's own security policy,
// as a person would come to it, light and dark, and looks for accessibility findings and for
// anything the policy refused. Ends with 1 when something was found. Several walks run side by side.
// With the name of a walk, and perhaps light or dark behind it, only that one is run. With --pictures,
// a picture of each page is left in pages/; one of a page at which a walk stopped always is.
import AxeSource from "axe-core";
import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../dist-twin/", import.meta.url));
const pictures = fileURLToPath(new URL("../pages/", import.meta.url));
mkdirSync(pictures, { recursive: true });

const policy =
  "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src ipc: http://ipc.localhost";
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://page").pathname).replace(/\/$/, "/index.html");
  const file = join(root, path);
  if (!file.startsWith(root) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const type = types[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Content-Security-Policy": policy });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}/`;

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
const [onlyWalk = "", onlyLook = ""] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
/** How many walks run at once: a page mostly waits for its own timers. */
const atOnce = 3;

/** One walk in one look. `visit` is called by the walk at every page worth a look. */
async function walk({ look, size, steps }) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: look,
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
  const visit = async (picture) => {
    await page.waitForTimeout(60);
    if (wantsPictures) await page.screenshot({ path: join(pictures, `${name(picture)}.png`) });
    // Evaluated from outside, so that the page's policy stays as it is.
    await page.evaluate(AxeSource.source);
    const axe = await page.evaluate(async () => {
      const result = await window.axe.run(document, { resultTypes: ["violations"] });
      return result.violations.map(
        (one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`,
      );
    });
    for (const one of axe) findings.push(`${name(picture)}: ${one}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) findings.push(`${name(picture)}: ${wide} px wider than the window`);
  };
  try {
    await steps(page, visit);
  } catch (error) {
    await page.screenshot({ path: join(pictures, `${name("stopped")}.png`) });
    findings.push(`${look} ${size.width}: stopped: ${error.message}`);
  }
  await context.close();
}

const id = (page, testid) => page.getByTestId(testid).first();

/** In one step: a page that is drawn anew in the middle of waiting for an element would end the walk. */
const toMiddle = (element) => element.scrollIntoView({ block: "center" });

/** In a small window the list of steps is folded away. */
async function openSteps(page) {
  await id(page, "steps").evaluate((list) => (list.open = true));
}

async function whole(page, visit) {
  await page.goto(base);
  await id(page, "empty-state").waitFor();
  await visit("00-welcome");
  await page.goto(`${base}?examples`);
  await id(page, "setup-card").waitFor();
  await visit("01-home");
  await id(page, "setup-delete").click();
  await visit("02-delete");
  await page.keyboard.press("Escape");
  await id(page, "rehearse-first").click();
  await id(page, "situation").selectOption("half-done-by-hand");
  await visit("03-new");
  await id(page, "create-setup").click();
  await id(page, "script-text").waitFor();
  await openSteps(page);
  await id(page, "step-organisation").click();
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
  await id(page, "answer-domain_controller").fill("dc01.contoso.com");
  await id(page, "next").click();
  await id(page, "script-text").waitFor();
  await visit("07-script");
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
  await page.getByRole("heading", { name: "What the script would do" }).waitFor();
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
  await page.getByRole("heading", { name: /of 7 steps verified/ }).waitFor();
  await visit("14-receipt");
  await openSteps(page);
  await id(page, "step-sfbonline").click();
  await page.getByRole("link", { name: "SfBOnline app", exact: true }).click();
  await page.getByText("SfBOnline app: verified").waitFor();
  await visit("15-alone");
  await id(page, "undo-script").click();
  await page.getByText("Beside the steps").waitFor();
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
  for (const check of ["greeting", "message", "calendar"]) await id(page, `check-${check}`).check();
  await page.getByRole("heading", { name: "Everything is in place", exact: true }).waitFor();
  await visit("24-done");
  await page.getByText("If not").first().click();
  await id(page, "checks").evaluate(toMiddle);
  await visit("24-checks");
  await page.getByText("Remove the legacy application").click();
  await id(page, "guarded-open").click();
  await visit("25-guarded");
  await id(page, "guarded-confirm").check();
  await id(page, "script-text").waitFor();
  await id(page, "guarded-confirm").uncheck();
  await id(page, "script-text").waitFor({ state: "detached" });
  await id(page, "settings-link").click();
  await visit("26-settings");
  await id(page, "help-link").click();
  await visit("27-help");
}

/** What stands around setups: which guide it takes, another's answers, a step that is a guide of its own. */
async function around(page, visit) {
  await page.goto(`${base}#/help`);
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
  await id(page, "script-text").waitFor();
  await openSteps(page);
  await id(page, "step-exchange-oauth").click();
  await id(page, "step-by-step").click();
  await id(page, "opens").evaluate(toMiddle);
  await id(page, "resolve-host").click();
  await id(page, "resolved").waitFor();
  await visit("73-step-opens");
  await id(page, "open-other").click();
  await id(page, "home-link").click();
  await id(page, "rehearse-first").click();
  await id(page, "answers-from").selectOption({ index: 1 });
  await id(page, "answers-from").evaluate(toMiddle);
  await visit("74-answers-from");
}

/** A server on which the operator's account lacks a right. */
async function failing(page, visit) {
  await page.goto(`${base}#/new/rehearsal`);
  await id(page, "situation").selectOption("split-permissions");
  await id(page, "create-setup").click();
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  await id(page, "script-problem").waitFor();
  await visit("30-failed");
  await id(page, "open-by-hand").click();
  await visit("31-by-hand");
  await page.goto(`${base}#/new`);
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

/** From nothing to the upload's page, where this person is at the imagined sign-in page. */
async function toUpload(page, asked) {
  await page.goto(`${base}?${asked}#/new/rehearsal`);
  await id(page, "create-setup").click();
  await id(page, "rehearse-real").click();
  await id(page, "take-receipt").click();
  await id(page, "receipt-result").waitFor();
  await openSteps(page);
  await id(page, "step-upload").click();
  await id(page, "start-sign-in").waitFor();
}

async function signInAndPlan(page) {
  await id(page, "start-browser-sign-in").click();
  await id(page, "plan").waitFor();
}

/** The two ways of signing in, and who may stand at their end. */
async function signIns(page, visit) {
  await toUpload(page, "person=never-comes");
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
  await toUpload(page, "person=blocked");
  await id(page, "start-sign-in").click();
  await id(page, "open-sign-in-page").click();
  await id(page, "sign-in-instead").waitFor();
  await visit("46-blocked");
  await id(page, "sign-in-instead").click();
  await id(page, "plan").waitFor();
  await id(page, "roles").waitFor();
  await visit("47-through-the-browser");
  for (const [number, person] of [
    ["48", "guest"],
    ["49", "application-administrator"],
    ["50", "without-role"],
    ["51", "role-unreadable"],
  ]) {
    await toUpload(page, `person=${person}`);
    await signInAndPlan(page);
    await id(page, person === "guest" ? "guest" : "role").waitFor();
    await visit(`${number}-${person}`);
  }
  await toUpload(page, "person=must-prove-more");
  await id(page, "start-browser-sign-in").click();
  await id(page, "error").waitFor();
  await visit("52-step-up");
  await signInAndPlan(page);
}

/** What verification, copies of keys, and the settings may have to tell. */
async function afterwards(page, visit) {
  await toUpload(page, "disabled&gone&clock");
  await signInAndPlan(page);
  await id(page, "clock-note").waitFor();
  await visit("59-wrong-clock");
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await openSteps(page);
  await id(page, "step-verify").click();
  await id(page, "export-folder").click();
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
  await id(page, "restore-file").click();
  await id(page, "plan").waitFor();
  await visit("63-from-a-file");
  await id(page, "support").click();
  await id(page, "support-entries").waitFor();
  await visit("64-support");
  await page.keyboard.press("Escape");
  await toUpload(page, "foreign");
  await signInAndPlan(page);
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

/** A rehearsal of another guide, from its first question on. */
async function begin(page, guide, asked = "") {
  await page.goto(`${base}?${asked}#/new/rehearsal`);
  await id(page, `guide-${guide}`).check();
  await id(page, "create-setup").click();
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
async function writes(page, visit) {
  await begin(page, "skype-hybrid");
  await open(page, "upload");
  await id(page, "waits-for").waitFor();
  await visit("70-waits-for");
  await page.getByRole("link", { name: "Names of the pools" }).last().click();
  await id(page, "script-text").waitFor();
  await open(page, "export");
  await id(page, "script-text").waitFor();
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
async function places(page, visit) {
  await begin(page, "skype-server");
  await open(page, "organisation");
  await id(page, "answer-restart_iis_on").fill("ex01.contoso.com\nex02");
  await id(page, "answer-restart_iis_on").blur();
  await page.locator("[aria-invalid=true]").waitFor();
  await visit("90-two-discoveries");
  await id(page, "answer-restart_iis_on").fill("ex01.contoso.com\nex02.contoso.com");
  await id(page, "answer-restart_iis_on").blur();
  await id(page, "offered-script-skype-server-discover-skype").click();
  await id(page, "script-text").waitFor();
  await visit("91-discovery-of-one");
  await id(page, "offered-script-skype-server-discover-skype").click();
  await open(page, "token-issuer");
  await id(page, "script-text").waitFor();
  await bringBack(page);
  await visit("92-own-script");
  await id(page, "all-in-one").click();
  await id(page, "script-text").waitFor();
  await bringBack(page);
  await id(page, "receipt-result").waitFor();
  await visit("93-all-in-one-of-a-place");
  await open(page, "autodiscover");
  await id(page, "script-text").waitFor();
  await visit("94-all-in-one");
  await bringBack(page);
  await open(page, "verify");
  await id(page, "verification-script").waitFor();
  await visit("95-no-cloud");
  for (const script of ["exchange", "skype"]) {
    await id(page, `offered-script-skype-server-verify-${script}`).click();
    await id(page, "script-text").waitFor();
    await bringBack(page);
  }
  await page.locator("[data-testid='step-verify'][data-status='verified']").waitFor({ state: "attached" });
  await visit("96-no-cloud-done");
}

/** A guide that uploads twice. */
async function twice(page, visit) {
  await begin(page, "rotate");
  await open(page, "export");
  await id(page, "script-text").waitFor();
  await bringBack(page);
  await open(page, "upload");
  await id(page, "start-browser-sign-in").click();
  await id(page, "plan").waitFor();
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await open(page, "remove");
  await id(page, "waits-for").waitFor();
  await visit("97-second-upload-waits");
  await open(page, "changed");
  await id(page, "script-text").waitFor();
  await bringBack(page);
  await open(page, "remove");
  await id(page, "plan").waitFor();
  await visit("98-second-upload");
  await id(page, "next").click();
  await id(page, "results").waitFor();
  await visit("99-second-results");
}

const wide = { width: 1280, height: 860 };
// 200 % in the smallest window.
const narrow = { width: 450, height: 640 };
const all = [whole, failing, signIns, afterwards, around, writes, places, twice];
const walks = [
  ...["light", "dark"].flatMap((look) => all.map((steps) => ({ look, size: wide, steps }))),
  { look: "light", size: { width: 900, height: 640 }, steps: whole },
  { look: "light", size: { width: 450, height: 320 }, steps: whole },
  ...[signIns, afterwards, writes, places, around].map((steps) => ({ look: "light", size: narrow, steps })),
].filter(({ look, steps }) => [steps.name, ""].includes(onlyWalk) && [look, ""].includes(onlyLook));
if (walks.length === 0) findings.push("There is no walk of that name.");

const queue = walks.values();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const one of queue) await walk(one);
  }),
);

await browser.close();
server.close();
for (const finding of new Set(findings)) console.log(finding);
console.log(findings.length === 0 ? "No findings." : `${new Set(findings).size} findings.`);
process.exit(findings.length === 0 ? 0 : 1);
