// What Streamlit lacks for people with disabilities. Each part is explained in docs/accessibility.md.
//
// The page loads this once. An invisible component of Streamlit's calls the function below whenever
// its data change; it is small, because Streamlit sends a component anew after each click.

const NAMES = ["aria-label", "placeholder", "title"];
const WRITTEN_BY_PEOPLE =
  '[data-testid="stMarkdownContainer"], [data-testid="stText"], [data-testid="stHtml"], textarea';
const FIELDS = ['[data-testid="stTextArea"] textarea', '[data-testid="stTextInput"] input', '[data-testid="stNumberInput"] input'].join(", ");
const HEADING = '[data-testid="stMain"] h1';
const RUNS = "data-test-script-state";
const CONNECTION = "data-test-connection-state";
const OPTIONS = '[role="option"], [role="menuitem"], [role="gridcell"], [data-testid="stButtonGroup"] button, ' +
  '[data-testid="stRadio"] label, [data-testid="stCheckbox"] label, input[type="radio"], input[type="checkbox"]';
const LEADS_AWAY = 'a[href], [class*="st-key-turn--"] button';
const ACTS = `${LEADS_AWAY}, [data-testid="stButton"] button`;
const LEADS_ON = '[class*="st-key-turn--primary"] button';
const FOCUSABLE = "a[href], button, input, textarea, select, summary, [tabindex]";

const environment = { data: null, unsaved: new Map(), focused: null, given: 0, began: 0, ran: 0, left: 0 };

start();
// Who signs out in one window leaves nothing to be read in the others.
new BroadcastChannel("audit").onmessage = () => environment.runAgain?.();

window.auditEnvironment = ({ data, parentElement, setTriggerValue }) => {
  environment.runAgain = () => setTriggerValue("again", true);
  const before = environment.data;
  environment.data = data;
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
  for (const [name, text] of Object.entries(data.labels)) document.documentElement.style.setProperty(`--audit-${name}`, JSON.stringify(text));
  translate(document.body, data);
  tell(parentElement.querySelector('[role="status"]'), data, before);
  if (data.aim && data.aim !== before?.aim) focusOn(`.${CSS.escape("st-key-" + data.aim)}`, Date.now() + 5000);
  else if (before && before.page !== data.page) focusOn(HEADING, Date.now() + 5000);
};

function start() {
  saveTexts();
  holdWhatActs();
  keepFocus();
  window.addEventListener("resize", openTables);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach((node) => translate(node, environment.data));
      else translate(change.target, environment.data);
    }
    restoreFocus();
    catchUp();
    noteRuns();
    openTables();
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: [...NAMES, "disabled", CONNECTION, RUNS],
  });
}

// What happened, said once and politely

function tell(region, data, before) {
  if (!region || (before && before.timesTold === data.timesTold)) return;
  region.textContent = "";
  if (data.told) setTimeout(() => { region.textContent = data.told; }, 100);
}

// Built-in English words

function translate(node, data) {
  if (!data || !Object.keys(data.words).length) return;
  if (node.nodeType === Node.TEXT_NODE) return translateText(node, data);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let next = node; next; next = walker.nextNode()) {
    if (next.nodeType === Node.TEXT_NODE) translateText(next, data);
    else translateNames(next, data);
  }
}

function translateText(node, data) {
  const said = inLanguage(node.nodeValue.trim(), data);
  if (said && !node.parentElement?.closest(WRITTEN_BY_PEOPLE)) {
    node.nodeValue = node.nodeValue.replace(node.nodeValue.trim(), () => said);
  }
}

function translateNames(element, data) {
  for (const name of NAMES) {
    const said = inLanguage(element.getAttribute(name), data);
    if (said) element.setAttribute(name, said);
  }
}

function inLanguage(text, data) {
  if (!text) return null;
  if (Object.hasOwn(data.words, text)) return data.words[text];
  const beginning = Object.keys(data.beginnings).find((english) => text.startsWith(english));
  return beginning ? data.beginnings[beginning] + text.slice(beginning.length) : null;
}

// Texts save themselves

function saveTexts() {
  const { unsaved } = environment;
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.(FIELDS) || isInForm(target)) return;
    clearTimeout(unsaved.get(target));
    const isArea = target.tagName === "TEXTAREA";
    unsaved.set(target, isArea ? setTimeout(() => commit(target), environment.data.saveAfter) : null);
  }, true);
  document.addEventListener("focusout", ({ target }) => {
    if (!unsaved.has(target)) return;
    noteGiven(target);
    if (isConnected() && !target.disabled) forget(target); // Streamlit sends a field that is left
    else commit(target); // a field that is switched off is left as well, and not sent
  }, true);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") [...unsaved.keys()].forEach(press); // still unsaved, should the page go next
  });
  window.addEventListener("pagehide", () => { for (const field of unsaved.keys()) sendLastWords(field); unsaved.clear(); });

  function commit(field) {
    if (field.disabled || !isConnected()) return void unsaved.set(field, setTimeout(() => commit(field), 1000)); // later
    noteGiven(field);
    forget(field);
    press(field);
  }

  function press(field) {
    if (field.tagName !== "TEXTAREA") return;
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true }));
  }

  function forget(field) {
    clearTimeout(unsaved.get(field));
    unsaved.delete(field);
  }
}

function connectionState() {
  return document.querySelector('[data-testid="stApp"]')?.getAttribute(CONNECTION);
}

function isConnected() {
  return connectionState() === "CONNECTED";
}

// What was answered while the connection was lost is in the page and nowhere else: once it is back, have it saved.
function catchUp() {
  const state = connectionState();
  const isBack = state === "CONNECTED" && environment.data && environment.connection !== state;
  if (state) environment.connection = state;
  if (isBack) setTimeout(() => environment.runAgain(), 500);
}

function sendLastWords(field) {
  const draft = { key: keyOf(field), value: field.value, page: location.pathname + location.search, language: document.documentElement.lang };
  if (draft.key) navigator.sendBeacon("/entwurf", new Blob([JSON.stringify(draft)], { type: "application/json" }));
}

function keyOf(element) {
  const holder = element.closest('[class*="st-key-"]');
  return [...(holder?.classList ?? [])].find((name) => name.startsWith("st-key-"))?.slice("st-key-".length) ?? "";
}

// Links and buttons wait until what was just given on this page has been read: a page that is left is read no more.
// Streamlit shows only some time after an answer that its script runs; until then the answer is on its way.

function holdWhatActs() {
  const held = new Set();
  let passes = false;
  document.addEventListener("change", ({ target }) => {
    noteGiven(target);
  }, true);
  document.addEventListener("keydown", ({ target, key }) => {
    if (key === "Enter" && target.matches?.('[role="combobox"]')) noteGiven(target);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(OPTIONS)) noteGiven(event.target);
    const target = event.target.closest?.(ACTS);
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey || hold(event, target, againOn(target))) return;
    if (target.matches(LEADS_AWAY)) environment.left = Date.now();
    else noteGiven(target);
  }, true);
  window.addEventListener("popstate", (event) => {
    for (const field of environment.unsaved.keys()) sendLastWords(field); // Streamlit would send them with the new address
    if (hold(event, window, () => window.dispatchEvent(new PopStateEvent("popstate", { state: event.state })))) return;
    environment.left = Date.now();
  }, true);

  function hold(event, target, again) {
    if (passes || !isBusy()) return false;
    if (event.cancelable) event.preventDefault();
    event.stopImmediatePropagation();
    if (held.has(target)) return true;
    held.add(target);
    const until = Date.now() + 5000;
    (function pass() {
      if (isBusy() && Date.now() < until) return void setTimeout(pass, 20);
      held.delete(target);
      passes = true;
      again();
      passes = false;
    })();
    return true;
  }
}

// The run may have put another element in its place; and what was just given may lead on elsewhere.
function againOn(target) {
  if (target.matches(LEADS_ON)) return () => document.querySelector(LEADS_ON)?.click();
  const key = keyOf(target), text = target.textContent;
  const isSame = (other) => keyOf(other) === key && other.textContent === text;
  return () => (target.isConnected ? target : [...document.querySelectorAll(ACTS)].find(isSame))?.click();
}

function noteGiven(target) {
  if (!isInForm(target)) environment.given = Date.now();
}

function isBusy() {
  const { given, began, ran, left } = environment, now = Date.now();
  if (given <= left || !isConnected()) return false;
  // A run that began earlier reads it or not; in the second case the next one begins soon after.
  const isOnItsWay = began < given + 20 && now < (ran > given ? ran + 500 : given + 2000);
  return isOnItsWay || scriptState() === "running" || now < ran + 50; // what has run appears a moment later
}

// A form sends nothing before its button is pressed.
function isInForm(target) {
  return Boolean(target.closest?.('[data-testid="stForm"]'));
}

function scriptState() {
  return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
}

function noteRuns() {
  const state = scriptState();
  if (environment.state !== "running" && state === "running") environment.began = Date.now();
  if (environment.state === "running" && state === "notRunning") environment.ran = Date.now();
  environment.state = state;
}

// A wide table scrolls sideways in a box of its own, which must be reached by keyboard

function openTables() {
  environment.tables ??= setTimeout(() => {
    environment.tables = null;
    for (const table of document.querySelectorAll('.table table')) {
      const box = table.parentElement;
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }, 50);
}

// The focus

function keepFocus() {
  document.addEventListener("focusin", ({ target }) => {
    const behind = environment.focused?.behind ?? environment.focused;
    environment.focused = { element: target, key: keyOf(target), behind: target.closest('[role="dialog"], [role="menu"]') ? behind : null };
    if (target.matches('[role="menu"]')) setTimeout(() => focusMarked(target), 50);
  }, true);
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest?.(FOCUSABLE)) environment.focused = null; // somebody clicked beside everything, on purpose
  }, true);
}

// A menu opened by keyboard marks its first entry and keeps the focus itself: Enter would do nothing.
function focusMarked(menu) {
  if (document.activeElement === menu) menu.querySelector('[role="menuitem"][data-focused]')?.focus();
}

function restoreFocus() {
  const { focused } = environment;
  if (!focused || environment.restoring) return;
  if (focused.element.disabled) focused.wasDisabled = true;
  const isLost = !focused.element.isConnected || (focused.wasDisabled && !focused.element.disabled);
  if (!isLost) return;
  environment.restoring = true;
  setTimeout(() => { // Streamlit's dialogs and lists give the focus back by themselves; this is for all else
    environment.restoring = false;
    if (environment.focused !== focused || document.activeElement !== document.body) return;
    if (!focused.element.isConnected && focused.behind) { // the dialog is gone: what was behind it is next
      environment.focused = { ...focused.behind, wasDisabled: true };
      restoreFocus();
      return;
    }
    const again = focused.element.isConnected ? focused.element : successor(focused.key);
    if (again) again.focus({ preventScroll: true });
    else focusOn(HEADING, Date.now() + 2000);
  }, 250);
}

function successor(key) {
  return key ? document.querySelector(`.${CSS.escape("st-key-" + key)} :is(${FOCUSABLE}):not([disabled])`) : null;
}

function focusOn(place, until) {
  const settled = scriptState() === "notRunning";
  const found = document.querySelector(place);
  if (settled && found) {
    found.tabIndex = -1;
    found.focus();
    found.scrollIntoView({ block: "start" });
  } else if (Date.now() < until) {
    setTimeout(() => focusOn(place, until), 50);
  }
}
