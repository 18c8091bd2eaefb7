// What every page does by itself. One named way to make nodes of text, and the address of our own worker alone.
(() => {
  const same = { createHTML: (text) => text, createScriptURL: (url) => url };
  const ours = window.trustedTypes?.createPolicy("relais", {
    createHTML: (text) => text,
    createScriptURL: (url) => { if (!url.startsWith("/worker.js?")) throw new TypeError("not ours"); return url; },
  }) ?? same;
  const body = document.body;
  const offset = body.dataset.now ? Date.parse(body.dataset.now) - Date.now() : 0;
  const now = () => Date.now() + offset;

  // One voice, at most every 20 seconds; only the last thing to say is said.
  const voice = document.querySelector("[data-voice]");
  let spoken = 0, pending;
  const speak = (words, atOnce) => {
    if (!voice || !words) return;
    clearTimeout(pending);
    const wait = atOnce ? 0 : Math.max(0, spoken + 20000 - Date.now());
    pending = setTimeout(() => { spoken = Date.now(); voice.textContent = words; }, wait);
  };

  // Regions that change: repainted where nobody is busy; else a button says how many changes wait.
  const regions = (within) => [...within.querySelectorAll("[data-fresh][id], #results")];
  const bar = document.querySelector("[data-changes]");
  const said = (node) => node.outerHTML
    .replace(/name="(_key|painted)" value="[^"]*"/g, "").replace(/<p [^>]*data-state[^>]*>.*?<\/p>/g, "").replace(/\(\d+\s?min\)/g, "").replace(/ (open|hidden)(="")?/g, "");
  let finger = null;
  addEventListener("pointerdown", (event) => { finger = event.target; }, { passive: true, capture: true });
  for (const kind of ["pointerup", "pointercancel"])
    addEventListener(kind, () => { finger = null; }, { passive: true, capture: true });
  const dirty = (field) => field.type !== "hidden" && field.type !== "submit" && (field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked : field.options ? [...field.options].some((o) => o.selected !== o.defaultSelected)
    : field.value !== field.defaultValue);
  const typed = (node) => node.querySelector("[data-busy]") || [...node.querySelectorAll("input, select, textarea")].some(dirty);
  const busy = (node) => node.contains(document.activeElement) || (finger && node.contains(finger)) || typed(node);
  const controls = (node) => [...node.querySelectorAll("a, button, input, select, textarea, summary")];
  // Which control it is, whatever came before it on the page: the focus never lands on another.
  const sign = (one) => ["href", "name"].map((name) => one.getAttribute(name)).join() + one.closest("form")?.getAttribute("action");
  const put = (old, fresh) => {
    const held = document.activeElement, mark = old.contains(held) ? sign(held) : "";
    const alike = () => controls(old).filter((one) => sign(one) === mark);
    const at = alike().indexOf(held);
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    old.replaceChildren(...fresh.childNodes);
    [...old.querySelectorAll("details")].forEach((one, place) => { one.open = open[place] ?? one.open; });
    if (at >= 0) alike()[at]?.focus({ preventScroll: true });
  };
  const paint = (text, own) => {
    const page = new DOMParser().parseFromString(ours.createHTML(text), "text/html");
    let changed = 0, waiting = 0;
    for (const old of regions(document)) {
      const fresh = page.getElementById(old.id);
      if (!fresh || said(fresh) === said(old)) continue;
      if (own ? typed(old) : busy(old)) { waiting += 1; continue; }
      put(old, fresh);
      changed += 1;
    }
    if (bar) {
      bar.hidden = !waiting;
      bar.querySelector("button").textContent = waiting === 1 ? bar.dataset.one : bar.dataset.many.replace("{count}", waiting);
    }
    if (changed || waiting) { recount(); speak(waiting ? bar?.textContent : voice?.dataset.changed); }
    document.dispatchEvent(new Event("relais:painted"));
  };
  const look = async (own) => {
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
      if (answer.ok) paint(await answer.text(), own);
    } catch { /* no network: offline.js says so */ }
  };
  bar?.querySelector("button").addEventListener("click", () => look(true));
  document.addEventListener("relais:page", (event) => paint(event.detail, true));

  // Something changed somewhere that this page may read of: never what. A link pauses it.
  const TOPICS = ["reload", "agreements", "arrivals", "askings", "board", "case", "coordination", "count_asked",
    "duty_phones", "escalations", "hand_over", "moves", "operation", "outbox", "overrides", "proposals", "referrals",
    "rosters", "waiting"];
  const pause = document.querySelector("[data-pause]");
  if (regions(document).length && window.EventSource) {
    let last = 0, timer, source;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { last = Date.now(); look(false); }, Date.now() - last > 2000 ? 150 : 2000);
    };
    const region = document.querySelector("[data-live]")?.dataset.region;
    const listen = () => {
      source = new EventSource(region ? `/v1/live?region=${region}` : "/v1/live");
      for (const kind of TOPICS) source.addEventListener(kind, heard);
    };
    listen();
    if (pause) {
      const words = pause.textContent;
      pause.hidden = false;
      pause.addEventListener("click", () => {
        if (source) { source.close(); source = null; clearTimeout(timer); } else { listen(); look(false); }
        pause.textContent = source ? words : pause.dataset.pause;
      });
    }
  }

  // The other language begins where one was reading: the element at the top of the view, by its place in the page.
  const main = document.getElementById("main"), PLACE = "relais.place";
  const top = () => document.querySelector("header.top").getBoundingClientRect().bottom;
  const parts = () => [...main.querySelectorAll("*")];
  try {
    const [at, offset] = (sessionStorage.getItem(PLACE) ?? "").split(" ").map(Number);
    sessionStorage.removeItem(PLACE);
    const found = offset === undefined ? null : parts()[at];
    if (found) scrollBy(0, found.getBoundingClientRect().top - offset);
  } catch { /* it begins at the top then */ }
  // What was typed in the other forms of the page travels with its own, and is put back in what the server paints.
  const forms = () => [...main.querySelectorAll("form")];
  for (const { dataset: { other }, value } of document.querySelectorAll("[data-other]")) {
    const [, place, at] = other.split("."), field = forms()[place]?.elements[at];
    if (!field?.matches("input, select, textarea")) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = value === "1"; else field.value = value;
    field.closest("details")?.setAttribute("open", "");
  }
  const carry = (own) => forms().forEach((form, place) => [...form.elements].forEach((field, at) => {
    if (form === own || !field.matches("input, select, textarea") || /^(file|password)$/.test(field.type) || !dirty(field)) return;
    const value = field.type === "checkbox" || field.type === "radio" ? (field.checked ? "1" : "0") : field.value;
    own.append(Object.assign(document.createElement("input"), { type: "hidden", name: `_other.${place}.${at}`, value }));
  }));
  const other = document.querySelector("header.top")?.querySelector("button[lang]");
  other?.addEventListener("click", () => {
    if (other.form?.id === "f") carry(other.form);
    if (!scrollY) return;
    const at = parts().findIndex((one) => one.getClientRects().length && one.getBoundingClientRect().top >= top());
    try { if (at >= 0) sessionStorage.setItem(PLACE, `${at} ${parts()[at].getBoundingClientRect().top}`); } catch { /* nothing is kept then */ }
  });

  // The minutes left of a deadline, from the clock and never by counting down: a phone that slept is right at once.
  const told = new Set();
  function recount() {
    for (const time of document.querySelectorAll("time[data-until]")) {
      const left = Math.floor((Date.parse(time.dateTime) - now()) / 60000);
      time.dataset.clock ??= time.textContent.replace(/\s*\(.*\)$/, "");
      const words = time.dataset.clock + (left > 0 && left <= 180 ? ` ${time.dataset.until.replace("{count}", left)}` : "");
      if (time.textContent !== words) time.textContent = words;
      for (const mark of [5, 15]) {
        if (left !== mark || told.has(mark + time.dateTime)) continue;
        told.add(mark + time.dateTime);
        speak(voice?.dataset.ends.replace("{count}", mark));
      }
    }
  }
  recount();
  setInterval(recount, 30000);

  // What opens without a network: style, script and an empty page, kept by a worker.
  const worker = body.dataset.worker;
  if (worker && navigator.serviceWorker)
    addEventListener("load", () => navigator.serviceWorker.register(ours.createScriptURL(worker)).catch(() => {}));

  // Leaving: hide the page, change the title, forget what waits, lock the session, take this page's place in history.
  const exit = document.querySelector("[data-exit]");
  if (exit) {
    const leave = (event) => {
      event?.preventDefault();
      document.documentElement.hidden = true;
      document.title = "\u2026";
      // Read by whatever is asked next from this browser, were it before the beacon arrives: the session is over.
      document.cookie = "__Host-relais_left=1; Path=/; Secure; SameSite=Strict";
      try { localStorage.clear(); sessionStorage.clear(); } catch { /* nothing is kept then */ }
      navigator.sendBeacon("/lock");
      location.replace(exit.dataset.exit);
    };
    exit.addEventListener("click", leave);
    let shifts = [], alone = false;
    const other = () => { alone = false; shifts = []; };
    addEventListener("keydown", (event) => { if (event.key === "Shift") alone = !event.repeat || alone; else other(); });
    addEventListener("pointerdown", other, { passive: true });
    addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !alone) return;
      shifts = [...shifts.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
      if (shifts.length >= 3) return leave();
      speak(shifts.length === 2 ? exit.dataset.once : exit.dataset.twice, true);
    });
  }

  // A page that comes back from the browser's memory asks the server again; one that nobody looks at shows nothing.
  let gone = false;
  const veil = () => document.documentElement.classList.toggle("veiled", document.hidden || gone);
  addEventListener("pagehide", (event) => { gone = event.persisted; veil(); });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => {
    veil();
    if (!document.hidden) recount();
  });

  // A shared tablet: two minutes without a touch, and the same address asks for a PIN.
  const seconds = Number(body.dataset.locks);
  if (seconds) {
    let timer;
    const lock = () => {
      document.documentElement.classList.add("veiled");
      location.replace(body.dataset.page);
    };
    const touched = () => { clearTimeout(timer); timer = setTimeout(lock, seconds * 1000); };
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touched, { passive: true });
    touched();
  }
})();
