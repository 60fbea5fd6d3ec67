// An ESLint rule: no text of a person's language in components and modules. What the window says is in the
// catalog of messages.

/** Attributes that a person reads or hears. */
const SAID = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "label",
  "lead",
  "placeholder",
  "title",
]);

/** Attributes that only programs read. */
const UNSAID = new Set(["autocomplete", "class", "href", "id", "page", "rel", "style", "testid"]);

/** Calls whose texts no person reads: errors for developers, selectors, ids of messages, places of a page. */
const SILENT = new Set([
  "Error",
  "RegExp",
  "Symbol",
  "closest",
  "inTenant",
  "matchMedia",
  "matches",
  "parts",
  "querySelector",
  "querySelectorAll",
  "run",
  "say",
  "setAttribute",
  "take",
]);

/** A single letter is a sign, capitals are a marker, and the product's name is the same in every language. */
const hasLetters = (/** @type {string} */ text) => {
  const words = text.replaceAll("Crosstrust", "");
  return /\p{L}{2,}/u.test(words) && /\p{Ll}/u.test(words);
};

/** Two words with a space between them, or a word as a label begins: "Open". */
const isSaid = (/** @type {string} */ text) =>
  hasLetters(text) &&
  (/\p{L}{2,}[.,:;!?…]? +\p{L}{2,}/u.test(text) || /^\p{Lu}\p{Ll}+(?:[.…:!?])?$/u.test(text.trim()));

/**
 * Whether nobody reads the value: an import, a type, a comparison, a class, a call for programs.
 * @param {any} node
 */
function isSilent(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    switch (parent.type) {
      case "ImportDeclaration":
      case "ImportExpression":
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
        if (parent.source === at) return true;
        break;
      case "TSLiteralType":
      case "TSImportType":
      case "TSExternalModuleReference":
        return true;
      case "BinaryExpression":
        if (/^[!=]==?$/.test(parent.operator)) return true;
        break;
      case "SwitchCase":
        if (parent.test === at) return true;
        break;
      case "Property":
      case "MemberExpression":
        if ((parent.key ?? parent.property) === at) return true;
        break;
      case "CallExpression":
      case "NewExpression": {
        const { callee } = parent;
        const name = callee.type === "MemberExpression" ? callee.property.name : callee.name;
        if (callee !== at && SILENT.has(name)) return true;
        break;
      }
      case "SvelteAttribute":
        return UNSAID.has(parent.key.name);
      // What a function does inside is not what its caller does with it.
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        return false;
      default:
    }
  }
  return false;
}

/** @type {import("eslint").Rule.RuleModule} */
const rule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      text: "Say this through the catalog of messages (src-tauri/core/messages): {{ text }}",
    },
  },
  create(context) {
    const report = (/** @type {any} */ node, /** @type {string} */ text) => {
      context.report({ node, messageId: "text", data: { text: text.trim().slice(0, 60) } });
    };
    /** @type {Record<string, (node: any) => void>} */
    const visitor = {
      SvelteText(node) {
        const within = node.parent?.type;
        if (within === "SvelteStyleElement" || within === "SvelteScriptElement") return;
        if (hasLetters(node.value)) report(node, node.value);
      },
      SvelteLiteral(node) {
        const attribute = node.parent;
        if (attribute?.type !== "SvelteAttribute") return;
        const name = attribute.key.name;
        const said = SAID.has(name) ? hasLetters(node.value) : !UNSAID.has(name) && isSaid(node.value);
        if (said) report(node, node.value);
      },
      Literal(node) {
        if (typeof node.value !== "string" || !isSaid(node.value) || isSilent(node)) return;
        report(node, node.value);
      },
      TemplateLiteral(node) {
        const text = node.quasis.map((/** @type {any} */ part) => part.value.cooked ?? "").join("0");
        // "Delete 0", "0 days"; the place of a problem is a word before an id: "take 0".
        const begins = /^\p{Lu}\p{Ll}+\P{L}|0 \p{Ll}{2,}/u.test(text);
        if (hasLetters(text) && (begins || isSaid(text)) && !isSilent(node)) report(node, text);
      },
    };
    return visitor;
  },
};

export default rule;
