// The browser host in a process of its own: the real program, and the system around it as a test arranges it.
// The unit tests and the walks through all pages share it.
import { spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const built = `../../target/debug/crosstrust-host${process.platform === "win32" ? ".exe" : ""}`;
const program = process.env["CROSSTRUST_HOST"] ?? fileURLToPath(new URL(built, import.meta.url));

/**
 * A computer with a stand-in for Windows PowerShell in this folder, as the program asks for it.
 * @param {string} folder
 */
export function describedComputer(folder) {
  const powershell = join(folder, "powershell");
  copyFileSync(join(dirname(program), "stand_in_shell"), powershell);
  const described = { powershell, exchange: folder, domain: "contoso.com" };
  return { CROSSTRUST_TEST_COMPUTER: JSON.stringify(described) };
}

export class Host {
  /** Where it answers: "http://127.0.0.1:49152/". */
  address;
  token;
  #child;

  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {string} address
   * @param {string} token
   */
  constructor(child, address, token) {
    this.#child = child;
    this.address = address;
    this.token = token;
  }

  /** @param {Readonly<Record<string, string>>} more of its environment */
  static async start(more = {}) {
    // Nothing that a test does may leave this computer.
    const env = { ...process.env, HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "127.0.0.1", ...more };
    const child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"], env });
    /** @type {Promise<string>} */
    const started = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`${program} ended. \`cargo xtask test\` builds it.`)));
    });
    const { address, token } = JSON.parse(await started);
    return new Host(child, address, token);
  }

  stop() {
    this.#child.kill();
  }

  /** @returns {Record<string, string>} */
  get headers() {
    return { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" };
  }

  /**
   * Calls a command and gives its result.
   * @param {string} command
   * @param {Readonly<Record<string, unknown>>} args
   */
  async call(command, args = {}) {
    const text = await this.#post(`commands/${command}`, args);
    const last = JSON.parse(text.trim().split("\n").at(-1) ?? "");
    if ("problem" in last) throw new Error(`${command}: ${JSON.stringify(last.problem)}`);
    return last.result;
  }

  /**
   * Who signs in on a page that is opened, by the name that the simulated sign-in page knows; null: nobody.
   * @param {string | null} person
   */
  async person(person) {
    await this.#post("desktop/person", person);
  }

  /**
   * What the next dialogs give, one after another; null: nothing is chosen.
   * @param {readonly (string | null)[]} paths
   */
  async choices(paths) {
    await this.#post("desktop/choices", paths);
  }

  /**
   * Switches a fault of a setup's simulated tenant on.
   * @param {string} setup
   * @param {Readonly<Record<string, unknown>>} fault
   */
  async fault(setup, fault) {
    const address = new URL("/rehearsal/faults", await this.#cloud(setup));
    const headers = { "Content-Type": "application/json" };
    await taken(await fetch(address, { method: "POST", headers, body: JSON.stringify(fault) }));
  }

  /**
   * The principals of a setup's simulated tenant.
   * @param {string} setup
   * @returns {Promise<{ appId: string, keys: { thumbprint: string | null, notAfter: string }[] }[]>}
   */
  async principals(setup) {
    const tenant = await fetch(new URL("/rehearsal/tenant", await this.#cloud(setup)));
    return JSON.parse(await taken(tenant)).principals;
  }

  /**
   * @param {string} setup
   * @returns {Promise<string>}
   */
  async #cloud(setup) {
    const address = await fetch(`${this.address}simulated-cloud/${setup}`, { headers: this.headers });
    return JSON.parse(await taken(address));
  }

  /**
   * @param {string} path
   * @param {unknown} body
   */
  async #post(path, body) {
    const { headers } = this;
    return taken(await fetch(this.address + path, { method: "POST", headers, body: JSON.stringify(body) }));
  }
}

/** @param {Response} answer */
async function taken(answer) {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url}: ${String(answer.status)} ${text}`);
  return text;
}

/** Questions that may stay open, and whose answers a script or a name needs all the same. */
const wanted = ["hybrid_domain", "organization_name"];

/**
 * An answer for each question of a setup that needs one: its own example.
 *
 * @param {import("../src/lib/bindings/SetupView").SetupView} view
 * @returns {Record<string, string>}
 */
export function exampleAnswers(view) {
  const open = view.answers.filter(
    ({ spec, value, asked }) =>
      asked && value === "" && (!spec.optional || wanted.includes(spec.id)) && spec.default === null,
  );
  return Object.fromEntries(open.map(({ spec }) => [spec.id, spec.example]));
}
